"""The many ways of writing that a cell has no value."""

from functools import lru_cache

from usine.reading.french import WORDS
from usine.values.text import fold

_NOTHING = frozenset(map(fold, WORDS["nothing"]))

LONGEST = 60


def says_nothing(text: str) -> bool:
    """True for a blank cell, for `-` or `?`, and for NC, à définir, sans objet…"""
    return len(text) <= LONGEST and _says_nothing(text)


@lru_cache(maxsize=20_000)
def _says_nothing(text: str) -> bool:
    folded = fold(text)
    return not folded or folded in _NOTHING
