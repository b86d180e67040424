"""What the demonstration needs to know of a territory: its size, its members, its communes."""

from collections import defaultdict
from dataclasses import dataclass
from math import sqrt
from random import Random

from django.db.models import QuerySet

from usine.geography.models import Commune
from usine.territories.models import Member, Territory

from .themes import INDUSTRIES

COMMUNES = 14  # the most populated ones give their names to actions
SMALLEST, LARGEST = 0.42, 2.3  # the size of a plan, compared with the average one
SOME = 50_000  # inhabitants, where nobody knows


@dataclass
class TerritoryProfile:
    """A territory, what its actions may name, and how it keeps its plan."""

    territory: Territory
    number: int
    weight: float  # the size of its plan, compared with the others
    diligence: float  # how often it reports, and how far its actions go: 0 on average
    members: list[str]
    communes: list[str]
    industries: list[str]


def profiles(territories: QuerySet[Territory], random: Random) -> list[TerritoryProfile]:
    """The profiles of these territories, in four queries."""
    by_name = list(territories.select_related("lead_region").order_by("name"))
    members = Member.objects.filter(territory__in=by_name, until=None).order_by("pk")
    names: dict[int, list[str]] = defaultdict(list)
    for pk, name in members.values_list("territory_id", "name"):
        names[pk].append(name)
    communes = _communes(members)
    people = {each.pk: sum(n for n, _ in communes[each.pk]) or SOME for each in by_name}
    mean = sum(map(sqrt, people.values())) / max(len(people), 1)
    built = []
    for number, territory in enumerate(by_name, 1):
        weight = sqrt(people[territory.pk]) / mean * random.lognormvariate(0, 0.3)
        built.append(
            TerritoryProfile(
                territory,
                number,
                weight=min(max(weight, SMALLEST), LARGEST),
                diligence=random.gauss(0, 1),
                members=names[territory.pk] or [territory.name],
                communes=[name for _, name in communes[territory.pk][:COMMUNES]]
                or [territory.name],
                industries=random.sample(INDUSTRIES, 4),
            )
        )
    return built


def _communes(members: QuerySet[Member]) -> dict[int, list[tuple[int, str]]]:
    """(population, name) of the communes of each territory, the most populated first."""
    by_territory: dict[int, list[tuple[int, str]]] = defaultdict(list)
    holders: dict[str, list[int]] = defaultdict(list)
    rows = members.values_list(
        "territory_id", "grouping_id", "commune__name", "commune__population"
    )
    for pk, grouping, name, population in rows:
        if grouping is not None:
            holders[grouping].append(pk)
        elif name is not None:
            by_territory[pk].append((population, name))
    within = Commune.groupings.through.objects.filter(grouping__in=list(holders))
    for grouping, name, population in within.values_list(
        "grouping_id", "commune__name", "commune__population"
    ):
        for pk in holders[grouping]:
            by_territory[pk].append((population, name))
    for communes in by_territory.values():
        communes.sort(key=lambda each: (-each[0], each[1]))
    return by_territory
