"""What is asked about territories, by a user or by others who follow them, and still waits."""

from collections.abc import Collection
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q

from usine.asks.queries import followed


class Waiting(NamedTuple):
    """How many asks are without an answer, and how many of them overdue."""

    total: int = 0
    overdue: int = 0


def waiting_on(user: Any, places: Collection[str], today: date) -> dict[str, Waiting]:
    """By the place of each territory; one query."""
    asks = followed(user, places).select_related(None).order_by()
    overdue = Count("pk", filter=Q(due_on__lt=today))
    counted = asks.values_list("subject__place").annotate(count=Count("pk"), overdue=overdue)
    return {place: Waiting(*counts) for place, *counts in counted}
