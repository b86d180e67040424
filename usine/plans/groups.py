"""The groups of the table of a plan, and what the actions of each add up to."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, QuerySet, Sum, TextField
from django.db.models.functions import Cast

from .models import Action
from .narrowing import WITHOUT_LEAD, exactly, only_sectors, referent_key, sectors_told
from .queries import Plan
from .states import Status
from .table import RANK, Terms, ranked

NONE = "aucun"
"""What the address says of a table without groups."""


@dataclass(frozen=True)
class GroupedBy:
    """A way to group: by a column of actions, its groups in the order of `terms`. `told` is how the
    value of a group reads, `asked` what the filter `filtered` is given to list that group alone."""

    label: str
    column: str
    terms: Terms
    told: Callable[[Plan, Any], str]
    filtered: str
    asked: Callable[[Any], str] = str

    def value(self, action: Action) -> Any:
        return getattr(action, self.column)

    def filter(self, value: Any) -> tuple[str, str]:
        """The filter that lists the actions of one of its values alone, and what it is given."""
        return self.filtered, self.asked(value)


def _or_nobody(nobody: str) -> Callable[[Plan, str], str]:
    return lambda plan, name: name or nobody


def _axis(plan: Plan, code: str) -> str:
    return plan.axes.label(code)


def _status(plan: Plan, code: str) -> str:
    return Status(code).label


def _sectors(plan: Plan, codes: list[str]) -> str:
    return sectors_told(codes)


GROUPINGS = {
    "axe": GroupedBy("axe", "axis", [RANK], _axis, "axe"),
    "statut": GroupedBy("statut", "status", [ranked("status", Status)], _status, "statut"),
    "porteur": GroupedBy("porteur", "lead", ["lead"], _or_nobody(WITHOUT_LEAD), "porteur", exactly),
    "referent": GroupedBy(
        "référent", "referent", ["referent"], _or_nobody("Sans référent"), "referent", referent_key
    ),
    "filiere": GroupedBy(
        "filière", "sectors", [Cast("sectors", TextField())], _sectors, "filiere", only_sectors
    ),
}
"""By what the address says."""


@dataclass
class ActionGroup:
    """Rows of a page that share a value; `count` and `budget`, in cents, are those of the whole
    list, on its other pages too; `filter` is the filter that lists it alone, and its value, `query`
    what asks for that list. Without a label nor a filter, the rows that no group holds."""

    label: str = ""
    count: int = 0
    budget: int = 0
    rows: list[Any] = field(default_factory=list)
    filter: tuple[str, str] | None = None
    query: str = ""


def grouped(
    rows: Sequence[Any], grouping: GroupedBy | None, *, actions: QuerySet[Action], plan: Plan
) -> list[ActionGroup]:
    """The rows of a page, whose `action` comes group by group, with the sums of the whole list."""
    if grouping is None:
        return [ActionGroup(rows=list(rows))]
    column = grouping.column
    sums = {
        json.dumps(line[column]): line
        for line in actions.order_by()
        .values(column)
        .annotate(count=Count("pk"), budget=Sum("planned_budget", default=0))
    }
    groups: dict[str, ActionGroup] = {}
    for row in rows:
        value = grouping.value(row.action)
        key = json.dumps(value)
        if key not in groups:
            label = grouping.told(plan, value)
            line = sums[key]
            groups[key] = ActionGroup(label, line["count"], int(line["budget"]))
            groups[key].filter = grouping.filter(value)
        groups[key].rows.append(row)
    return list(groups.values())
