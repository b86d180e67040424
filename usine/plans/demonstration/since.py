"""What happened to the plans since the last date of the tables: a review a quarter, until today.

Nobody published these figures: each action moves on its own, as the plans of diligent and of silent
territories do.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random

from usine.people.demonstration import Posts
from usine.plans.states import TRANSITIONS, Status
from usine.territories.demonstration import END
from usine.values.agenda import Scene, at, office_days

from .lives import Life, LifeStep, PlanLife
from .sessions import MORNING, Session

# How often an action takes each step in a quarter, by status.
STEPS: Mapping[Status, Mapping[str, float]] = {
    Status.UNKNOWN: {"review": 0.06, "start": 0.06, "abandon": 0.01},
    Status.TO_START: {"review": 0.07, "start": 0.05, "abandon": 0.01},
    Status.UNDER_REVIEW: {"start": 0.18, "abandon": 0.01},
    Status.IN_PROGRESS: {"complete": 0.08, "abandon": 0.005},
    Status.ABANDONED: {"resume": 0.01},
}
NEW = 0.35  # how often an action enters a plan at a review
ENTRY = (Status.TO_START, Status.TO_START, Status.UNDER_REVIEW, Status.IN_PROGRESS)


@dataclass(frozen=True)
class Habit:
    """How a territory reviews its plan: within so many office days of the end of a quarter, and how
    often at all."""

    first: int
    last: int
    often: float


# The most diligent first; the last ones have recorded nothing since.
HABITS: Sequence[tuple[float, Habit]] = (
    (0.70, Habit(3, 18, 0.98)),
    (0.20, Habit(20, 45, 0.6)),
    (0.10, Habit(0, 0, 0.0)),
)


def scenes(plans: Sequence[PlanLife], posts: Posts, today: date, random: Random) -> Iterator[Scene]:
    """The reviews of every plan after `END` and before today, in no order."""
    for plan, habit in zip(_diligent_first(plans), _habits(len(plans)), strict=True):
        for day in _reviews(habit, today, random):
            session = _review(plan, day, random)
            author = posts.keeper(plan.profile.territory, day)
            yield Scene(at(day, MORNING + plan.profile.number), partial(session.happen, author))


def _diligent_first(plans: Sequence[PlanLife]) -> list[PlanLife]:
    return sorted(plans, key=lambda plan: (-plan.profile.diligence, plan.profile.number))


def _habits(count: int) -> list[Habit]:
    """The habit of each plan, the most diligent first."""
    habits = [habit for share, habit in HABITS for _ in range(round(share * count))]
    return (habits + [HABITS[0][1]] * count)[:count]


def _reviews(habit: Habit, today: date, random: Random) -> Iterator[date]:
    quarter = END
    while quarter < today:
        days = office_days(quarter, quarter + timedelta(days=80))[habit.first : habit.last]
        if days and random.random() < habit.often:
            day = random.choice(days)
            if day < today:
                yield day
        quarter = _next_quarter(quarter)


def _next_quarter(end: date) -> date:
    """The last day of the quarter after the one that ends on this day."""
    first = end + timedelta(days=1)
    year, month = (first.year, first.month + 3) if first.month < 10 else (first.year + 1, 1)
    return date(year, month, 1) - timedelta(days=1)


def _review(plan: PlanLife, day: date, random: Random) -> Session:
    """One sitting: some actions move, perhaps one enters, everything is confirmed."""
    session = Session(plan, day, confirms=True)
    for life in plan.lives:
        if life.withdrawn_on is None and (move := _step(life, day, random)):
            life.moves.append(move)
            session.moves.append((life, move))
    if random.random() < NEW:
        life = Life([], plan.writer.values(around=day), [LifeStep(day, day, random.choice(ENTRY))])
        plan.lives.append(life)
        session.entering.append(life)
    return session


def _step(life: Life, day: date, random: Random) -> LifeStep | None:
    """The step that the action takes in the quarter, if it takes one."""
    last, drawn = life.moves[-1], random.random()
    for verb, often in STEPS.get(last.status, {}).items():
        if drawn < often:
            since = max(day - timedelta(days=random.randint(0, 30)), last.recorded_on, END)
            return LifeStep(day, since, TRANSITIONS[verb].target, verb)
        drawn -= often
    return None
