"""The lives of the actions: drawn for the whole programme, dealt to territories, then dated."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from random import Random
from typing import Any

from usine.plans.states import TRANSITIONS, Status
from usine.territories.demonstration import DATES
from usine.values.agenda import office_days
from usine.values.shares import apportion

from .journeys import ENTERING, MOVES, OUT, PATHS, born, next_of, opening
from .profiles import TerritoryProfile
from .wording import Writer

# How far each status is from the start: actions of well kept plans go further.
_FAR = {
    Status.UNKNOWN: 0,
    Status.TO_START: 1,
    Status.UNDER_REVIEW: 2,
    OUT: 2,
    Status.ABANDONED: 3,
    Status.IN_PROGRESS: 4,
    Status.DONE: 5,
}
# Sessions of a plan between two dates: for the least diligent and for the most.
SESSIONS = ((2, 3), (1, 2), (1, 2))
ENTRIES = 2  # actions enter a plan at every other session, from the first
USUAL = 0.7  # how often a status is reached by the usual way
LATE = 10  # days, at most, between a step and the session that records it


@dataclass(frozen=True)
class LifeStep:
    """A step recorded on a day and true since another; the first, without verb, is the entry."""

    recorded_on: date
    effective_on: date
    status: Status
    verb: str = ""


@dataclass
class Life:
    """An action: its status at each date of `DATES`, and how it went from one to the next."""

    statuses: list[Status | None]
    values: dict[str, Any] = field(default_factory=dict)
    moves: list[LifeStep] = field(default_factory=list)
    withdrawn_on: date | None = None
    pk: int = 0  # of the action, once it is created

    @property
    def birth(self) -> int:
        """The rank of the first date at which the action is in the plan."""
        return next(rank for rank, status in enumerate(self.statuses) if status is not OUT)


@dataclass
class PlanLife:
    """The actions of a territory, and the days on which somebody reviews them."""

    profile: TerritoryProfile
    sessions: list[list[date]]
    writer: Writer
    lives: list[Life] = field(default_factory=list)


def plans(profiles: Sequence[TerritoryProfile], share: float, random: Random) -> list[PlanLife]:
    """The plans of the programme, with a share of the actions that `journeys` counts."""
    drawn = [
        PlanLife(profile, _sessions(profile, random), Writer(profile, random))
        for profile in profiles
    ]
    for cohort in _cohorts(_draw(share, random)):
        _deal(cohort, drawn, random)
    for plan in drawn:
        for life in plan.lives:
            _date(life, plan.sessions, random)
            life.values = plan.writer.values(around=life.moves[0].effective_on)
    return drawn


def _draw(share: float, random: Random) -> list[Life]:
    def scaled(counts: dict[Status, int]) -> dict[Status, int]:
        return apportion(counts, round(sum(counts.values()) * share))

    lives = [Life([status]) for status, n in scaled(opening()).items() for _ in range(n)]
    for rank, moves in enumerate(MOVES, 1):
        by_status: dict[Status | None, list[Life]] = defaultdict(list)
        for life in lives:
            by_status[life.statuses[-1]].append(life)
        for status, those in by_status.items():
            after = next_of(moves, status, len(those), random)
            for life, each in zip(those, after, strict=True):
                life.statuses.append(each)
        for status, n in scaled(born(moves)).items():
            lives += [Life([*[OUT] * rank, status]) for _ in range(n)]
    return lives


def _cohorts(lives: Iterable[Life]) -> list[list[Life]]:
    cohorts: list[list[Life]] = [[] for _ in DATES]
    for life in lives:
        cohorts[life.birth].append(life)
    return cohorts


def _deal(cohort: list[Life], plans: Sequence[PlanLife], random: Random) -> None:
    """Deal actions by the size of territories; diligent ones tend to get those that succeed."""
    counts = apportion({i: plan.profile.weight for i, plan in enumerate(plans)}, len(cohort))
    slots = [plan for i, plan in enumerate(plans) for _ in range(counts[i])]
    slots.sort(key=lambda plan: plan.profile.diligence + random.gauss(0, 1.2))
    # The status at the last official date.
    cohort.sort(key=lambda life: _FAR[life.statuses[-2]] + random.random())
    for plan, life in zip(slots, cohort, strict=True):
        plan.lives.append(life)


def _sessions(profile: TerritoryProfile, random: Random) -> list[list[date]]:
    zeal = min(max(0.5 + profile.diligence / 4, 0), 1)
    days = []
    for (after, before), (least, most) in zip(pairwise(DATES), SESSIONS, strict=True):
        count = least + round(zeal * (most - least))
        days.append(sorted(random.sample(office_days(after, before), count)))
    return days


def _date(life: Life, sessions: Sequence[Sequence[date]], random: Random) -> None:
    """Date the entry of an action, its steps and its withdrawal; never on an official date."""
    if status := life.statuses[0]:
        life.moves.append(LifeStep(DATES[0], DATES[0], status))
    for (before, after), days, start in zip(
        pairwise(life.statuses), sessions, DATES[:-1], strict=True
    ):
        since = start + timedelta(days=1)
        if after is OUT:
            life.withdrawn_on = life.withdrawn_on or (random.choice(days) if before else None)
            continue
        if before is OUT:
            entry = random.choice(days[::ENTRIES])
            days = [day for day in days if day >= entry]
            before = random.choice(ENTERING[after])
            life.moves.append(LifeStep(entry, _true_since(entry, since, random), before))
        path = _path(before, after, random)
        for day, verb in zip(sorted(random.choices(days, k=len(path))), path, strict=True):
            since = _true_since(day, max(life.moves[-1].effective_on, since), random)
            life.moves.append(LifeStep(day, since, TRANSITIONS[verb].target, verb))


def _path(before: Status, after: Status, random: Random) -> Sequence[str]:
    if before == after:
        return []
    ways = PATHS[before, after]
    return ways[0] if random.random() < USUAL else random.choice(ways)


def _true_since(recorded_on: date, at_least: date, random: Random) -> date:
    return max(recorded_on - timedelta(days=random.randint(0, LATE)), at_least)
