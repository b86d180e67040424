"""What the header of a column names: a field, or a column to leave aside."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from usine.reading.french import WORDS
from usine.reading.memory import remembered
from usine.reading.wording import Lexicon, singular
from usine.values.text import fold

IGNORED = ""
"""The field of a column that is understood, but says nothing of the subject."""

LONGEST = 150
SURE = 90

_SMALL = frozenset(WORDS["headers"]["small"])
_QUALIFIERS = frozenset(WORDS["headers"]["qualifiers"])
_DISTINCT = frozenset(WORDS["headers"]["distinct"])

_ASIDE = re.compile(
    r"^\s*\d{1,2}\s*[.)]\s+(?=\D)"  # the number of its column
    r"|\([^()]*\)|\[[^\[\]]*\]"  # in brackets
    r"|\b(?:au )?\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b|\bau \d{1,2}/\d{1,2}\b"  # its day
    r"|\b20\d\d\s*[-–/]\s*20\d\d\b"  # the years of the whole plan
    r"|[x×*]\s*1[ .]?000(?:[ .]?000)?\b|'?\b000\b"  # what its numbers are to be multiplied by
    r"|\b10(?:\^[36]|[³⁶])"  # the same, as a power
)
_LEAF = re.compile(r"\s[–—-]\s|[:\n>›]")
_DATED = re.compile(
    r"\b(?:janv?(?:ier)?|f[ée]vr?(?:ier)?|mars|avr(?:il)?|mai|juin|juil(?:let)?|ao[uû]t"
    r"|sept?(?:embre)?|oct(?:obre)?|nov(?:embre)?|d[ée]c(?:embre)?)\b\.?|\b(?:\d{1,2}[/.-])?20\d\d\b"
    r"|(?:\bn ?[°º] ?|\bno? |# ?)?\b\d{1,2}$",
    re.IGNORECASE,
)
_EITHER = re.compile(r"[/&,]|\sou\s|\set\s", re.IGNORECASE)

_SHORT = {"no": "n", "num": "n", "numero": "n", "nb": "nombre", "nbre": "nombre"}


def normal(header: str) -> str:
    """The words that carry the sense of a header, in the singular."""
    words = (word for word in fold(header.replace("#", " n ")).split() if word not in _SMALL)
    return " ".join(_SHORT.get(word, word) for word in map(singular, words))


def undated(header: str) -> str:
    """A header without the number that ends it, its month and its year: "COPIL mars 2026"."""
    return " ".join(_DATED.sub(" ", header).split())


def without_asides(header: str) -> str:
    """A header without what stands in brackets, its day, and the years of the whole plan."""
    return _ASIDE.sub(" ", header)


class Understood(NamedTuple):
    """What a header names: a field, or `IGNORED`. Below `SURE`, cells must confirm the field.

    `facet` says which part of the field its column holds (see `financing` and `marks`)."""

    field: str
    confidence: int
    rank: int
    facet: Any = None


class Naming:
    """Headers by what they name. `names` are sure; cells must confirm `doubtful` ones; `objects`
    are the words of the subject itself."""

    def __init__(
        self,
        names: Mapping[str, Iterable[str]],
        doubtful: Mapping[str, Iterable[str]],
        objects: Iterable[str],
    ) -> None:
        self.objects = frozenset(objects)
        self.sure = Lexicon(names, normal, _QUALIFIERS | self.objects, _DISTINCT)
        self.doubtful = Lexicon(doubtful, normal)
        self.understand = remembered(self._understand)

    def _understand(self, header: str) -> Understood | None:
        """What a header names, its misspellings, qualifiers and asides put aside; None: no idea."""
        if len(header) > LONGEST:
            return None
        plain = without_asides(header)
        if "(" in header and (understood := self._exactly(header)):
            return understood
        if understood := self._whole(plain):
            return understood
        *_groups, leaf = _LEAF.split(plain)
        if understood := self._whole(leaf):
            return understood._replace(confidence=understood.confidence - 8)
        for part in _EITHER.split(leaf):
            understood = self._whole(part)
            if understood and understood.confidence >= SURE:
                return understood._replace(confidence=understood.confidence - 15)
        return None

    def _exactly(self, header: str) -> Understood | None:
        """What a header names with what stands in its brackets: « Quand (fin) »."""
        meaning = self.sure.get(normal(header))
        return Understood(meaning.of, 100, meaning.rank) if meaning else None

    def _whole(self, text: str) -> Understood | None:
        phrase = normal(text)
        corrected = self.sure.corrected(phrase)
        for candidate, sure, doubtful in ((phrase, 100, 70), (corrected, 85, 0)):
            # "Action envisagée" is an action, "coût de l’action" a cost.
            for words in (frozenset(), _QUALIFIERS, _QUALIFIERS | self.objects):
                shorter = " ".join(word for word in candidate.split() if word not in words)
                if meaning := self.sure.get(shorter):
                    return Understood(meaning.of, sure - 5 * bool(words), meaning.rank)
                if doubtful and (meaning := self.doubtful.get(shorter)):
                    return Understood(meaning.of, doubtful, meaning.rank)
        return None
