"""What phrases mean, misspellings aside; the typography of French sentences."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from typing import Generic, NamedTuple, TypeVar

from rapidfuzz import fuzz, process

T = TypeVar("T")

SHORTEST = 5
"""Shorter words that differ by one letter mean different things."""

LIKENESS = 82
"""How like a known word, out of 100, a misspelt one must be."""

_PLAIN = str.maketrans({"œ": "oe", "æ": "ae", "’": "'", "‘": "'"} | dict.fromkeys("‐‑‒–—−", "-"))
_MARKS = {"Mn", "Cf"}  # accents, and what takes no room
_TYPOGRAPHY = re.compile(r" (?=[:;?!»%€])|(?<=«) ")


def in_french(sentence: str) -> str:
    """The sentence with the no-break spaces that French typography asks for."""
    return _TYPOGRAPHY.sub("\u00a0", sentence)


def plain(text: str) -> str:
    """In small letters without accents, on one line, with plain quotes, dashes and spaces."""
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_PLAIN))
    letters = (c for c in decomposed if unicodedata.category(c) not in _MARKS)
    return " ".join("".join(letters).split())


def singular(word: str) -> str:
    """A word without the mark of its plural; short words are left as they are."""
    return word[:-1] if len(word) > 3 and word[-1] in "sx" else word


def quoted(text: str, most: int = 40) -> str:
    """What the user wrote, on one line and shortened, between quotation marks."""
    line = " ".join(text.split())
    return f"« {line if len(line) <= most else line[: most - 1].rstrip() + '…'} »"


class Meaning(NamedTuple, Generic[T]):
    """What a phrase means, and its rank among the phrases that mean the same."""

    of: T
    rank: int


class Lexicon(Generic[T]):
    """Meanings by phrase; `normal` brings a text to the form in which phrases are compared.

    Misspelt words are brought to those of the phrases and to `others`; `distinct` words, close to
    these, are no slips of them."""

    def __init__(
        self,
        phrases: Mapping[T, Iterable[str]],
        normal: Callable[[str], str],
        others: Iterable[str] = (),
        distinct: Iterable[str] = (),
    ) -> None:
        self.distinct = frozenset(distinct)
        self.meanings: dict[str, Meaning[T]] = {}
        for of, synonyms in phrases.items():
            for rank, synonym in enumerate(synonyms):
                self.meanings.setdefault(normal(synonym), Meaning(of, rank))
        self.words = {word for phrase in self.meanings for word in phrase.split()} | set(others)
        self.by_letter: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self.words):  # of two words as close, always the same one
            if len(word) >= SHORTEST:
                self.by_letter[word[0]].append(word)

    def get(self, phrase: str) -> Meaning[T] | None:
        """What a phrase in normal form means."""
        return self.meanings.get(phrase)

    def corrected(self, phrase: str) -> str:
        """The phrase with each unknown word brought to the known one that it misspells."""
        return " ".join(map(self._corrected, phrase.split()))

    def _corrected(self, word: str) -> str:
        if word in self.words or word in self.distinct or len(word) < SHORTEST:
            return word
        choices = self.by_letter.get(word[0], [])  # a misspelt word keeps its first letter
        nearest = process.extractOne(word, choices, scorer=fuzz.ratio, score_cutoff=LIKENESS)
        return nearest[0] if nearest else word
