"""Predecessors: the territories of the previous period that share a member with a territory.

The perimeter of the territory on the day of its label counts, and the last perimeter of its
predecessors: a member that enters later changes nothing.
"""

from __future__ import annotations

from collections import defaultdict

from django.db.models import F

from .models import Member, Period, Succession, Territory

Pairs = set[tuple[int, int]]  # (successor, predecessor)


def name_predecessors(period: Period) -> list[Territory]:
    """Name the predecessors of the territories of a period, and of those of the next period.

    Returns the territories whose predecessors changed. Twelve queries at most.
    """
    labelled = Period.objects.filter(territories__isnull=False)
    before = labelled.filter(starts_on__lt=period.starts_on).order_by("starts_on").last()
    after = labelled.filter(starts_on__gt=period.starts_on).order_by("starts_on").first()
    changed = _relate(before, period) if before else []
    return changed + (_relate(period, after) if after else [])


def _relate(before: Period, after: Period) -> list[Territory]:
    there = {
        (successor, predecessor): row
        for successor, predecessor, row in Succession.objects.filter(
            successor__period=after
        ).values_list("successor", "predecessor", "pk")
    }
    wanted = _sharing(before, after)
    gone = [row for pair, row in there.items() if pair not in wanted]
    Succession.objects.filter(pk__in=gone).delete()
    Succession.objects.bulk_create(
        Succession(successor_id=successor, predecessor_id=predecessor)
        for successor, predecessor in sorted(wanted - there.keys())
    )
    changed = {successor for successor, _ in wanted ^ there.keys()}
    return list(Territory.objects.filter(pk__in=changed).order_by("place"))


def _sharing(before: Period, after: Period) -> Pairs:
    last = Member.objects.filter(territory__period=before, until=None)
    first = Member.objects.filter(territory__period=after, since=F("territory__labelled_on"))
    holders: dict[str, list[int]] = defaultdict(list)
    for code, predecessor in last.values_list("code", "territory"):
        holders[code].append(predecessor)
    return {
        (successor, predecessor)
        for code, successor in first.values_list("code", "territory")
        for predecessor in holders[code]
    }
