"""The programme at a glance: the bilan of a day, and what each territory has in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from usine.figures.bilans import Bilan, bilan
from usine.figures.indicators import Measure
from usine.figures.progress import Progress
from usine.geography.models import Region
from usine.kernel.text import fold
from usine.people.roles import Role
from usine.territories.models import Territory


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
        return Progress.sum(line.progress for line in self.lines)

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
