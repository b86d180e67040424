"""How the plans of several territories stand: what asks for attention in each, and when each was
last written or confirmed. One query, whatever their number."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Max, Q

from usine.territories.models import Territory
from usine.values.dates import paris_day

from .models import Action
from .queries import ATTENTION, blocked
from .rules import is_silent


@dataclass(frozen=True)
class PlanStanding:
    """`attention` counts the live actions that `ATTENTION` names; `updated_on` is None when nobody
    ever wrote the plan."""

    attention: dict[str, int]
    updated_on: date | None


def standings(territories: Collection[Territory], today: date) -> dict[int, PlanStanding]:
    """By the keys of the territories; one whose plan was never written is left out."""
    live = Q(withdrawn_on__isnull=True)
    counted = {
        key.replace("-", "_"): Count("pk", filter=live & condition(today))
        for key, (_, condition) in ATTENTION.items()
    }
    rows = (
        Action.objects.filter(territory__in=territories)
        .order_by()
        .values("territory")
        .annotate(Max("changed_at"), Max("confirmed_on"), **counted)
        .values_list("territory", "changed_at__max", "confirmed_on__max", *counted)
    )
    return {
        pk: PlanStanding(dict(zip(ATTENTION, counts, strict=True)), last_day(changed, confirmed))
        for pk, changed, confirmed, *counts in rows
    }


def last_updates(territories: Collection[int]) -> dict[int, date | None]:
    """When each plan was last written or confirmed, by the key of its territory; one query."""
    rows = Action.objects.filter(territory__in=territories).order_by().values_list("territory")
    return {
        pk: last_day(changed, confirmed)
        for pk, changed, confirmed in rows.annotate(Max("changed_at"), Max("confirmed_on"))
    }


def silent(territories: Collection[int], today: date) -> set[int]:
    """The keys of those whose plan is silent; one query."""
    updates = last_updates(territories)
    return {pk for pk in territories if is_silent(updates.get(pk), today)}


def last_day(changed_at: datetime | None, confirmed_on: date | None) -> date | None:
    """When a plan was last written or confirmed."""
    days = [confirmed_on, changed_at and paris_day(changed_at)]
    return max((day for day in days if day), default=None)


def natures_of_blocks(territories: Collection[Territory], today: date) -> Counter[str]:
    """How many open actions of these plans each nature of blockage blocks; one query."""
    rows = Action.objects.live().filter(blocked(today), territory__in=territories).order_by()
    return Counter(dict(rows.values_list("blocked").annotate(Count("pk"))))
