"""What a user asked about territories, and still waits for."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q

from usine.asks.models import Ask


class Waiting(NamedTuple):
    """How many asks are without an answer, and how many of them overdue."""

    total: int = 0
    overdue: int = 0


def asked_by(user: Any, places: Collection[str], today: date) -> dict[str, Waiting]:
    """By the place of each territory; one query."""
    asks = Ask.objects.asked_by(user).waiting().filter(subject__place__in=places).order_by()
    overdue = Count("pk", filter=Q(due_on__lt=today))
    counted = asks.values_list("subject__place").annotate(count=Count("pk"), overdue=overdue)
    return {place: Waiting(*counts) for place, *counts in counted}
