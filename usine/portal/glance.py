"""A territory at a glance: where its plan is, what moved, what is stuck, what comes next."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar
from urllib.parse import urlencode

from django.db.models import Count, Model, QuerySet, Window

from usine.asks.models import Ask
from usine.asks.queries import to_do
from usine.figures.progress import Progress
from usine.ledger.queries import balance, balances
from usine.people.models import Mandate
from usine.people.roles import Role
from usine.plans.committee_states import CommitteeState
from usine.plans.committees.queries import committees_of
from usine.plans.measures import ACTIONS, FUNDING_MEASURES
from usine.plans.models import Action, Committee, Milestone, Party
from usine.plans.moved import Between, Movement, movements, with_actions
from usine.plans.queries import Plan, blocked, late, stale
from usine.plans.standings import PlanStanding, standings
from usine.plans.states import CLOSED
from usine.territories.models import Territory
from usine.values.dates import PartialDate

from .desks import BLOCKED, LATE, NEVER

# How many lines each list shows: what follows is one click away.
SHOWN = 5
T = TypeVar("T", bound=Model)
ASKED, GRANTED = (FUNDING_MEASURES[stage].code for stage in ("asked", "granted"))


class FirstOf(NamedTuple, Generic[T]):
    """The first rows of a list, and how many more it has."""

    rows: list[T]
    more: int


def first_of(rows: QuerySet[T]) -> FirstOf[T]:
    """In one query: each row says how many there are."""
    first = list(rows.annotate(total=Window(Count("pk")))[:SHOWN])
    return FirstOf(first, first[0].total - len(first) if first else 0)  # type: ignore[attr-defined]


@dataclass(frozen=True)
class Glance:
    """What a reader of a plan sees first; amounts in cents."""

    territory: Territory
    since: date
    today: date
    progress: Progress
    before: Progress  # the same, at the end of the day `since`
    standing: PlanStanding
    asked: int
    granted: int
    movements: list[Movement]

    @property
    def plan(self) -> Plan:
        return Plan(territory=self.territory)

    @property
    def late(self) -> int:
        return self.standing.attention[LATE]

    @property
    def blocked(self) -> int:
        return self.standing.attention[BLOCKED]

    @property
    def urls(self) -> dict[str, str]:
        """The lists that its numbers open, by what they count."""
        since = urlencode({"du": self.since.isoformat()})
        return {
            "late": self.plan.narrowed({"suivi": LATE}),
            "blocked": self.plan.narrowed({"suivi": BLOCKED}),
            "granted": self.plan.evidence("financements-accordes"),
            "moved": f"{self.plan.address('moved')}?{since}",
        }

    @cached_property
    def moved(self) -> list[tuple[Action, Movement]]:
        """The first actions that moved, the last told last."""
        return with_actions(self.movements[:SHOWN])

    @property
    def more(self) -> int:
        return len(self.movements[SHOWN:])


def glance(territory: Territory, *, since: date, today: date) -> Glance:
    """In a fixed number of queries."""
    where = {"place": territory.place}
    days = balances(ACTIONS.code, as_of={since, today}, by=("state",), where=where)
    now, before = (
        Progress({status: count for (status,), count in days[day].items()})
        for day in (today, since)
    )
    asked, granted = (
        balance(code, as_of=today, where=where).get((), 0) for code in (ASKED, GRANTED)
    )
    standing = standings([territory], today).get(territory.pk, NEVER)
    moved = movements(Between.days(since, today), [territory.place])
    return Glance(territory, since, today, now, before, standing, asked, granted, moved)


def stuck(territory: Territory, today: date) -> FirstOf[Action]:
    """The actions that are blocked or late, those that are blocked first."""
    live = Action.objects.live().filter(territory=territory)
    return first_of(live.filter(blocked(today) | late(today)).order_by("-blocked", "end_on", "pk"))


def last_committee(territory: Territory, today: date) -> Committee | None:
    met = committees_of(Plan(territory=territory)).filter(state=CommitteeState.MET, on__lte=today)
    return met.first()


def next_committee(territory: Territory, today: date) -> Committee | None:
    planned = committees_of(Plan(territory=territory)).filter(state=CommitteeState.PLANNED)
    return planned.filter(on__gte=today).order_by("on", "pk").first()


class Coming(NamedTuple):
    """What comes next: a step that is due, or the end of an action."""

    on: PartialDate
    what: str
    action: Action


def coming(territory: Territory, today: date) -> tuple[list[Coming], int]:
    """The first steps to be done and ends of actions from now on, and how many more there are."""
    steps, ends = _next_steps(territory, today), _next_ends(territory, today)
    every = [Coming(step.due, step.title, step.action) for step in steps.rows if step.due]
    every += [Coming(action.end, "", action) for action in ends.rows if action.end]
    every.sort(key=lambda each: (each.on.first, each.what, each.action.pk))
    return every[:SHOWN], len(every[SHOWN:]) + steps.more + ends.more


def _next_steps(territory: Territory, today: date) -> FirstOf[Milestone]:
    steps = Milestone.objects.standing().filter(
        action__territory=territory,
        action__withdrawn_on__isnull=True,
        done=False,
        due_on__gte=today,
    )
    steps = steps.exclude(action__status__in=CLOSED).select_related("action")
    return first_of(steps.order_by("due_on", "pk"))


def _next_ends(territory: Territory, today: date) -> FirstOf[Action]:
    actions = Action.objects.live().filter(territory=territory, end_on__isnull=False)
    going = actions.exclude(status__in=CLOSED).exclude(late(today))
    return first_of(going.order_by("end_on", "pk"))


def asked_of(user: Any, territory: Territory) -> FirstOf[Ask]:
    """What is asked of a user about a territory, the oldest due first."""
    return first_of(to_do(user).filter(subject__place=territory.place))


@dataclass(frozen=True)
class Mine:
    """An action that a body of the reader leads; `is_stale`: it is to be confirmed."""

    action: Action
    is_stale: bool


def led_by(bodies: Collection[int], territory: Territory, today: date) -> list[Mine]:
    """The actions of the plan that these bodies lead, those to be confirmed first."""
    if not bodies:
        return []
    led = Party.objects.filter(body__in=bodies, role=Party.Role.LEAD).values("action")
    actions = Action.objects.live().filter(territory=territory, pk__in=led)
    to_confirm = set(actions.filter(stale(today)).values_list("pk", flat=True))
    ordered = actions.exclude(status__in=CLOSED).order_by("confirmed_on", "pk")
    return [Mine(action, action.pk in to_confirm) for action in ordered]


def keepers(territory: Territory, today: date) -> list[str]:
    """Who keeps the plan, and may put a body on an account."""
    seats = Mandate.objects.on(territory).held_on(today).filter(role=Role.PROJECT_MANAGER)
    return sorted(str(seat.user) for seat in seats.select_related("user"))
