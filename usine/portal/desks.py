"""The desk of who follows territories: what moves, what is stuck, who is silent; of a region by
territory, of the nation by region. Figures are those of the ledger today, and lists those of plans.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.urls import reverse

from usine.figures.progress import Progress
from usine.ledger.queries import balance
from usine.people.vacancies import vacant_since
from usine.plans.measures import ACTIONS, FUNDING_MEASURES
from usine.plans.moved import Between, Movement, movements
from usine.plans.queries import Plan
from usine.plans.rules import is_silent
from usine.plans.standings import PlanStanding, natures_of_blocks, standings
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values.text import fold

from .desk_forms import ONLY, SILENT, VACANT
from .waiting import Waiting, waiting_on

LATE, BLOCKED, STALE = "en-retard", "bloquees", "a-confirmer"
GRANTED = FUNDING_MEASURES["granted"].code
NEVER = PlanStanding(dict.fromkeys((LATE, BLOCKED, STALE), 0), None)


class Vacancy(NamedTuple):
    """A territory without project manager, and for how many days; None when it never had one."""

    territory: Territory
    days: int | None


@dataclass(frozen=True)
class Follow:
    """How a territory stands today."""

    territory: Territory
    progress: Progress
    standing: PlanStanding
    moved: int
    granted: int
    vacancy: Vacancy | None
    waiting: Waiting
    today: date

    @property
    def days(self) -> int | None:
        """Since when nobody wrote its plan; None when nobody ever did."""
        updated_on = self.standing.updated_on
        return None if updated_on is None else (self.today - updated_on).days

    @property
    def is_silent(self) -> bool:
        return is_silent(self.standing.updated_on, self.today)


@dataclass(frozen=True)
class DeskLine:
    """A line of a desk: a territory, or the territories of a region."""

    plan: Plan
    parts: Sequence[Follow]
    since: date

    @property
    def url(self) -> str:
        """The page that the name opens."""
        kind = "territory" if self.plan.territory else "region" if self.plan.region else "national"
        return reverse(f"portal:{kind}_desk", args=[self.plan.slug] if self.plan.slug else [])

    @property
    def to_chase(self) -> str:
        """The subject of the plan whose keeper one would ask for news: nobody kept it for long, or
        actions wait to be confirmed, and somebody holds the post."""
        territory = self.plan.territory
        waits = territory and not self.vacancies and (self.silent or self.stale)
        return subject_of(territory) if territory and waits else ""

    @cached_property
    def progress(self) -> Progress:
        return Progress.sum(each.progress for each in self.parts)

    @property
    def moved(self) -> int:
        return sum(each.moved for each in self.parts)

    @property
    def granted(self) -> int:
        return sum(each.granted for each in self.parts)

    @property
    def late(self) -> int:
        return self._attention(LATE)

    @property
    def blocked(self) -> int:
        return self._attention(BLOCKED)

    @property
    def stale(self) -> int:
        return self._attention(STALE)

    def _attention(self, key: str) -> int:
        return sum(each.standing.attention[key] for each in self.parts)

    @property
    def days(self) -> int | None:
        """For how many days it has been silent: the most silent of a region."""
        days = [each.days for each in self.parts]
        return None if None in days else max(each for each in days if each is not None)

    @property
    def updated_on(self) -> date | None:
        return self.parts[0].standing.updated_on

    @property
    def silent(self) -> list[Follow]:
        return [each for each in self.parts if each.is_silent]

    @property
    def vacancies(self) -> list[Vacancy]:
        return [each.vacancy for each in self.parts if each.vacancy]

    @property
    def waiting(self) -> Waiting:
        """What the user, and others who follow it, asked and wait for."""
        counts = zip(*(each.waiting for each in self.parts), strict=True)
        return Waiting(*map(sum, counts))

    @property
    def waiting_url(self) -> str:
        kind = "territory" if self.plan.territory else "region"
        return reverse(f"asks:of_{kind}", args=[self.plan.slug])

    @property
    def urgency(self) -> tuple:
        """The most urgent first: who is silent, where nobody is in post, what is stuck."""
        silence = -len(self.silent), -(self.days or 0) if self.silent else 0
        return (*silence, -len(self.vacancies), -(self.late + self.blocked), fold(self.plan.name))

    @property
    def moved_url(self) -> str:
        return f"{self.plan.address('moved')}?{urlencode({'du': self.since.isoformat()})}"

    @property
    def late_url(self) -> str:
        return self.plan.narrowed({"suivi": LATE})

    @property
    def blocked_url(self) -> str:
        return self.plan.narrowed({"suivi": BLOCKED})

    @property
    def stale_url(self) -> str:
        return self.plan.narrowed({"suivi": STALE})

    @property
    def silent_url(self) -> str:
        """The silent territories alone, as `vacant_url` those where nobody is in post."""
        return f"{self.url}?{ONLY}={SILENT}"

    @property
    def vacant_url(self) -> str:
        return f"{self.url}?{ONLY}={VACANT}"

    @property
    def granted_url(self) -> str:
        return self.plan.evidence("financements-accordes")


@dataclass(frozen=True)
class Desk:
    """A desk of the nation or of a region."""

    plan: Plan
    since: date
    today: date
    territories: list[Follow]
    movements: list[Movement]
    blocks: Counter[str]

    @cached_property
    def whole(self) -> DeskLine:
        return DeskLine(self.plan, self.territories, self.since)

    @cached_property
    def by_territory(self) -> list[DeskLine]:
        return [
            DeskLine(Plan(territory=each.territory), [each], self.since)
            for each in self.territories
        ]

    @cached_property
    def lines(self) -> list[DeskLine]:
        if self.plan.region:
            return self.by_territory
        groups: dict = defaultdict(list)
        for each in self.territories:
            groups[each.territory.lead_region].append(each)
        since = self.since
        return [DeskLine(Plan(region=region), parts, since) for region, parts in groups.items()]


def desk(plan: Plan, *, since: date, today: date, user: Any) -> Desk:
    """The desk of a region or of the nation, as a user sees it, in a fixed number of queries."""
    territories = list(plan.territories().select_related("lead_region"))
    places = [each.place for each in territories]
    moved = movements(Between.days(since, today), places)
    return Desk(
        plan,
        since,
        today,
        list(_followed(territories, moved, today, user)),
        moved,
        natures_of_blocks(territories, today),
    )


def _followed(
    territories: Sequence[Territory], moved: Iterable[Movement], today: date, user: Any
) -> Iterable[Follow]:
    places = [each.place for each in territories]
    statuses = _statuses(places, today)
    granted = balance(GRANTED, as_of=today, by=("place",), where={"place": places})
    standing = standings(territories, today)
    vacant = vacant_since(places, today)
    moves = Counter(each.place for each in moved)
    waiting = waiting_on(user, places, today)
    for each in territories:
        yield Follow(
            each,
            Progress(statuses[each.place]),
            standing.get(each.pk, NEVER),
            moves[each.place],
            granted.get((each.place,), 0),
            _vacancy(each, vacant, today),
            waiting.get(each.place, Waiting()),
            today,
        )


def _statuses(places: Collection[str], today: date) -> Mapping[str, Mapping[str, int]]:
    statuses: dict[str, dict[str, int]] = defaultdict(dict)
    cells = balance(ACTIONS.code, as_of=today, by=("place", "state"), where={"place": places})
    for (place, status), count in cells.items():
        statuses[place][status] = count
    return statuses


def _vacancy(
    territory: Territory, vacant: Mapping[str, date | None], today: date
) -> Vacancy | None:
    if territory.place not in vacant:
        return None
    since = vacant[territory.place]
    return Vacancy(territory, (today - since).days if since else None)
