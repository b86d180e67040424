"""Which of a few numbered parts a text names: by its number, a keyword or its full wording.

The axes of a programme are such parts: they head the sheets and the blocks of a plan.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.refusals import SeveralValues, UnknownWord
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import Lexicon, quoted, singular
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 300
ALIKE = 85
"""How like the wording of a part, out of 100, a heading must be."""
LONG_WORDING = 20
"""In characters: shorter headings are like a wording by chance."""

_LISTED = re.compile(r"[^\w \t\xa0'’.:()«»\"°–—-]|->|\b(?:et|ou|puis)\b")
"""Signs that are no part of a wording, and words, between two parts."""
_LETTERED = re.compile(r"\s*[A-Za-z]\s*[.):–—-]\s")
_DASHED = re.compile(r"\s[-–—]\s")

ROMAN = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")


@dataclass(frozen=True)
class Part:
    """A part that texts may name; its number is its rank. `goal` is its full wording; `strong`
    words name it, `weak` ones where no strong word speaks for another part."""

    code: str
    label: str
    short: str
    goal: str = ""
    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()


class NumberedChoice:
    """`announced_by` are the words with which a heading begins ("axe"), `numbered_by` those with
    which it does when a number follows ("volet 2"), `empty` those that say nothing, `distinct`
    those that are close to words of parts and no slip of them; `sentences` are `noun`, `unknown`,
    `several` and `differ`, in French."""

    def __init__(
        self,
        parts: Sequence[Part],
        *,
        sentences: Mapping[str, str],
        announced_by: Iterable[str],
        empty: Iterable[str],
        numbered_by: Iterable[str] = (),
        distinct: Iterable[str] = (),
    ) -> None:
        self.parts, self.sentences = parts, sentences
        self.announced_by, self.numbered_by = tuple(announced_by), tuple(map(fold, numbered_by))
        self.empty = frozenset(map(fold, empty))
        names = "|".join((*self.announced_by, *self.numbered_by))
        self.number = re.compile(
            rf"(?:(?:{names})s? ?)?(?:strategique )?(?:n |no |numero )?(\d+|[ivx]+)\b"
        )
        self.glued = re.compile(rf"\b({names})(?=\d)")
        self.by_number = {
            number: part.code
            for rank, part in enumerate(parts, start=1)
            for number in (str(rank), ROMAN[rank - 1])
        }
        others = [self._normal(word) for word in distinct]
        self.strong = Lexicon({part.code: part.strong for part in parts}, self._normal, (), others)
        self.weak = Lexicon({part.code: part.weak for part in parts}, self._normal, (), others)
        short = {part.code: part.short.split() for part in parts}
        self.names = Lexicon(short, self._normal, (), others)
        self.wordings: dict[str, str] = {}
        for part in parts:
            for wording in filter(None, (part.label, part.short, part.goal)):
                words = " ".join(self._number_and_words(wording)[1])
                self.wordings.setdefault(words, part.code)
        self.goals = [fold(part.goal) for part in parts if part.goal]
        numbered = (f"{rank} ou {part.short}" for rank, part in enumerate(parts, start=1))
        self.write = f"écrivez {', '.join(numbered)}"
        self.read = remembered(self._read)
        self.is_renumbered = remembered(self._is_renumbered)

    def scale(self, cells: Iterable[Cell], header: str) -> int:
        return 1

    def _read(self, cell: Cell, scale: int = 1) -> str | None:
        """Words count before the number: a territory may number the parts in its own order."""
        if cell is None or (isinstance(cell, str) and says_nothing(cell)):
            return None
        is_number = isinstance(cell, float | int) and not isinstance(cell, bool)
        if is_number and cell in range(1, len(self.parts) + 1):
            return self.by_number[f"{cell:.0f}"]
        if not isinstance(cell, str) or len(cell) > LONGEST:
            raise UnknownWord(
                f"La cellule ne contient pas {self.sentences['noun']} : {self.write}."
            )
        return self._of_text(cell)

    def _of_text(self, text: str) -> str:
        number, words = self._number_and_words(text)
        if whole := self.wordings.get(" ".join(words)):
            return whole
        strong, weak = self._named(self.strong, words), self._named(self.weak, words)
        agreed = {number} & (strong | weak)
        names = strong | self._named(self.names, words) | agreed
        if len(names) > 1 or len(self._each(text)) > 1:
            raise self._several(text)
        named = strong or weak
        if number and (agreed or not words):
            named = {number}
        elif len(named) == 1 and number and not strong:
            raise SeveralValues(f"{quoted(text)} : {self.sentences['differ']}.")
        if len(named) == 1:
            return named.pop()
        if named:
            raise self._several(text)
        raise UnknownWord(f"{quoted(text)} {self.sentences['unknown']} : {self.write}.")

    def _several(self, text: str) -> SeveralValues:
        return SeveralValues(
            f"{quoted(text)} {self.sentences['several']} : n’en gardez qu’un seul."
        )

    def _each(self, text: str) -> set[str]:
        """The parts that a list names, item by item: « Transition / Innovation », « Axes 1 et 2 ».

        After a number, words without a number are those of its part.
        """
        items = [item for item in _LISTED.split(text) if fold(item)]
        dashed = [item for item in _DASHED.split(text) if fold(item)]
        is_list = len(items) > 1
        read = [self._number_and_words(item) for item in (items if is_list else dashed)]
        if len(read) < 2:
            return set()
        if read[0][0] and (read[0][1] or not is_list):
            read = [read[0], *(item for item in read[1:] if item[0])]
        named = (self._of_item(number, words) for number, words in read)
        return {code for codes in named if len(codes) == 1 for code in codes}

    def _of_item(self, number: str | None, words: list[str]) -> set[str]:
        strong, weak = self._named(self.strong, words), self._named(self.weak, words)
        if number and (not words or number in strong | weak):
            return {number}
        return strong or weak

    def of_sheet(self, name: str) -> str | None:
        """The part that the name of a sheet gives; None when it is about something else."""
        number, words = self._number_and_words(name)
        is_named = self._named(self.strong, words) or number in self._named(self.weak, words)
        if words and not self.is_heading(name) and not is_named:
            return None
        try:
            return self.read(name)
        except Refused:
            return None

    def is_heading(self, text: str) -> bool:
        """True for what announces a part: "Axe 2 – …", or the full wording of one."""
        folded = fold(text)
        number = self.number.match(folded)
        if folded.startswith(self.announced_by):
            _, words = self._number_and_words(text)
            return bool(number or self._named(self.strong, words) or self._named(self.weak, words))
        if number and folded.startswith(self.numbered_by):
            return True
        wording = folded[number.end() :].strip() if number else folded
        return len(wording) > LONG_WORDING and any(
            fuzz.partial_ratio(wording, goal) >= ALIKE for goal in self.goals
        )

    def shape_of(self, text: str) -> str:
        """How a title of a part begins: "axe", "volet", or "1" for a number alone; else empty."""
        first, *others = fold(text).split() or [""]
        if first.isdigit():
            return "" if others and others[0].isdigit() else "1"
        return first if first in (*self.announced_by, *self.numbered_by) else ""

    def _is_renumbered(self, text: str) -> bool:
        """Whether a text is read as another part than that of its number."""
        number, _ = self._number_and_words(text)
        return bool(number) and self.read(text) != number

    def is_keyword(self, text: str) -> bool:
        """True for a text made of the words of a part alone: "Foncier", "2. Innovation"."""
        _, words = self._number_and_words(text)
        known = self.strong.meanings.keys() | self.weak.meanings.keys()
        if _LETTERED.match(text) and words and len(words[0]) == 1:
            del words[0]
        return bool(words) and all(self._corrected(word) in known for word in words)

    def named(self, text: str) -> str | None:
        """The part that the words of a text name, and nothing else; its number counts for
        nothing."""
        words = self._number_and_words(text)[1]
        names = self._named(self.strong, words) | self._named(self.names, words)
        return names.pop() if len(names) == 1 and self.is_keyword(text) else self.whole(text)

    def is_another(self, text: str, part: str) -> bool:
        """Whether a text is the name of another part than this one, and nothing else."""
        return (self.whole(text) or part) != part

    def whole(self, text: str) -> str | None:
        """The part of which a text is the name, with or without its number, and nothing else."""
        return self.wordings.get(" ".join(self._number_and_words(text)[1]))

    def _normal(self, text: str) -> str:
        return " ".join(map(singular, self.glued.sub(r"\1 ", fold(text)).split()))

    def _number_and_words(self, text: str) -> tuple[str | None, list[str]]:
        """The part that a leading number gives, if any, and the words that carry the sense."""
        number = self.number.match(fold(text))
        words = [word for word in self._normal(text).split() if word not in self.empty]
        numbers = {word for word in words if word.isdigit() or word in self.by_number}
        part = self.by_number.get(number[1]) if number else None
        words = [
            word for word in words if not word.isdigit() and not (part and word in self.by_number)
        ]
        return (None if len(numbers) > 1 and not words else part), words

    def _corrected(self, word: str) -> str:
        return self.weak.corrected(self.strong.corrected(word))

    def _named(self, lexicon: Lexicon[str], words: list[str]) -> set[str]:
        meanings = (lexicon.get(lexicon.corrected(word)) for word in words)
        return {meaning.of for meaning in meanings if meaning}
