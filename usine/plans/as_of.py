"""The actions of a plan as they stood a day.

What has a date is told as it held that day, by what is known now: who was in the plan, statuses,
budgets, what was granted, what blocked. What has none is told as it was recorded by the end of the
day (`rewinding`), without what was undone since: titles, axes, leads, priorities, starts, ends.
Who may see an action is of today: one that is restricted now is shown to no one else.
"""

import json
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db.models import DateField, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Cast, Coalesce

from usine.ledger.dated import Dated
from usine.ledger.queries import number_at
from usine.values.dates import PartialDate, Precision, end_of_day
from usine.values.fields import FieldKind
from usine.values.text import fold

from .fields import FIELDS
from .former_table import as_they_stood
from .models import Action, Blockage, FundingAmount, FundingLine, PlannedBudget, StatusChange
from .models.actions import SEARCHED
from .rewinding import values_before
from .states import Status

# A budget has dates of its own, a comment is a note, access is of today.
_REWOUND = FIELDS.keys() - {"planned_budget", "comment", "restricted"}


def as_of(actions: QuerySet[Action], day: date) -> QuerySet[Action]:
    """Those of the actions that were in their plan at the end of a day, as they stood: queries
    read, narrow, order and add up their usual columns. They are to be read only."""
    there = Q(withdrawn_on__isnull=True) | Q(withdrawn_on__gt=day)
    actions = actions.filter(there, entered_on__lte=day, cancelled_at__isnull=True).order_by()
    rows = actions.annotate(
        status_then=Coalesce(_latest(StatusChange, day, "status"), Value(Status.UNKNOWN)),
        status_on_then=Coalesce(_latest(StatusChange, day, "effective_on"), "entered_on"),
        planned_budget_then=_latest(PlannedBudget, day, "amount"),
        blocked_then=Coalesce(_latest(Blockage, day, "kind"), Value("")),
        withdrawn_on_then=Cast(Value(None), DateField()),
        withdrawal_reason_then=Value(""),
    )
    return as_they_stood(rows, _columns_then(actions, day))


def _columns_then(actions: QuerySet[Action], day: date) -> dict[int, dict[str, Any]]:
    """{action: {column: value}} of what was written since the end of a day."""
    before = values_before(actions, number_at(end_of_day(day)), _REWOUND, corrected=True)
    columns = {pk: dict(_columns(values)) for pk, values in before.items()}
    for pk, *now in actions.values_list("pk", *SEARCHED) if before else ():
        if columns.get(pk, {}).keys() & set(SEARCHED):
            then = {**dict(zip(SEARCHED, now, strict=True)), **before[pk]}
            columns[pk]["search_text"] = fold(" ".join(then[name] for name in SEARCHED))
    return columns


def _columns(values: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The columns that store values of fields, as JSON."""
    for name, value in values.items():
        match FIELDS[name].kind:
            case FieldKind.DATE:
                day: PartialDate | None = value
                yield f"{name}_on", day and day.first.isoformat()
                yield f"{name}_precision", day.precision if day else Precision.DAY
            case FieldKind.NAMES | FieldKind.CHOICES:
                yield name, json.dumps(value)
            case _:
                yield name, value


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
