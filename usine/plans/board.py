"""The board of a list of actions: a column a status, whose first cards are shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from usine.pages.charts import Series

from .appearance import STATUS_SERIES
from .listing import PlanListing
from .rows import ActionRow, marked, rows_of
from .states import TRANSITIONS, Status

# How many cards a column shows.
CARDS = 50
_SERIES = {series.key: series for series in STATUS_SERIES}
_TARGETS = {step.target for step in TRANSITIONS.values()}


@dataclass
class StatusColumn:
    """A column; `count` and `budget`, in cents, are those of all its actions."""

    status: Status
    count: int = 0
    budget: int = 0
    rows: list[ActionRow] = field(default_factory=list)

    @property
    def series(self) -> Series:
        return _SERIES[self.status]

    @property
    def unlisted(self) -> int:
        return self.count - len(self.rows)

    @property
    def is_there(self) -> bool:
        """A status that no step leads to is there as long as an action has it."""
        return bool(self.count) or self.status in _TARGETS


def board(listing: PlanListing, user) -> list[StatusColumn]:
    """The columns of a list, each in its order; two queries, whatever its length."""
    plan = listing.plan
    columns = {status: StatusColumn(status) for status in Status}
    first = listing.ordered.filter(pk__in=list(_counted(listing, columns)))
    actions = marked(first, listing.today)
    for row in rows_of(actions, user, listing.today, is_past=bool(plan.day), left_out=()):
        columns[Status(row.action.status)].rows.append(row)
    return [column for column in columns.values() if column.is_there]


def _counted(listing: PlanListing, columns: dict[Status, StatusColumn]) -> Iterable[int]:
    """Counts each action in its column, and gives the keys of those that are shown there."""
    for pk, status, budget in listing.ordered.values_list("pk", "status", "planned_budget"):
        column = columns[Status(status)]
        column.count += 1
        column.budget += budget or 0
        if column.count <= CARDS:
            yield pk
