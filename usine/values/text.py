"""Text compared as people read it: accents, case, punctuation and spaces do not count."""

import re
import unicodedata

_LIGATURES = str.maketrans({"œ": "oe", "Œ": "OE", "æ": "ae", "Æ": "AE", "ß": "ss"})
_SEPARATORS = re.compile(r"[\W_]+")


def fold(text: str) -> str:
    """`text` in lower case, without accents, its words separated by one space.

    >>> fold("  Pays de Saint‑Omer – ÉTUDE d’impact ")
    'pays de saint omer etude d impact'
    """
    if not text.isascii():
        decomposed = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
        text = "".join([c for c in decomposed if not unicodedata.combining(c)])
    return _SEPARATORS.sub(" ", text).strip().casefold()
