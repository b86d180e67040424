"""Text as a search compares it: no accent, no case, each word with its French stem."""

import re
from functools import lru_cache

import snowballstemmer

from usine.values.text import fold

# Longer words are compared by their beginning.
STEM_MAX = 40

# Words, whole with what hyphens join to them.
_TOKENS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")

_stemmer = snowballstemmer.stemmer("french")

# Words that every title has: a search for one would match everything.
_EMPTY_TEXT = (
    "a au aux avec ce ces d dans de des du elle en entre est et il ils l la le les leur leurs ou "
    "par pour que qui s sa se ses son sont sous sur un une vers"
)
_EMPTY = frozenset(_EMPTY_TEXT.split())


def of(*texts: str) -> str:
    """The words of texts and their stems, each once, each after a space.

    >>> of("Friches industrielles")
    ' friches frich industrielles industriel'
    """
    words = (word for text in texts for word in fold(text).split())
    forms = dict.fromkeys(form for word in words for form in (word, _stem(word)))
    return "".join(f" {word}" for word in forms)


def forms_of(text: str) -> list[tuple[str, ...]]:
    """For each word of a search, the forms that match it: the word itself, its stem.

    Empty words are left out, unless the search has no other.
    """
    words = list(dict.fromkeys(fold(text).split()))
    words = [word for word in words if word not in _EMPTY] or words
    return [tuple(dict.fromkeys((word, _stem(word)))) for word in words]


def stems_of(text: str) -> list[str]:
    """The stems of a text, each once, without its empty words.

    >>> stems_of("La friche et les friches de l’usine")
    ['frich', 'usin']
    """
    words = (word for word in fold(text).split() if word not in _EMPTY)
    return list(dict.fromkeys(map(stem_of, words)))


def names_in(title: str) -> set[str]:
    """The folded words of a title that look like names: a capital after its first word, or in a
    group that hyphens join. None of a title in capitals.

    >>> sorted(names_in("Halle de Santa-Lucia")), names_in("Santa-Lucia") == {"santa", "lucia"}
    (['lucia', 'santa'], True)
    """
    if title.isupper():
        return set()
    first, *others = _TOKENS.findall(title) or [""]
    named = [word for word in others if word[0].isupper()]
    if any(part[0].isupper() for part in first.split("-")[1:]):
        named.append(first)
    return {folded for word in named for folded in fold(word).split()}


def stem_of(word: str) -> str:
    """That of one folded word, as `stems_of` has it."""
    return _stem(word)[:STEM_MAX]


def _stem(word: str) -> str:
    # The stem of three letters begins too many words; a number has no stem.
    return _stemmed(word) if len(word) > 3 and word.isalpha() else word


@lru_cache(maxsize=50_000)
def _stemmed(word: str) -> str:
    return _stemmer.stemWord(word)
