"""« Ma semaine »: the actions that a person should look at, a few at once, each by one gesture."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import NamedTuple

from django.db.models import Q, QuerySet
from django.urls import reverse

from usine.people.access import grants_of
from usine.people.queries import bodies_of
from usine.territories.models import current_period

from .models import Action, Party
from .rights import CONFIRM, EDIT
from .rows import ActionRow, rows_of
from .rules import LOOKED_AT_AFTER
from .states import CLOSED
from .table import in_plan_order

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
    territories whose plan the user keeps, and those that a body of theirs leads."""
    grants = grants_of(user)
    led = Party.objects.filter(role=Party.Role.LEAD, body__in=bodies_of(user, today))
    mine = Q(territory__place__in=grants.territories(EDIT)) | Q(
        territory__place__in=grants.territories(CONFIRM), pk__in=led.values("action")
    )
    actions = Action.objects.live().filter(mine, territory__period=current_period())
    actions = actions.exclude(status__in=CLOSED)
    late = actions.filter(confirmed_on__lte=today - LOOKED_AT_AFTER)
    return late.order_by("confirmed_on", "territory", *in_plan_order(), "pk")


def week_rows(actions: Iterable[Action], user, today: date) -> Iterator[WeekRow]:
    """The rows of `marked` actions, which the user may confirm."""
    for row in rows_of(actions, user, today, left_out=()):
        yield WeekRow(row, [] if row.days == 0 else list(_gestures(row)))


def _gestures(row: ActionRow) -> Iterator[Gesture]:
    yield Gesture("r", "Rien de changé", reverse("plans:confirm", args=[row.action.pk]))
    for verb in row.steps:
        yield Gesture(*STEPS[verb], reverse("plans:step", args=[row.action.pk]), verb)
