"""The desks: of a region of 17 territories, then of the nation with 183, 60 actions in each plan, a
fifth of which moved: what their pages read.

Run on the database named by DATABASE_URL, which must be empty.
"""

import time
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial

from usine.geography.models import Region
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.moved import Between, movements
from usine.plans.queries import Plan
from usine.plans.reviews import Draft, Step, create_many, step_many
from usine.plans.states import Status
from usine.plans.tests.factories import make_region, make_territory, make_user
from usine.plans.together import change_each
from usine.portal.desks import desk
from usine.portal.glance import glance
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate

from .ledger import say

ACTIONS = 60
AXES = ("transition", "innovation", "competences", "foncier")
STATUSES = (Status.DONE, Status.IN_PROGRESS, Status.UNDER_REVIEW, Status.TO_START)
TIMES = 5


def run() -> None:
    today = clock.today()
    since = today - timedelta(days=30)
    with clock.set_to(clock.now() - timedelta(days=60)):
        region = make_region("32", "Hauts-de-France")
        plans = _plans(region, 17)
        for code, count in zip(range(40, 56), [11] * 6 + [10] * 10, strict=True):
            plans |= _plans(make_region(str(code), f"Région {code}"), count)
    for territory, actions in plans.items():
        _move(territory, actions)
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=region)
    team = make_user(Role.NATIONAL_TEAM)
    follow = partial(desk, since=since, today=today)
    plan = Plan(region=region)
    _timed("desk of a region, 17 territories", partial(follow, plan, user=coordinator))
    _timed(f"desk of the nation, {len(plans)} territories", partial(follow, Plan(), user=team))
    between, places = Between.days(since, today), Plan().places
    _timed("what moved in the nation, 30 days", partial(movements, between, places))
    first = Territory.objects.filter(lead_region=region).earliest("pk")
    _timed("a territory at a glance", partial(glance, first, since=since, today=today))


def _timed(what: str, read: Callable[[], object]) -> None:
    """The median of a few readings, after a first one, which fills what a process keeps."""
    read()
    spent = []
    for _ in range(TIMES):
        start = time.perf_counter()
        read()
        spent.append(time.perf_counter() - start)
    say(what, f"{sorted(spent)[TIMES // 2] * 1000:.0f} ms", "at most 150 ms, 500 for the nation")


def _plans(region: Region, count: int) -> dict[Territory, list[Action]]:
    territories = [make_territory(region=region) for _ in range(count)]
    return {each: create_many(each, drafts=_drafts(), by=None) for each in territories}


def _drafts() -> list[Draft]:
    begin = date(2024, 1, 10)
    return [
        Draft(
            {
                "title": f"Étude de la zone industrielle numéro {n}",
                "axis": AXES[n % 4],
                "planned_budget": 15_000_00 + n,
                "end": PartialDate(begin + timedelta(n * 20)),
            },
            STATUSES[n % 4],
            begin,
        )
        for n in range(ACTIONS)
    ]


def _move(territory: Territory, actions: list[Action]) -> None:
    started = [each for each in actions if each.status == Status.TO_START][: ACTIONS // 10]
    steps = [Step(each.pk, "start", clock.today()) for each in started]
    step_many(territory, steps=steps, by=None)
    put_off = {
        each.pk: (each.end, PartialDate(date(2027, 1, 1))) for each in actions[: ACTIONS // 10]
    }
    change_each(territory, name="end", values=put_off, by=None)
