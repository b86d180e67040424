"""What is known of a case: values, each with where it comes from and since when."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Final, NamedTuple, Protocol

from usine.values.dates import PartialDate
from usine.values.formats import format_day


class NotKnown(Enum):
    UNKNOWN = "unknown"


UNKNOWN: Final = NotKnown.UNKNOWN
"""The value of what nobody has given."""


class Spell(NamedTuple):
    """Days on which something held, both included; without a last one, it still does."""

    since: date
    until: date | None = None

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class DatedAid(NamedTuple):
    """An aid that was received: its day, and cents."""

    on: date
    amount: int


@dataclass(frozen=True)
class Given:
    """What a source gives: a value of the unit of its fact, or UNKNOWN.

    `source` says where it comes from (« budget de l’action A3 ») and `since` from which day it
    holds. `words` is how a code reads. `why` says why it is unknown, when there is more to say than
    that nobody gave it.
    """

    value: Any = UNKNOWN
    source: str = ""
    since: date | None = None
    words: str = ""
    why: str = ""

    @property
    def is_known(self) -> bool:
        """What is empty was not given. `False` was: a no is an answer."""
        return self.value is not UNKNOWN and self.value not in (None, "", ())

    @property
    def origin(self) -> str:
        """Where it comes from, and since when."""
        since = f"depuis le {format_day(self.since)}" if self.since else ""
        return ", ".join(each for each in (self.source, since) if each)


NOT_GIVEN = Given()


class FactBook(Protocol):
    """What is known of one case, by source: "action:budget", "answer:KEY", "document:CODE"…"""

    def given(self, source: str) -> Given: ...


@dataclass(frozen=True)
class Book:
    """A book of what was gathered beforehand."""

    facts: Mapping[str, Given]

    def given(self, source: str) -> Given:
        return self.facts.get(source, NOT_GIVEN)


@dataclass(frozen=True)
class Books:
    """Several books, the first that knows wins."""

    books: tuple[FactBook, ...]

    def given(self, source: str) -> Given:
        return _first_known(book.given(source) for book in self.books)


def _first_known(several: Iterable[Given]) -> Given:
    """The first that is known, else the first that says why it is not."""
    unknown = []
    for given in several:
        if given.is_known:
            return given
        unknown.append(given)
    return next((each for each in unknown if each.why), NOT_GIVEN)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_date(value: Any) -> bool:
    """A day, known or not to the day, or the spells of a label; False says that there are none."""
    return value is False or isinstance(value, date | PartialDate) or _all(value, Spell)


def _all(value: Any, kind: type) -> bool:
    return isinstance(value, tuple) and all(isinstance(each, kind) for each in value)


_UNITS: dict[str, Callable[[Any], bool]] = {
    "cents": _is_count,
    "count": _is_count,
    "basis_points": _is_count,
    "date": _is_date,
    "code": _is_text,
    "codes": lambda value: _all(value, str),
    "yes_no": lambda value: isinstance(value, bool),
    "text": _is_text,
    "aids": lambda value: _all(value, DatedAid) and all(_is_count(each.amount) for each in value),
}


def fits(value: Any, unit: str) -> bool:
    """Whether a value may be one of this unit: amounts and counts are whole, and not negative."""
    return _UNITS[unit](value)
