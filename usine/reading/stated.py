"""What a title says of the whole plan: « Plan d’action – 6 actions – total 700 000 € »."""

import re
from collections.abc import Collection, Iterator
from contextlib import suppress

from usine.reading.reasons import count_in
from usine.reading.values.money import parse_amount
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 200
"""In characters: a longer text is prose."""

YEARS = range(1900, 2101)

_BREAK = re.compile(r"\s[–—-]\s|[;|•·()\[\]\n]|,\s|\s(?:pour|et|avec|soit)\s", re.IGNORECASE)
_DETAIL = re.compile(r"\bdont\b", re.IGNORECASE)
_BUT = re.compile(
    r"\b(?:hors|sauf|hormis|except[ée]e?s?|restants?|ajout[ée]?e?s?)\b", re.IGNORECASE
)
_AMOUNT = re.compile(r"(?P<label>\D*?)[\s:]*(?P<figure>\d.*?)(?P<after>\s(?:au|en) total)?")
_MONEY = re.compile(r"€|\beuros?\b|\b[km]eur\b", re.IGNORECASE)
_WHOLE = re.compile(r"\b(?:tota(?:l|ux)|totale|globa(?:l|ux)|globale)\b")
_PARTIAL = re.compile(r"\b(?:sous|axes?|partie|volet|orientation|pilier|thematique)\b")


def count_stated(text: str, objects: Collection[str]) -> int | None:
    """The number of actions that a text announces, alone or among other words; None when it
    announces none, or several."""
    whole = count_in(text, objects)
    counts = {whole} if whole is not None else {*_counts(text, objects)}
    return counts.pop() if len(counts) == 1 else None


def _counts(text: str, objects: Collection[str]) -> Iterator[int]:
    for phrase in _phrases(text):
        count = count_in(phrase, objects)
        # « Actions 2026 » is of a year, « Projet 3 » the name of one.
        if count is not None and count not in YEARS and not fold(phrase)[-1:].isdigit():
            yield count


def amount_stated(text: str, known: Collection[str]) -> int | None:
    """The amount of the whole plan, in cents, that a sentence announces with these words and its
    money; None when it announces none, or several."""
    amounts = {*_amounts(text, known)}
    return amounts.pop() if len(amounts) == 1 else None


def _amounts(text: str, known: Collection[str]) -> Iterator[int | None]:
    for phrase in _phrases(text):
        told = _AMOUNT.fullmatch(phrase)
        label = fold(told["label"]).removeprefix("un ") if told else ""
        is_whole = told and (told["after"] or _WHOLE.search(label)) and not _PARTIAL.search(label)
        if told and is_whole and _MONEY.search(phrase) and {*label.split()} <= {*known}:
            with suppress(Refused):
                yield parse_amount(told["figure"])


def _phrases(text: str) -> list[str]:
    """The phrases of a short text, up to what details them."""
    if len(text) > LONGEST or _BUT.search(text):
        return []
    return [phrase.strip() for phrase in _BREAK.split(_DETAIL.split(text)[0])]
