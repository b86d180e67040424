"""What an action counts for in the ledger, and since when."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Prefetch

from usine.ledger.timelines import Line, Timeline

from .models import Action, StatusChange

MEASURE = "actions"


def timeline(action: Action, changes: Iterable[StatusChange]) -> Timeline:
    """One action under its axis and each of its statuses in turn, until it is withdrawn.

    `changes` are those that hold (not superseded), in the order of their dates; of two on the
    same day the last recorded holds. `action.territory` is read.
    """
    days: dict[date, list[Line]] = {}
    for change in changes:
        if action.withdrawn_on is None or change.effective_on < action.withdrawn_on:
            days[change.effective_on] = [
                Line(
                    MEASURE,
                    place=action.territory.place,
                    axis=action.axis,
                    state=change.status,
                )
            ]
    if action.withdrawn_on is not None:
        days[action.withdrawn_on] = []
    return days


def timelines(actions=None) -> Iterator[tuple[str, Timeline]]:
    """(subject, timeline) of each action of a queryset, all of them by default."""
    actions = Action.objects.all() if actions is None else actions
    holding = Prefetch(
        "status_changes", StatusChange.objects.filter(superseded_at__isnull=True), to_attr="holding"
    )
    rows = actions.select_related("territory").prefetch_related(holding)
    for action in rows.iterator(chunk_size=2_000):
        yield action.subject, timeline(action, action.holding)
