"""Names of places: as stored, as searched, and as written in an address."""

import re
import unicodedata
from collections.abc import Collection

from django.utils.text import slugify
from rapidfuzz import fuzz, process

_SAINTS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
# What people leave out or add in front of a name: its nature, its article.
_LEADING = frozenset(
    {"cc", "ca", "cu", "ept", "communaute", "communes", "agglomeration", "urbaine"}
    | {"de", "du", "des", "d", "la", "le", "les", "l"}
)
_LIGATURES = str.maketrans({"œ": "oe", "Œ": "Oe", "æ": "ae", "Æ": "Ae"})


def clean(text: str) -> str:
    """A name as stored: one kind of space and of apostrophe, no space around the name."""
    text = unicodedata.normalize("NFC", text).replace("'", "’").replace("\u200b", "")
    return " ".join(text.split())


def search_key(text: str) -> str:
    """The key that searches compare: no accent, case, hyphen, article nor nature of grouping.

    "CA du Pays de St-Omer" and "pays de saint omer" have the same key. The last word always
    stays, so that only an empty text has an empty key.
    """
    text = unicodedata.normalize("NFKD", text.translate(_LIGATURES)).casefold()
    text = "".join(letter for letter in text if not unicodedata.combining(letter))
    words = [_SAINTS.get(word, word) for word in re.findall(r"[a-z0-9]+", text)]
    while len(words) > 1 and words[0] in _LEADING:
        words.pop(0)
    return " ".join(words)


# Out of 100: how alike two keys must be, and how far behind the most alike key others may be.
_ALIKE, _BEHIND = 75, 10


def alike(key: str, others: Collection[str], *, limit: int) -> dict[str, float]:
    """The keys that `key` may misspell, each with its likeness out of 100, best first.

    36,000 keys take 2 to 8 ms.
    """
    matches = process.extract(key, others, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=limit)
    return {other: score for other, score, _ in matches if score >= matches[0][1] - _BEHIND}


def address(name: str) -> str:
    """The name in an address: "Cœur d’Ardenne" becomes "coeur-dardenne"."""
    return slugify(name.translate(_LIGATURES))


def of(name: str) -> str:
    """The name after "de", as French contracts and elides it: "du Havre", "d’Épinal"."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith(article):
            return contracted + name.removeprefix(article)
    return elided(name)


def elided(name: str) -> str:
    """The name of a person after "de", without contraction: "d’Ada Lovelace", "de Le Guin"."""
    first = unicodedata.normalize("NFKD", name[:1]).casefold()[:1]
    # Only a dictionary knows which leading h is aspirate: "de" is always readable.
    return f"d’{name}" if first and first in "aeiouyœæ" else f"de {name}"
