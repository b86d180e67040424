"""Text compared as people read it: accents, case, punctuation and spaces do not count."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_SEPARATORS = re.compile(r"[\W_]+")


# The longest text that is remembered, in characters: longer ones are rarely compared twice.
LONGEST = 100


def fold(text: str) -> str:
    """`text` in lower case, without accents, its words separated by one space.

    >>> fold("  Pays de Saint‑Omer – ÉTUDE d’impact ")
    'pays de saint omer etude d impact'
    """
    return _remembered(text) if len(text) <= LONGEST else _folded(text)


def _folded(text: str) -> str:
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join([c for c in decomposed if not unicodedata.combining(c)])
    return _SEPARATORS.sub(" ", text).strip().casefold()


_remembered = lru_cache(maxsize=20_000)(_folded)
