"""The actions of a plan as they stood a day, by the dated facts that hold as known now.

What has a date is told as of the day: who was in the plan, statuses, budgets, what was granted,
what blocked. The rest is told as it is now: titles, axes, leads, priorities, starts and ends.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any, NamedTuple

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Coalesce
from django.db.models.query import ModelIterable

from usine.ledger.dated import Dated

from .models import Action, Blockage, FundingAmount, FundingLine, PlannedBudget, StatusChange
from .states import Status


class Told(NamedTuple):
    """The names under which a query reads what has a date."""

    status: str
    budget: str
    blocked: str


NOW = Told("status", "planned_budget", "blocked")
THEN = Told("status_then", "budget_then", "blocked_then")


def as_of(actions: QuerySet[Action], day: date) -> QuerySet[Action]:
    """Those of the actions that were in their plan at the end of a day, read as they stood: the
    columns `THEN` for queries, and the usual attributes. They are to be read only."""
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    actions = actions.filter(there, entered_on__lte=day, cancelled_at__isnull=True)
    actions = actions.annotate(
        status_then=Coalesce(_latest(StatusChange, day, "status"), Value(Status.UNKNOWN)),
        status_then_on=Coalesce(_latest(StatusChange, day, "effective_on"), "entered_on"),
        budget_then=_latest(PlannedBudget, day, "amount"),
        blocked_then=Coalesce(_latest(Blockage, day, "kind"), Value("")),
    )
    actions._iterable_class = _AsTheyStood
    return actions


class _AsTheyStood(ModelIterable):
    """The actions of a query, with the values of the day under their usual names."""

    def __iter__(self) -> Iterator[Any]:
        for action in super().__iter__():
            action.status, action.status_on = action.status_then, action.status_then_on
            action.planned_budget, action.blocked = action.budget_then, action.blocked_then
            action.withdrawn_on, action.withdrawal_reason = None, ""
            yield action


def granted_on(day: date) -> Subquery:
    """What was granted to an action at the end of a day, in cents; null when nothing says so."""
    lines = FundingLine.objects.standing().filter(action=OuterRef("pk")).order_by()
    amounts = _latest(FundingAmount, day, "amount", of="detail", name="granted")
    summed = lines.values("action").annotate(sum=Sum(amounts))
    return Subquery(summed.values("sum"))


def _latest(
    kind: type[Dated], day: date, column: str, *, of: str = "action", **narrowed: str
) -> Subquery:
    """The value of the fact that holds at the end of a day, of the row of the outer query."""
    facts = kind.objects.standing().filter(
        **{of: OuterRef("pk")}, effective_on__lte=day, **narrowed
    )
    return Subquery(facts.order_by("-effective_on", "-pk").values(column)[:1])
