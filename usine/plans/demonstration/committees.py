"""The committees of the territory to try: one that met and decided, and the next one."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from functools import partial

from usine.asks.addressing import a_role, people_of
from usine.asks.models import Ask
from usine.asks.operations import answer
from usine.people.demonstration import Posts, World
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.committees.decisions import DECISION, DONE, decide
from usine.plans.committees.operations import plan_committee, step_committee
from usine.plans.committees.queries import usual_values
from usine.plans.models import Committee
from usine.plans.queries import Plan
from usine.territories.models import Territory
from usine.values import clock
from usine.values.agenda import Scene, at, office_days

from .sheets import EVENING

# How many days before the end it was planned, it met, its decision was followed; in how many days
# the next one is.
PLANNED, MET, FOLLOWED, NEXT = 80, 60, 20, 20
AGENDA = "1. Où en est le plan\n2. Ce qui bloque\n3. Décisions"
FOREWORD = "Démonstration\u00a0: le territoire dit ici, avec ses mots, ce qui a compté."
DECIDED = "Démonstration\u00a0: rencontrer les porteurs des actions en retard."


def scenes(posts: Posts, until: date) -> Iterator[Scene]:
    """What happened in the last months before a day."""
    territory = posts.to_try
    for days, scene in ((PLANNED, _plan), (MET, _meet), (FOLLOWED, _follow)):
        yield Scene(_evening(until, days), partial(scene, territory))


def _evening(until: date, days: int) -> datetime:
    """Of an office day, about so many days before."""
    first = until - timedelta(days=days)
    return at(office_days(first - timedelta(days=4), first)[-1], EVENING)


def _plan(territory: Territory, world: World) -> None:
    if by := _manager(territory):
        _planned(territory, clock.today() + timedelta(days=PLANNED - MET - 6), by)


def _meet(territory: Territory, world: World) -> None:
    """The committee meets and decides; the next one is planned."""
    by, committee = _manager(territory), Committee.objects.filter(territory=territory).first()
    if by is None or committee is None:
        return
    step_committee(committee, "meet", by=by)
    to = a_role(Role.ELECTED_OFFICIAL, territory)
    if people_of(to).exists():
        due_on = clock.today() + timedelta(days=MET)
        decide(committee, text=DECIDED, to=[to], due_on=due_on, by=by)
    _planned(territory, clock.today() + timedelta(days=MET + NEXT), by)


def _follow(territory: Territory, world: World) -> None:
    waiting = Ask.objects.waiting().filter(kind=DECISION.code)
    for elected in people_of(a_role(Role.ELECTED_OFFICIAL, territory))[:1]:
        for ask in waiting.asked_of(elected):
            answer(ask, outcome=DONE, by=elected)


def _manager(territory: Territory) -> User | None:
    return people_of(a_role(Role.PROJECT_MANAGER, territory)).first()


def _planned(territory: Territory, on: date, by: User) -> None:
    plan = Plan(territory=territory)
    values = {"on": on, "starts_at": time(14), "agenda": AGENDA, "foreword": FOREWORD}
    plan_committee(plan, values={**usual_values(plan), **values}, by=by)
