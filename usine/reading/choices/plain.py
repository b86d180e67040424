"""One code of a list, recognised by its phrases: a priority, a category."""

import re
from collections.abc import Iterable, Mapping

from usine.reading.grid import Cell, Shown
from usine.reading.memory import remembered
from usine.reading.refusals import UnknownWord
from usine.reading.values.marks import is_marked
from usine.reading.values.nothing import says_nothing
from usine.reading.values.texts import text_of
from usine.reading.wording import Lexicon, quoted
from usine.values.text import fold

LONGEST = 100


class PlainChoice:
    """`phrases` by code; `before` are the words that may stand in front of them, as numbers may.

    Cells of `unsure` are asked, whatever they seem to say.
    A tick that is no phrase means the code that `marked` gives to "yes" or to "no", if any.

    A phrase without letters or digits (`+++`) is known as it is. `unknown` and `write` make the
    sentence that refuses a cell: "n’est pas une priorité comprise", "écrivez haute ou basse".
    """

    def __init__(
        self,
        phrases: Mapping[str, Iterable[str]],
        *,
        unknown: str,
        write: str,
        before: Iterable[str] = (),
        marked: Mapping[str, str] | None = None,
        unsure: Iterable[str] = (),
    ) -> None:
        self.unsure = frozenset(unsure)
        self.marked = marked or {}
        self.unknown, self.write = unknown, write
        self.marks = {
            phrase: code for code, each in phrases.items() for phrase in each if not fold(phrase)
        }
        spelt = {code: [p for p in each if fold(p)] for code, each in phrases.items()}
        self.lexicon = Lexicon(spelt, fold)
        words = "".join(f"{re.escape(fold(word))} |" for word in before)
        self.before = re.compile(rf"^(?:{words}\d )+(?=\w)")
        self.read = remembered(self._read)

    def scale(self, cells: Iterable[Cell], header: str) -> int:
        return 1

    def _read(self, cell: Cell, scale: int = 1) -> str | None:
        text = text_of(float(cell) if isinstance(cell, Shown) else cell)
        if text in self.marks:
            return self.marks[text]
        if text.strip() in self.unsure:
            raise UnknownWord(f"{quoted(text)} {self.unknown} : {self.write}.")
        if says_nothing(text):
            return None
        phrase = fold(text[:LONGEST])
        bare = self.before.sub("", phrase)
        for candidate in (phrase, bare, self.lexicon.corrected(phrase)):
            if meaning := self.lexicon.get(candidate):
                return meaning.of
        is_ticked = is_marked(cell)
        if is_ticked is not None and self.marked:
            return self.marked["yes" if is_ticked else "no"]
        raise UnknownWord(f"{quoted(text)} {self.unknown} : {self.write}.")
