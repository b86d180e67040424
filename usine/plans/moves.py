"""Which bilans a correction of the past moves, and how, to show before it is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from usine.ledger.queries import Cells, balances
from usine.ledger.timelines import Timeline
from usine.territories.milestones import MILESTONES
from usine.values.dates import month_ends
from usine.values.formats import format_cents, format_count

from .corrections import Correction
from .measures import ACTIONS, BUDGETS
from .states import Status


@dataclass(frozen=True)
class MovedCount:
    """A figure of the territory in a bilan: "À initier", 5 → 4."""

    label: str
    was: str
    becomes: str


@dataclass(frozen=True)
class Move:
    """What moves at a date: the status or the budget of the action, and the figures of bilans.

    `name` is empty at the end of a month.
    """

    on: date
    name: str
    was: str
    becomes: str
    counts: tuple[MovedCount, ...]


class Weight(NamedTuple):
    """The status under which the action counts, None when it does not; its budget, in cents."""

    status: Status | None
    cents: int


def moves(correction: Correction, today: date) -> list[Move]:
    """The moves at the dates of published bilans, at the ends of months and today, latest last.

    Regions and the nation move by as much as the territory.
    """
    before, after = correction.timelines
    moved = {
        day: (weight_on(before, day), weight_on(after, day))
        for day in _days(min(*before, *after), today)
        if weight_on(before, day) != weight_on(after, day)
    }
    if not moved:
        return []
    place = {"place": correction.action.territory.place}
    actions = balances(ACTIONS.code, as_of=moved, by=("state",), where=place)
    budgets = balances(BUDGETS.code, as_of=moved, where=place)
    names = {**MILESTONES, today: "aujourd’hui"}
    return [
        Move(
            day,
            names.get(day, ""),
            *_ends_of(*weights),
            (*_counts(actions[day], *weights), *_sums(budgets[day].get((), 0), *weights)),
        )
        for day, weights in moved.items()
    ]


def _days(first: date, today: date) -> list[date]:
    months = 12 * (today.year - first.year) + today.month - first.month
    days = {*month_ends(today, months), *MILESTONES}
    return sorted(day for day in days if first <= day <= today)


def weight_on(timeline: Timeline, day: date) -> Weight:
    """What the action counts for at the end of a day."""
    since = max((each for each in timeline if each <= day), default=None)
    lines = {line.measure: line for line in (timeline[since] if since else ())}
    counted, planned = lines.get(ACTIONS.code), lines.get(BUDGETS.code)
    return Weight(
        Status(counted.state) if counted else None,
        planned.amount if planned else 0,
    )


def _ends_of(before: Weight, after: Weight) -> tuple[str, str]:
    """How the action stands before and after: its status, else its budget."""
    if before.status != after.status:
        return _label(before.status), _label(after.status)
    return format_cents(before.cents or None), format_cents(after.cents or None)


def _label(status: Status | None) -> str:
    return str(status.label) if status else "Pas au plan"


def _counts(cells: Cells, before: Weight, after: Weight) -> Iterator[MovedCount]:
    if before.status == after.status:
        return
    for status, by in ((before.status, -1), (after.status, +1)):
        if status:
            count = cells.get((status,), 0)
            yield MovedCount(status.label, format_count(count), format_count(count + by))
    if not (before.status and after.status):
        total, by = sum(cells.values()), 1 if after.status else -1
        yield MovedCount("Actions", format_count(total), format_count(total + by))


def _sums(cents: int, before: Weight, after: Weight) -> Iterator[MovedCount]:
    if before.cents != after.cents:
        moved = cents - before.cents + after.cents
        yield MovedCount("Budget prévisionnel", format_cents(cents), format_cents(moved))
