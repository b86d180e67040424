"""The programme at a glance: the bilan of a day, and what each territory has in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from usine.figures.bilans import Bilan, bilan
from usine.figures.indicators import Measure
from usine.geography.models import Region
from usine.kernel.charts import Series
from usine.kernel.shares import shares
from usine.kernel.text import fold
from usine.people.roles import Role
from usine.plans.appearance import STATUS_SERIES
from usine.plans.states import Status
from usine.territories.models import Territory

UNDER_WAY = (Status.DONE, Status.IN_PROGRESS)


@dataclass(frozen=True)
class Progress:
    """Actions by status: of the nation, of a region, of a territory or of an axis."""

    by_status: Mapping[str, int]

    @property
    def actions(self) -> int:
        return sum(self.by_status.values())

    @property
    def under_way(self) -> int:
        """Done or in progress."""
        return sum(self.by_status.get(status, 0) for status in UNDER_WAY)

    @property
    def share(self) -> Decimal | None:
        """Those done or in progress, out of 100; None when there is no action."""
        if not self.actions:
            return None
        return shares([self.under_way, self.actions - self.under_way])[0]

    @property
    def parts(self) -> list[tuple[Series, int]]:
        return [(series, self.by_status.get(series.key, 0)) for series in STATUS_SERIES]

    @property
    def rows(self) -> list[tuple[Series, int, Decimal]]:
        """Each status with its count and its share; shares add up to 100."""
        percents = shares(count for _, count in self.parts)
        return [
            (series, count, percent)
            for (series, count), percent in zip(self.parts, percents, strict=True)
        ]

    @property
    def said(self) -> str:
        """The same in words, for those who do not see the bar."""
        return (
            ", ".join(f"{series.label}\u00a0: {count}" for series, count in self.parts if count)
            or "aucune action"
        )


@dataclass(frozen=True)
class TerritoryLine:
    """A territory in a list or on the map."""

    territory: Territory
    progress: Progress
    managers: int

    @property
    def region(self) -> Region:
        return self.territory.lead_region


@dataclass(frozen=True)
class RegionLine:
    region: Region
    lines: list[TerritoryLine]

    @property
    def territories(self) -> int:
        return len(self.lines)

    @property
    def progress(self) -> Progress:
        return _sum(line.progress for line in self.lines)

    @property
    def managed(self) -> int:
        """Territories that have a project manager."""
        return sum(line.managers > 0 for line in self.lines)


@dataclass(frozen=True)
class Programme:
    bilan: Bilan
    progress: Progress
    territories: list[TerritoryLine]  # in the order of their names

    @property
    def regions(self) -> list[RegionLine]:
        """Régions that lead a territory, in the order of their names."""
        groups: dict[Region, list[TerritoryLine]] = defaultdict(list)
        for line in self.territories:
            groups[line.region].append(line)
        return [
            RegionLine(region, lines)
            for region, lines in sorted(groups.items(), key=lambda item: fold(item[0].name))
        ]


def programme(day: date) -> Programme:
    """Current territories with their figures at the end of a day, in a fixed number of queries."""
    found = bilan(day)
    by_place: dict[str, Counter[str]] = defaultdict(Counter)
    for (place, _, status), amount in found.books[Measure.ACTIONS].items():
        by_place[place][status] += amount
    managers: Counter[str] = Counter()
    for (place, _, role), amount in found.books[Measure.MANDATES].items():
        if role == Role.PROJECT_MANAGER:
            managers[place] += amount
    territories = (
        Territory.objects.current()
        .select_related("lead_region")
        .only(
            "period",
            "code",
            "name",
            "slug",
            "search_name",
            "lead_region__name",
            "lead_region__slug",
        )
        .order_by("search_name")
    )
    return Programme(
        found,
        Progress(found.actions_by_status),
        [
            TerritoryLine(each, Progress(by_place[each.ledger_code]), managers[each.ledger_code])
            for each in territories
        ],
    )


def _sum(parts: Iterable[Progress]) -> Progress:
    total: Counter[str] = Counter()
    for part in parts:
        total.update(part.by_status)
    return Progress(total)
