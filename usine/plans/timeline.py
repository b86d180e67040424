"""The timeline of a list of actions: a bar between two dates, as precisely as they are known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.db.models import Max, Min, Q, QuerySet
from django.http import QueryDict

from usine.pages.charts import Series
from usine.values.dates import PartialDate, Precision

from .appearance import STATUS_SERIES
from .models import Action
from .rows import ActionRow
from .states import CLOSED, Status

SCALE, YEAR = "echelle", "annee"
"""The parameters of the address: `?vue=frise&echelle=trimestre&annee=2025`."""
QUARTERS = "trimestre"

UNDATED = Q(start_on__isnull=True, end_on__isnull=True)
# How many actions without dates are listed, and what a date typed by mistake may stretch.
_LISTED, _FARTHEST = 100, 15
# How many names fit over a timeline.
_NAMES = 8
_DAY = timedelta(days=1)
_SERIES = {series.key: series for series in STATUS_SERIES}


@dataclass(frozen=True)
class Graduation:
    """The first day of a year or a quarter: where it is, and its name when there is room."""

    x: str
    name: str


@dataclass(frozen=True)
class Scale:
    """Whole years from left to right, by year or by quarter."""

    first_year: int
    last_year: int
    by_quarter: bool = False

    @classmethod
    def of(cls, query: QueryDict, actions: QuerySet[Action], today: date) -> Scale:
        """The two years that the address asks for by quarter, else all those of the actions."""
        if query.get(SCALE) == QUARTERS:
            year = _year(query.get(YEAR, ""), today.year)
            return cls(year, year + 1, by_quarter=True)
        return cls.of_days(_extent(actions, today), today)

    @classmethod
    def of_days(cls, days: Iterable[date], today: date) -> Scale:
        """The years of these days, and of today."""
        years = [each.year for each in days]
        nearest = [min(max(each, today.year - _FARTHEST), today.year + _FARTHEST) for each in years]
        return cls(min([*nearest, today.year]), max([*nearest, today.year]))

    @property
    def first(self) -> date:
        return date(self.first_year, 1, 1)

    @property
    def after(self) -> date:
        """The day after its last."""
        return date(self.last_year + 1, 1, 1)

    def at(self, day: date) -> float:
        """Where a day begins, out of 100; what is outside is at the edge."""
        share = (day - self.first) / (self.after - self.first)
        return min(max(share, 0), 1) * 100

    def holds(self, day: date) -> bool:
        return self.first <= day < self.after

    @cached_property
    def ticks(self) -> list[Graduation]:
        return [Graduation(_percent(at), name) for at, name in self.graduations]

    @property
    def graduations(self) -> list[tuple[float, str]]:
        """Where each year or quarter begins, out of 100, and its name when there is room."""
        years = range(self.first_year, self.last_year + 1)
        if self.by_quarter:
            starts = [date(year, month, 1) for year in years for month in (1, 4, 7, 10)]
            return [(self.at(day), _quarter(day)) for day in starts]
        step = -(-len(years) // _NAMES)
        return [
            (self.at(date(year, 1, 1)), "" if rank % step else str(year))
            for rank, year in enumerate(years)
        ]


def _extent(actions: QuerySet[Action], today: date) -> list[date]:
    """The first and the last days of their bars: those of closed actions end by today."""
    is_closed, names = Q(status__in=CLOSED), ("start_on", "end_on")
    extremes = {
        f"{name}_{of.__name__.lower()}": of(name, filter=~is_closed)
        for name in names
        for of in (Min, Max)
    }
    first = {f"{name}_closed": Min(name, filter=is_closed) for name in (*names, "status_on")}
    days = actions.order_by().aggregate(**extremes, **first)
    return [
        day for name, day in days.items() if day and (not name.endswith("_closed") or day <= today)
    ]


def _year(asked: str, default: int) -> int:
    return int(asked[:5]) if asked.isdecimal() and 1900 <= int(asked[:5]) <= 2200 else default


def _quarter(day: date) -> str:
    """The first of a year has its name: 2025, then T2."""
    return str(day.year) if day.month == 1 else f"T{day.month // 3 + 1}"


def _percent(share: float) -> str:
    return f"{share:.2f}%"


@dataclass(frozen=True)
class Piece:
    """A part of a bar. The action may begin, or end, anywhere in one that is not sure."""

    x: str
    width: str
    is_sure: bool


@dataclass(frozen=True)
class Bar:
    """The bar of an action; `overrun` goes from its end to today when it is late. One that is
    wholly outside the scale is `before` or `after` it."""

    series: Series
    pieces: list[Piece]
    overrun: Piece | None
    before: bool
    after: bool


@dataclass(frozen=True)
class Timeline:
    """What the timeline of a page shows besides its rows."""

    scale: Scale
    today: date
    undated: list[Action]
    undated_count: int

    @classmethod
    def of(cls, query: QueryDict, ordered: QuerySet[Action], today: date) -> Timeline:
        undated = ordered.filter(UNDATED)
        listed = list(undated.select_related("territory")[:_LISTED])
        scale = Scale.of(query, ordered, today)
        return cls(scale, today, listed, undated.count())

    @property
    def unlisted(self) -> int:
        return self.undated_count - len(self.undated)

    @property
    def now(self) -> str:
        """Where today is; empty when it is outside."""
        return _percent(self.scale.at(self.today)) if self.scale.holds(self.today) else ""

    @property
    def years(self) -> str:
        first, last = self.scale.first_year, self.scale.last_year
        return str(first) if first == last else f"{first} à {last}"

    def bar(self, row: ActionRow) -> Bar:
        """The bar of an action that has a date."""
        action = row.action
        spans = list(spans_of(action, self.today))
        overrun = (action.end.last + _DAY, self.today, True) if row.is_late and action.end else None
        return Bar(
            _SERIES[action.status],
            [piece for span in spans if (piece := self._piece(*span))],
            self._piece(*overrun) if overrun else None,
            spans[-1][1] <= self.scale.first,
            spans[0][0] >= self.scale.after,
        )

    def _piece(self, first: date, after: date, is_sure: bool) -> Piece | None:
        """From a day to the one before another; None outside the scale."""
        if after <= self.scale.first or first >= self.scale.after:
            return None
        x = self.scale.at(first)
        return Piece(_percent(x), _percent(self.scale.at(after) - x), is_sure)


Spans = Iterator[tuple[date, date, bool]]


def spans_of(action: Action, today: date) -> Spans:
    """What is known between the dates of an action, from left to right: first day, day after the
    last, and whether it is sure to be under way throughout. One date at least is known; without an
    end, an action in progress is under way until today. A closed one ends with its status."""
    if action.status in CLOSED:
        return _until(action.status_on, _spans(*_closed(action)))
    is_running = action.status == Status.IN_PROGRESS
    return _spans(action.start, action.end, today if is_running else None)


def _closed(action: Action) -> tuple[PartialDate | None, PartialDate | None]:
    """The dates of a closed action, the day when it was done in the place of the one planned. One
    that entered the plan so was done before, nobody knows when."""
    first = action.start or action.end
    is_dated = action.status == Status.DONE and action.status_on > action.entered_on
    if is_dated and first and first.first <= action.status_on:
        return first, PartialDate(action.status_on)
    return action.start, action.end


def _until(last: date, spans: Spans) -> Spans:
    """The spans up to a day, included; that day alone when all come after it."""
    after = last + _DAY
    kept = [(first, min(end, after), sure) for first, end, sure in spans if first < after]
    yield from kept or [(last, after, True)]


def _spans(
    start: PartialDate | None, end: PartialDate | None, running: date | None = None
) -> Spans:
    """Between two dates, one of which is known; to a day until which it runs, without an end."""
    if start is None or end is None:
        [known] = filter(None, (start, end))
        yield known.first, known.last + _DAY, known.precision == Precision.DAY
        if end is None and running and known.last < running:
            yield known.last + _DAY, running + _DAY, True
        return
    begun = start.first if start.precision == Precision.DAY else start.last + _DAY
    ended = end.last + _DAY if end.precision == Precision.DAY else end.first
    if begun >= ended:
        yield min(start.first, end.first), max(start.last, end.last) + _DAY, False
        return
    spans: list[Any] = [(start.first, begun, False), (begun, ended, True)]
    yield from (span for span in (*spans, (ended, end.last + _DAY, False)) if span[0] < span[1])
