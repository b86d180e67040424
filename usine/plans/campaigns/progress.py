"""How far plans are up to date since a day."""

from collections.abc import Collection
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q

from usine.territories.models import Territory

from ..models import Action
from ..states import CLOSED


class Confirmed(NamedTuple):
    """How many of the open actions of a plan were confirmed since a day."""

    actions: int = 0
    confirmed: int = 0

    @property
    def left(self) -> int:
        return self.actions - self.confirmed

    def __add__(self, other):
        return Confirmed(self.actions + other.actions, self.confirmed + other.confirmed)


def confirmed_since(territories: Collection[Territory], day: date) -> dict[int, Confirmed]:
    """That of each plan, by the key of its territory, in one query."""
    actions = Action.objects.live().filter(territory__in=territories).exclude(status__in=CLOSED)
    counts = (
        actions.order_by()
        .values_list("territory")
        .annotate(actions=Count("pk"), confirmed=Count("pk", filter=Q(confirmed_on__gte=day)))
    )
    return {pk: Confirmed(*each) for pk, *each in counts}
