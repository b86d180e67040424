"""Which bilans a correction of the past moves, and how: told before it is made."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from usine.ledger.queries import Cells, balances
from usine.ledger.timelines import Timeline
from usine.territories.milestones import MILESTONES
from usine.values.dates import month_ends

from .corrections import Correction
from .measures import ACTIONS
from .states import Status


@dataclass(frozen=True)
class Count:
    """How many actions of the territory a bilan counts: "À initier", 5 → 4."""

    label: str
    before: int
    after: int


@dataclass(frozen=True)
class Move:
    """What moves at a date: the status of the action, and what the bilans count.

    A status is None where the action does not count; `name` is empty at the end of a month.
    """

    on: date
    name: str
    before: Status | None
    after: Status | None
    counts: tuple[Count, ...]

    @property
    def was(self) -> str:
        return _label(self.before)

    @property
    def becomes(self) -> str:
        return _label(self.after)


def _label(status: Status | None) -> str:
    return str(status.label) if status else "Pas au plan"


def moves(correction: Correction, today: date) -> list[Move]:
    """At the dates of the published bilans, at the ends of months and today, the latest last.

    Regions and the nation move by as much as the territory.
    """
    before, after = correction.timelines
    moved = {
        day: (state_on(before, day), state_on(after, day))
        for day in _days(min(*before, *after), today)
        if state_on(before, day) != state_on(after, day)
    }
    if not moved:
        return []
    place = {"place": correction.action.territory.place}
    cells = balances(ACTIONS.code, as_of=moved, by=("state",), where=place)
    names = {**MILESTONES, today: "aujourd’hui"}
    return [
        Move(day, names.get(day, ""), *states, tuple(_counts(cells[day], *states)))
        for day, states in moved.items()
    ]


def _days(first: date, today: date) -> list[date]:
    months = 12 * (today.year - first.year) + today.month - first.month
    days = {*month_ends(today, months), *MILESTONES}
    return sorted(day for day in days if first <= day <= today)


def state_on(timeline: Timeline, day: date) -> Status | None:
    """The status under which the action counts at the end of a day."""
    since = max((each for each in timeline if each <= day), default=None)
    lines = timeline[since] if since else ()
    return Status(lines[0].state) if lines else None


def _counts(cells: Cells, before: Status | None, after: Status | None) -> Iterator[Count]:
    for status, by in ((before, -1), (after, +1)):
        if status:
            count = cells.get((status,), 0)
            yield Count(status.label, count, count + by)
    if not (before and after):
        total, by = sum(cells.values()), 1 if after else -1
        yield Count("Actions", total, total + by)
