"""What action sheets hold besides their fields: what is aimed at and granted since the review of
the first year, what is measured and paid since the assembly. Nobody’s projects or money."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from random import Random
from typing import Any

from usine.people.demonstration import Posts, World
from usine.plans import reviews
from usine.plans.codes import FUNDERS
from usine.plans.formats import as_counted
from usine.plans.models import Action
from usine.plans.sheets import ActionSheet
from usine.plans.states import CLOSED, Status
from usine.territories.demonstration import ASSEMBLY, REVIEW
from usine.values.agenda import Scene, at, office_days
from usine.values.dates import PartialDate, Precision

from .lives import PlanLife
from .sessions import MORNING
from .themes import BLOCKAGES, INDICATORS, RESULTS, STEPS

EVENING = MORNING + 240  # minutes after eight: after the sessions of the day
# How many of the plans keep sheets, the most diligent; how many of their actions have one; how many
# of these are blocked.
COMPLETE, FILLED, BLOCKED = 0.4, 0.7, 0.06
LATELY = timedelta(days=40)
# What each funder pays of a budget, and how often it is asked.
SHARES = {
    "etat": (0.25, 0.45),
    "region": (0.2, 0.4),
    "epci": (0.2, 0.5),
    "europe": (0.15, 0.15),
    "operateur": (0.1, 0.25),
    "entreprise": (0.1, 0.2),
}
# From this status on, what was asked is granted; from that one, a part of it is paid.
GRANTED = {Status.IN_PROGRESS, Status.DONE}


# What an action is given on a day, if anything.
Write = Callable[[Action, date, Random], ActionSheet | None]


def scenes(plans: Sequence[PlanLife], posts: Posts, until: date, random: Random) -> Iterator[Scene]:
    """The sheets of every plan, recorded of late and true since the review and the assembly."""
    diligent = sorted(plans, key=lambda plan: (-plan.profile.diligence, plan.profile.number))
    for plan in diligent[: max(round(len(plans) * COMPLETE), 1)]:
        recorded_on = random.choice(office_days(until - LATELY, until))
        author = posts.keeper(plan.profile.territory, recorded_on)
        for rank, (before, write) in enumerate(((REVIEW, _first), (ASSEMBLY, _again))):
            day = random.choice(office_days(before - LATELY, before))
            scene = partial(_write, plan, day, write, random.random(), author)
            yield Scene(at(recorded_on, EVENING + plan.profile.number + rank), scene)


def _write(plan: PlanLife, day: date, write: Write, seed: float, author: str, world: World) -> None:
    random = Random(seed)  # noqa: S311 - the same demonstration every time, nothing secret
    actions = Action.objects.live().filter(territory=plan.profile.territory).order_by("pk")
    actions = actions.prefetch_related("funding", "results")
    sheets = {each.pk: sheet for each in actions if (sheet := write(each, day, random))}
    by = world.user(author)
    reviews.fill_in_many(plan.profile.territory, sheets=sheets, effective_on=day, by=by)


def _first(action: Action, day: date, random: Random) -> ActionSheet | None:
    if random.random() > FILLED:
        return None
    blocked = action.status not in CLOSED and random.random() < BLOCKED
    return ActionSheet(
        steps=_steps(action, day, random),
        funding=_funding(action, day, random),
        results=_results(action, random),
        indicators=_indicators(action, random),
        blocked=random.choice(BLOCKAGES) if blocked else None,
    )


def _again(action: Action, day: date, random: Random) -> ActionSheet | None:
    """What was measured since, and what was paid."""
    if action.status not in GRANTED or random.random() > FILLED:
        return None
    return ActionSheet(results=_measured(action, random), funding=_paid(action))


def _steps(action: Action, day: date, random: Random) -> list[dict[str, Any]]:
    titles = STEPS[: random.randint(2, len(STEPS))]
    start = action.start.first if action.start else action.entered_on
    steps = []
    for rank, title in enumerate(titles):
        due = start + timedelta(days=120 * rank + random.randint(0, 90))
        done = action.status == Status.DONE or (action.status in GRANTED and due < day)
        steps.append(
            {
                "title": title,
                "due": PartialDate(due, Precision.QUARTER),
                "done": done,
                "done_on": PartialDate(min(due, day), Precision.MONTH) if done else None,
            }
        )
    return steps


def _funding(action: Action, day: date, random: Random) -> list[dict[str, Any]]:
    if not action.planned_budget:
        return []
    lines = []
    for funder, _ in FUNDERS:
        share, often = SHARES.get(funder, (0, 0))
        if random.random() < often:
            amount = round(action.planned_budget * share * random.uniform(0.5, 1), -5)
            granted = amount if action.status in GRANTED else None
            year = day.year - random.randint(0, 1)
            tax = random.choice(["ht", "ttc", ""])
            lines.append(
                {"funder": funder, "year": year, "asked": amount, "granted": granted, "tax": tax}
            )
    return [line for line in lines if line["asked"]]


def _paid(action: Action) -> list[dict[str, Any]]:
    """Two fifths of each line that is granted, all of it once the action is done."""
    share = 1 if action.status == Status.DONE else 0.4
    return [
        {
            "funder": line.funder,
            "label": line.label,
            "year": line.year,
            "paid": round((line.granted or 0) * share),
        }
        for line in action.funding.all()
        if line.granted
    ]


def _results(action: Action, random: Random) -> list[dict[str, Any]]:
    code, low, high = random.choice(RESULTS[action.axis])
    target = as_counted(code, Decimal(random.randint(low, high)))
    return [{"code": code, "target": target, "source": "Objectif du plan de démonstration"}]


def _measured(action: Action, random: Random) -> list[dict[str, Any]]:
    share = 1 if action.status == Status.DONE else random.uniform(0.1, 0.6)
    return [
        {
            "code": result.code,
            "measured": round((result.target or 0) * share),
            "source": "Relevé de démonstration",
        }
        for result in action.results.all()
    ]


def _indicators(action: Action, random: Random) -> list[dict[str, Any]]:
    if random.random() > 0.2:
        return []
    name, unit, target = random.choice(INDICATORS)
    return [{"name": name, "unit": unit, "target": target}]
