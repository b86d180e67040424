"""« Ma semaine »: the actions that a person should look at, a few at once, each by one gesture."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from usine.asks.models import Ask
from usine.asks.queries import HAS_WAITING
from usine.people.access import grants_of
from usine.people.queries import bodies_of
from usine.territories.models import current_period

from .doing import STANDING
from .models import Action, Party
from .rights import CONFIRM, EDIT
from .rows import ActionRow, rows_of
from .rules import LOOKED_AT_AFTER
from .states import CLOSED
from .table import in_plan_order
from .updating import CODE as UPDATE
from .updating import opened_days

AT_ONCE = 20
"""How many actions one sitting shows: about two minutes."""

# The letter that takes each step, and what its button says that the action is.
STEPS = {
    "review": ("i", "À l’instruction"),
    "start": ("e", "En cours"),
    "complete": ("d", "Réalisée"),
    "abandon": ("a", "Abandonnée"),
}


class Gesture(NamedTuple):
    """What one key does of an action; `verb` is empty for its confirmation."""

    letter: str
    label: str
    address: str
    verb: str = ""


class WeekRow(NamedTuple):
    row: ActionRow
    gestures: list[Gesture]

    @property
    def is_done(self) -> bool:
        """Whether the action was confirmed, or changed, today."""
        return self.row.days == 0


def to_look_at(user, today: date) -> QuerySet[Action]:
    """The open actions that nobody confirmed of late, the oldest confirmation first: those of the
    territories whose plan the user keeps, and those that a body of theirs leads. And, however late
    they were confirmed, those of which something is asked of the user."""
    grants = grants_of(user)
    led = Party.objects.filter(role=Party.Role.LEAD, body__in=bodies_of(user, today))
    mine = Q(territory__place__in=grants.territories(EDIT)) | Q(
        territory__place__in=grants.territories(CONFIRM), pk__in=led.values("action")
    )
    late = mine & Q(confirmed_on__lte=today - LOOKED_AT_AFTER)
    actions = Action.objects.live().filter(territory__period=current_period())
    actions = actions.exclude(status__in=CLOSED).filter(late | _asked(user, today))
    return actions.order_by("confirmed_on", "territory", *in_plan_order(), "pk")


def _asked(user, today: date) -> Q:
    """The actions that a campaign expects the user to confirm, and those of which one asks them
    where they stand."""
    asked = Q(pk__in=[])
    if not getattr(user, HAS_WAITING, True):
        return asked
    waiting = Ask.objects.asked_of(user).waiting().filter(kind__in=(UPDATE, STANDING))
    asks = list(waiting.select_related("subject"))
    stand = [each.subject_id.partition(":")[2] for each in asks if each.kind == STANDING]
    updates = {each.pk: each for each in asks if each.kind == UPDATE}
    there = grants_of(user).territories(CONFIRM)
    asked |= Q(pk__in=stand, territory__place__in=there, confirmed_on__lt=today)
    for pk, day in opened_days(updates.values()).items():
        asked |= Q(territory__place=updates[pk].subject.place, confirmed_on__lt=day)
    return asked


def week_rows(actions: Iterable[Action], user, today: date) -> Iterator[WeekRow]:
    """The rows of `marked` actions, which the user may confirm."""
    for row in rows_of(actions, user, today, left_out=()):
        yield WeekRow(row, [] if row.days == 0 else list(_gestures(row)))


def _gestures(row: ActionRow) -> Iterator[Gesture]:
    yield Gesture("r", "Rien de changé", reverse("plans:confirm", args=[row.action.pk]))
    for verb in row.steps:
        yield Gesture(*STEPS[verb], reverse("plans:step", args=[row.action.pk]), verb)
