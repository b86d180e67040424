"""Sums of actions and budgets by axis: of a whole plan by the ledger, of a filter by its list."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from usine.ledger.queries import balance

from .measures import ACTIONS, BUDGETS
from .models import Action
from .queries import Plan


@dataclass(frozen=True)
class Sums:
    """Of one axis, or of all of them; `budget` is in cents. Addresses are those of the evidence;
    `list_url` that of the list, where it is the evidence."""

    label: str
    actions: int
    budget: int
    without_budget: int
    actions_url: str = ""
    budget_url: str = ""
    list_url: str = ""


def sums(plan: Plan, today: date) -> list[Sums]:
    """The sums of the ledger for the whole plan on the day: one line an axis, then the total.

    The ledger counts the past by the axes of today: those of a plan as it stood are of its list.
    """
    if plan.day:
        *listed, total = sums_of(plan.actions(), plan, {})
        return [*listed, _opened(plan, total)]
    counted, budgets = (
        {axis: amount for (axis,), amount in cells.items()}
        for cells in (
            balance(measure.code, as_of=today, by=("axis",), where=plan.where)
            for measure in (ACTIONS, BUDGETS)
        )
    )
    without = {row["axis"]: row["without"] for row in _by_axis(plan.actions(), plan)}
    lines = [
        _opened(
            plan,
            Sums(axis.label, count, budgets.get(axis.code, 0), without.get(axis.code, 0)),
            axis.code,
        )
        for axis in plan.axes
        if (count := counted.get(axis.code))
    ]
    return [*lines, _opened(plan, _total(lines))]


def sums_of(actions: QuerySet[Action], plan: Plan, asked: Mapping[str, Any]) -> list[Sums]:
    """The sums of a list of actions of the plan, as it tells them; `asked` is what narrows it."""
    by_axis = {row["axis"]: row for row in _by_axis(actions, plan)}
    lines = [
        Sums(
            axis.label,
            row["count"],
            int(row["budget"]),
            row["without"],
            list_url=plan.narrowed({**asked, "axe": axis.code}),
        )
        for axis in plan.axes
        if (row := by_axis.get(axis.code))
    ]
    return [*lines, replace(_total(lines), list_url=plan.narrowed(asked))]


def _by_axis(actions: QuerySet[Action], plan: Plan) -> Iterator[Any]:
    rows = actions.order_by().values("axis")
    return rows.annotate(
        count=Count("pk"),
        budget=Sum("planned_budget", default=0),
        without=Count("pk", filter=Q(planned_budget__isnull=True)),
    ).iterator()


def _total(lines: list[Sums]) -> Sums:
    return Sums(
        "Total",
        sum(line.actions for line in lines),
        sum(line.budget for line in lines),
        sum(line.without_budget for line in lines),
    )


def _opened(plan: Plan, line: Sums, axis: str = "") -> Sums:
    return Sums(
        line.label,
        line.actions,
        line.budget,
        line.without_budget,
        plan.evidence("actions", axis) if line.actions else "",
        plan.evidence("budget", axis) if line.budget else "",
    )
