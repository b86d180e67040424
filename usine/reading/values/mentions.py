"""The dates that words mention: « mise en service 2027 », « livré d’ici fin 2026 »."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from usine.reading.values.dates import MONTHS, parse_period
from usine.reading.wording import plain
from usine.values.dates import PartialDate
from usine.values.errors import Refused

_MENTION = re.compile(
    r"(?:[a-z0-9.'/-]+ ){0,2}[a-z0-9.'/-]*\b20\d\d(?:[/-]\d{1,2}){0,2}(?!\d)"
    r"|\b\d{1,2}/\d{1,2}/\d\d(?!\d)|\b\d{1,2}/(?:1[3-9]|[2-9]\d)(?![\d/])"
)
_WORDS = re.compile(r"[a-z]+")
_LATER = re.compile(r"\bdans (?:\d+|un|une|deux|trois|quelques) (?:ans?|annees?|mois|semaines?)\b")


class Mention(NamedTuple):
    """A period that words mention, and these words, plain."""

    first: PartialDate
    last: PartialDate
    words: str


def mentions_in(text: str) -> Iterator[Mention]:
    """The periods that a text mentions, each with the longest words that say it."""
    for match in _MENTION.finditer(plain(text)):
        words = match[0].split()
        for place in range(len(words)):
            written = " ".join(words[place:])
            with suppress(Refused):
                start, end = parse_period(written)
                first = start or end
                assert first  # a year is mentioned
                yield Mention(first, end or first, written)
                break


def says_a_month_alone(text: str) -> bool:
    """Whether words name a month of no year: « mise en service en septembre »."""
    written = plain(text)
    return not _MENTION.search(written) and not MONTHS.keys().isdisjoint(_WORDS.findall(written))


def says_in_a_while(text: str) -> bool:
    """Whether words say that something is to come without a date: « dans deux ans »."""
    return bool(_LATER.search(plain(text)))
