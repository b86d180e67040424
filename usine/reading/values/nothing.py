"""The many ways of writing that a cell has no value, or none yet."""

import re
import unicodedata
from functools import lru_cache

from usine.reading.french import WORDS
from usine.values.text import fold

_NOTHING = frozenset(map(fold, WORDS["nothing"]))
_LATER = frozenset(map(fold, WORDS["later"]))
_UNSAID = frozenset(map(fold, WORDS["untold"]))
_SIGNS = frozenset("=+~^<>|`¨")
_PUNCTUATION = ("P", "Z", "C")

_UNKNOWN = re.compile(r"\W*\?\W*|[xX]{2,6}")

LONGEST = 60


def says_nothing(text: str) -> bool:
    """True for a blank cell, `-` or `?`, NC, sans objet…; a pictogram says something."""
    return len(text) <= LONGEST and _says_nothing(text)


def says_unknown(text: str) -> bool:
    """True for what stands for a value that is not known: « ? », « ??? », « xx »."""
    return len(text) <= LONGEST and bool(_UNKNOWN.fullmatch(text.strip()))


def says_later(text: str) -> bool:
    """True for what is to be told: à définir, chiffrage en cours…"""
    return len(text) <= LONGEST and fold(text) in _LATER


def says_untold(text: str) -> bool:
    """True for what stands for a text that is to be told, or is not known: « tbd », NC, « ? »."""
    return says_later(text) or says_unsaid(text)


def says_unsaid(text: str) -> bool:
    """True for what stands for words that are not said, « tbd », NC, « ? »; « à chiffrer » are the
    words of a comment."""
    return len(text) <= LONGEST and (fold(text) in _UNSAID or says_unknown(text))


@lru_cache(maxsize=20_000)
def _says_nothing(text: str) -> bool:
    folded = fold(text)
    if folded:
        return folded in _NOTHING
    return all(unicodedata.category(sign)[0] in _PUNCTUATION or sign in _SIGNS for sign in text)
