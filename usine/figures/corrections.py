"""What was learnt, after a moment, about a day that it already knew: the corrections since."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Sum

from usine.ledger.models import Entry
from usine.plans.states import Axis, Status
from usine.plans.timelines import MEASURE

from .scopes import Scope


@dataclass(frozen=True)
class Correction:
    """A cell of the table of actions that moved: by `difference` since it was known."""

    status: Status
    axis: Axis
    known: int
    difference: int

    @property
    def today(self) -> int:
        return self.known + self.difference


def corrections(
    scope: Scope, *, as_of: date, known_at: datetime, known: dict[tuple[str, str], int]
) -> list[Correction]:
    """How the actions of a day differ today from what was known of them, cell by cell.

    `known`: actions by (status, axis) as known at the moment. One query.
    """
    entries = Entry.objects.filter(
        account__measure=MEASURE, effective_on__lte=as_of, event__recorded_at__gt=known_at
    )
    if scope.places is not None:
        entries = entries.filter(account__territory__in=scope.places)
    moved: Counter[tuple[str, str]] = Counter()
    rows = (
        entries.order_by()
        .values_list("account__status", "account__axis")
        .annotate(total=Sum("amount"))
    )
    for status, axis, total in rows:
        moved[status, axis] = total
    return [
        Correction(status, axis, known.get((status, axis), 0), moved[status, axis])
        for status in Status
        for axis in Axis
        if moved[status, axis]
    ]
