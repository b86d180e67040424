"""How far a thing is, in the many words that people have for it, or as a percentage."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from usine.reading.grid import Cell
from usine.reading.memory import remembered
from usine.reading.values.nothing import says_nothing
from usine.reading.wording import Lexicon, quoted
from usine.values.dates import MONTHS
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 200

CODES_UP_TO = 10
"""Whole numbers up to this one may be mere codes, unless their header says that they are shares."""

_ENDING = re.compile(r"(?:ees|es|ee|e|s)$")
_HAS_BEEN = re.compile(r"\ba ete\b")
_RANKED = re.compile(r"^\(?\d{1,2}\)? ?[-.):]+ ?(?=\D)")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_SEGMENTS = re.compile(r"[,;:/\n]|\s[-–—]\s")
_PERCENT = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%")
_NUMBER = re.compile(r"\s*(\d+(?:[.,]\d+)?)\s*")
_SHARES_IN_HEADER = re.compile(r"\b(?:taux|pourcentage)\b")


def _bare(word: str) -> str:
    """A folded word without its ending: terminé, terminées and Terminée are one."""
    return _ENDING.sub("", word) if len(word) > 3 else word


def _bare_words(words: Iterable[str]) -> frozenset[str]:
    return frozenset(_bare(fold(word)) for word in words)


_BEFORE_A_DATE = ["le", "en", "depuis", "au", "fin", "debut", "mi"]
_DATE_WORDS = "|".join([*map(_bare, _BEFORE_A_DATE), *(_bare(fold(m)) for m in MONTHS)])
_DATED = re.compile(rf"(?: (?:{_DATE_WORDS}|\d+))+$")


class ProgressChoice:
    """`words` are those of a file such as `plans/vocabulary/statuses.toml`."""

    def __init__(self, words: Mapping[str, Any]) -> None:
        self.noun, self.unknown, self.write = words["noun"], words["unknown"], words["write"]
        self.shares = words["shares"]
        sets = words["words"]
        self.fillers = frozenset(map(fold, sets["fillers"]))
        self.subjects = frozenset(map(fold, sets["subjects"]))
        self.negations, self.idle = _bare_words(sets["negations"]), _bare_words(sets["idle"])
        self.around_share = _bare_words(sets["around_share"])
        under_way = words["under_way"]
        self.unless = _bare_words(under_way["unless"])
        self.instead = {code: _bare_words(each) for code, each in under_way["instead"].items()}
        self.affirmed = Lexicon(words["phrases"], self.normal)
        self.denied = Lexicon(words["denied"], self.normal)
        self.read = remembered(self._read)

    def scale(self, cells: Iterable[Cell], header: str) -> int:
        """What plain numbers of a column are out of: 1, 100, or 0 when they may be mere codes."""
        numbers = [number for cell in cells if (number := _plain_number(cell)) is not None]
        most = max(numbers, default=0)
        if most <= 1:
            return 1
        named = "%" in header or _SHARES_IN_HEADER.search(fold(header))
        return 100 if named or most > CODES_UP_TO else 0

    def normal(self, text: str) -> str:
        """The words that carry the sense, without their endings."""
        words = [w for w in _HAS_BEEN.sub("", fold(text)).split() if w not in self.fillers]
        if len(words) > 1 and words[0] in self.subjects:
            del words[0]
        return " ".join(map(_bare, words))

    def _read(self, cell: Cell, scale: int = 1) -> str | None:
        """The code that a cell means; a plain number is a share of `scale`."""
        if cell is None or (isinstance(cell, str) and says_nothing(cell)):
            return None
        number = _plain_number(cell)
        if number is not None:
            if scale and 0 <= number <= scale:
                return self._of_share(number / scale)
            raise Refused(f"Le nombre {number:g} n’est pas {self.noun} : {self.write}.")
        if not isinstance(cell, str):
            raise Refused(f"La cellule ne contient pas {self.noun} : {self.write}.")
        codes = self._codes(cell) if len(cell) <= LONGEST else set()
        if len(codes) == 1:
            return codes.pop()
        why = "dit deux choses" if codes else self.unknown
        raise Refused(f"{quoted(cell)} {why} : {self.write}.")

    def _of_share(self, share: float) -> str:
        if share <= 0:
            return self.shares["none"]
        return self.shares["all"] if share >= 1 else self.shares["some"]

    def _codes(self, text: str) -> set[str]:
        """The codes that a text means: none when it is not understood, two when it wavers."""
        if percent := _PERCENT.search(text):
            return self._with_percent(percent, text)
        text = _RANKED.sub("", text.strip())
        outside = _IN_BRACKETS.sub(" ", text)
        if code := self._phrase(text) or self._phrase(outside):
            return {code}
        parts = _SEGMENTS.split(outside)
        return {code for part in parts if (code := self._phrase(part) or self._under_way(part))}

    def _with_percent(self, percent: re.Match[str], text: str) -> set[str]:
        share = float(percent[1].replace(",", ".")) / 100
        if share > 1:
            return set()
        by_share = self._of_share(share)
        words = self.normal(text[: percent.start()] + " " + text[percent.end() :]).split()
        phrase = " ".join(word for word in words if word not in self.around_share)
        if not phrase:
            return {by_share}
        by_phrase = self._meaning(phrase)
        if by_phrase is None:
            return set()
        if by_phrase in self.shares["whatever_share"]:
            return {by_phrase}
        if by_phrase == self.shares["all"] and by_share == self.shares["some"]:  # réalisé à 50 %
            return {by_share}
        return {by_phrase, by_share}

    def _phrase(self, text: str) -> str | None:
        return self._meaning(self.normal(text))

    def _meaning(self, phrase: str) -> str | None:
        """The code of a phrase in normal form: as it is, undated, then with its slips corrected."""
        undated = _DATED.sub("", phrase) if re.search(r"\d", phrase) else phrase
        for candidate in (phrase, undated, self.affirmed.corrected(undated)):
            meaning = self.affirmed.get(candidate) or self._denied(candidate.split())
            if meaning:
                return meaning.of
        return None

    def _denied(self, words: list[str]) -> Any:
        """What is left of words that deny: "pas encore démarré" is to start."""
        if self.negations.isdisjoint(words):
            return None
        denied = " ".join(w for w in words if w not in self.negations and w not in self.idle)
        return self.denied.get(denied) or self.denied.get(self.denied.corrected(denied))

    def _under_way(self, text: str) -> str | None:
        """En cours de… something that is no known phrase."""
        words = self.normal(text).split()
        if words[:2] != ["en", "cour"] or not self.unless.isdisjoint(words):
            return None
        instead = (code for code, each in self.instead.items() if not each.isdisjoint(words))
        return next(instead, self.shares["some"])


def _plain_number(cell: Cell) -> float | None:
    if isinstance(cell, str):
        number = _NUMBER.fullmatch(cell)
        return float(number[1].replace(",", ".")) if number else None
    return float(cell) if isinstance(cell, int | float) and not isinstance(cell, bool) else None
