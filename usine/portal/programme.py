"""The programme at a glance: the bilan of a day, and what each territory has in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from usine.figures.bilans import Bilan, bilan
from usine.figures.indicators import MeasureCode
from usine.figures.pages import ActionFigures, figures_of
from usine.figures.progress import Progress
from usine.figures.questions import Question
from usine.figures.scopes import NATION, of_region, of_territory
from usine.geography.models import Region
from usine.people.roles import Role
from usine.territories.models import Territory
from usine.values.text import fold


@dataclass(frozen=True)
class TerritoryLine:
    """A territory in a list or on the map."""

    question: Question
    territory: Territory
    progress: Progress
    managers: int
    # When its plan was last written or confirmed; None when it never was, or when nobody asked.
    updated_on: date | None = None

    @property
    def region(self) -> Region:
        return self.territory.lead_region

    @property
    def figures(self) -> ActionFigures:
        return figures_of(self.question, self.progress, scope=of_territory(self.territory))


@dataclass(frozen=True)
class RegionLine:
    question: Question
    region: Region
    lines: list[TerritoryLine]

    @property
    def territories(self) -> int:
        return len(self.lines)

    @property
    def progress(self) -> Progress:
        return Progress.sum(line.progress for line in self.lines)

    @property
    def figures(self) -> ActionFigures:
        scope = of_region(self.region, [line.territory for line in self.lines])
        return figures_of(self.question, self.progress, scope=scope)

    @property
    def managed(self) -> int:
        """Territories that have a project manager."""
        return sum(line.managers > 0 for line in self.lines)


@dataclass(frozen=True)
class Programme:
    question: Question
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
            RegionLine(self.question, region, lines)
            for region, lines in sorted(groups.items(), key=lambda item: fold(item[0].name))
        ]


def programme(day: date) -> Programme:
    """Current territories with their figures at the end of a day, in a fixed number of queries."""
    question, nation = Question(NATION, day), bilan(day)
    by_place: dict[str, Counter[str]] = defaultdict(Counter)
    for (place, _, status), amount in nation.books[MeasureCode.ACTIONS].items():
        by_place[place][status] += amount
    managers: Counter[str] = Counter()
    for (place, _, role), amount in nation.books[MeasureCode.MANDATES].items():
        if role == Role.PROJECT_MANAGER:
            managers[place] += amount
    territories = Territory.objects.current().select_related("lead_region").order_by("search_name")
    return Programme(
        question,
        nation,
        Progress(nation.actions_by_status),
        [
            TerritoryLine(
                question,
                each,
                Progress(by_place[each.place]),
                managers[each.place],
            )
            for each in territories
        ],
    )
