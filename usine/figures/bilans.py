"""The bilan of the programme at a date: sums over the ledger, never a count of objects."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from functools import cached_property

from usine.geography.models import Region
from usine.ledger.queries import Position, balances, position_at, snapshot
from usine.territories.calendar import Axes, Calendar, calendar
from usine.territories.models import Territory
from usine.values import clock

from . import scopes
from .actions import states
from .indicators import (
    ACTIONS,
    BUDGET,
    BY,
    DAILY,
    DONE_OR_IN_PROGRESS,
    PROJECT_MANAGERS,
    REGIONAL_COORDINATORS,
    RELABELLED,
    TERRITORIES,
    UP_TO_DATE,
    VACANCIES,
    Books,
    Cells,
    Indicator,
    MeasureCode,
)
from .moments import Known
from .progress import Progress
from .rules import check_closes, check_known, check_past
from .scopes import NATION, Scope


@dataclass(frozen=True)
class Bilan:
    """Every figure of a scope at the end of a day, as known up to an event.

    `books` holds the cells that figures are sums of: {measure: {(territory, axis, status): n}}.
    `axes` are those under which its actions count.
    """

    scope: Scope
    as_of: date
    known: Known
    books: Books
    axes: Axes
    hidden: frozenset[str] = frozenset()  # measures that the user may not read

    @property
    def known_at(self) -> datetime:
        """The moment to show: when the ledger was read, or the one asked for."""
        return self.known.at

    @property
    def head(self) -> Position:
        """The head of the ledger, with which these figures can be proved later."""
        position = position_at(self.known.number)
        assert position is not None, "no event is known before it is recorded"
        return position

    @cached_property
    def territories(self) -> int:
        return self.count_of(TERRITORIES)

    @cached_property
    def relabelled(self) -> int:
        return self.count_of(RELABELLED)

    @cached_property
    def actions(self) -> int:
        return self.count_of(ACTIONS)

    @cached_property
    def project_managers(self) -> int:
        return self.count_of(PROJECT_MANAGERS)

    @cached_property
    def regional_coordinators(self) -> int:
        return self.count_of(REGIONAL_COORDINATORS)

    @cached_property
    def vacancies(self) -> int:
        return self.count_of(VACANCIES)

    @cached_property
    def budget(self) -> int:
        """In cents."""
        return self.count_of(BUDGET)

    @property
    def share_done_or_in_progress(self) -> Fraction | None:
        """Between 0 and 1; None when there is no action."""
        return self.value(DONE_OR_IN_PROGRESS)  # type: ignore[return-value]

    @property
    def share_up_to_date(self) -> Fraction | None:
        """Between 0 and 1; None when no action is open."""
        return self.value(UP_TO_DATE)  # type: ignore[return-value]

    def value(self, indicator: Indicator) -> int | Fraction | None:
        return indicator.formula.value(self.books)

    def reads(self, indicator: Indicator) -> bool:
        """Whether the measure of the indicator was read: neither hidden nor for files alone."""
        return indicator.measure in self.books

    def tells(self, indicator: Indicator) -> bool:
        """Whether the indicator is known. Without any action, only territories are, and relabelled
        ones if any: posts and plans of that time are not recorded here."""
        if not self.reads(indicator):
            return False
        if indicator == RELABELLED and self.relabelled:
            return True
        return bool(self.actions) or indicator == TERRITORIES

    def count_of(self, indicator: Indicator) -> int:
        return self.value(indicator)  # type: ignore[return-value]

    @property
    def progress(self) -> Progress:
        return Progress(self.actions_by_status)

    def progress_of(self, axis: str) -> Progress:
        return Progress({status: self.cells.get((status, axis), 0) for status in states()})

    @cached_property
    def cells(self) -> Mapping[tuple[str, str], int]:
        """Actions by (status, axis), zero cells left out."""
        cells: Counter[tuple[str, str]] = Counter()
        for (_, axis, status), amount in self.books[MeasureCode.ACTIONS].items():
            cells[status, axis] += amount
        return cells

    @cached_property
    def actions_by_status(self) -> dict[str, int]:
        """Every status, in the order of an action's life."""
        return {
            status: sum(self.cells.get((status, axis), 0) for axis in self.axes.codes)
            for status in states()
        }

    @cached_property
    def actions_by_axis(self) -> dict[str, int]:
        return {
            axis: sum(self.cells.get((status, axis), 0) for status in states())
            for axis in self.axes.codes
        }

    def check(self) -> Bilan:
        """Return the bilan; raises Refused when a breakdown does not add up to its total."""
        check_closes("des actions par statut", self.actions_by_status, self.actions)
        check_closes("des actions par axe", self.actions_by_axis, self.actions)
        return self

    def divided(self, parts: Iterable[Scope]) -> list[Bilan]:
        """The bilan of each part of the scope, from the same cells, without a query."""
        parts = list(parts)
        part_of = {place: i for i, part in enumerate(parts) for place in part.places or ()}
        books: list[dict[str, dict]] = [defaultdict(dict) for _ in parts]
        for measure, cells in self.books.items():
            for each in books:
                each[measure] = {}
            for key, amount in cells.items():
                if (i := part_of.get(key[0])) is not None:
                    books[i][measure][key] = amount
        return [
            replace(self, scope=part, books=cells) for part, cells in zip(parts, books, strict=True)
        ]


def bilan(
    as_of: date,
    known: Known | None = None,
    region: Region | None = None,
    territory: Territory | None = None,
    *,
    is_complete: bool = False,
) -> Bilan:
    """The bilan of the nation, of a region or of a territory at the end of a day.

    `known` is what was known, all by default. Raises Refused when the day or the moment is to come,
    or when a breakdown does not add up to its total.
    """
    scope = NATION
    if territory is not None:
        scope = scopes.of_territory(territory)
    elif region is not None:
        scope = scopes.of_region(region)
    return bilans([as_of], known, scope, is_complete=is_complete)[0]


def bilans(
    days: Collection[date],
    known: Known | None = None,
    scope: Scope = NATION,
    *,
    hidden: frozenset[str] = frozenset(),
    is_complete: bool = False,
) -> list[Bilan]:
    """The bilan of a scope at each of these days, for the same number of queries as one.

    All measures are read in one snapshot, and each bilan bears its last event: asked again with
    that event as `known`, a bilan gives the same figures for ever. `hidden` measures are not read,
    nor, unless `is_complete`, those that files alone give.
    """
    for day in days:
        check_past(day, clock.today())
    if known is not None and known.by_moment:
        check_known(known.at, clock.today())
    number = known.number if known else None
    with snapshot() as last:
        by_measure = {
            str(measure): balances(measure, as_of=days, known=number, by=BY, where=scope.where)
            for measure in (MeasureCode if is_complete else DAILY)
            if measure not in hidden
        }
    known, periods = known or Known(last, clock.now()), calendar()
    return [
        Bilan(
            scope,
            day,
            known,
            {measure: cells[day] for measure, cells in by_measure.items()},
            _axes(periods, scope, day, by_measure[MeasureCode.ACTIONS][day]),
            hidden,
        ).check()
        for day in days
    ]


def _axes(periods: Calendar, scope: Scope, day: date, cells: Cells) -> Axes:
    """The axes of the period of the scope, or of the day; then the axes of other periods under
    which actions still count."""
    own = periods.axes_of(scope.period) if scope.period else periods.axes_on(day)
    used = {key[BY.index("axis")] for key in cells} - {*own.codes}
    return Axes([*own, *(axis for axis in periods.every_axis if axis.code in used)])
