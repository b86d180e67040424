"""What the clock says of actions: that nobody confirmed them for 90 days."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from usine.ledger.operations import record, settle_many
from usine.ledger.refusals import operation
from usine.values import clock

from . import rules
from .freshness import follow
from .gate import locked
from .measures import timelines
from .models import Action, Freshness


@operation
def lapse(*, by) -> int:
    """Post, in one event, that actions are no longer up to date, each from its own day; returns how
    many. Twice in a day, the second posts nothing.

    It posts as well since when actions of before these days were kept are up to date.
    """
    moved = follow([action.pk for action in locked(_due())])
    if moved:
        event = record("plans.lapse", subject="plans", by=by, payload={"actions": len(moved)})
        settle_many(dict(timelines(Action.objects.filter(pk__in=moved))), event=event)
    return len(moved)


def _due() -> QuerySet[Action]:
    """The actions of plans whose last run of days ends by today, or that have none."""
    runs = Freshness.objects.filter(action=OuterRef("pk"))
    last = rules.last_confirmation(clock.today())
    ends = Exists(runs.filter(lapsed_on=None, confirmed_on__lte=last))
    return Action.objects.live().filter(Q(ends) | ~Exists(runs))
