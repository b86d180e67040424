"""Reads of the geographic code shared by several pages."""

import re
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Case, IntegerField, QuerySet, Value, When

from usine.geography.models import Commune, Grouping, Postcode
from usine.geography.naming import search_key

_SHORTEST = 2
_POSTCODE = re.compile(r"([\d ]+)(.*)")  # "62500", "62 500", "62500 saint omer"


class PlaceKind(StrEnum):
    COMMUNE = "commune"
    GROUPING = "grouping"


@dataclass(frozen=True)
class Place:
    """A commune (code: Insee's) or a grouping of communes (code: SIREN) that a search found."""

    kind: PlaceKind
    code: str
    name: str
    detail: str  # tells apart places of the same name: "Pas-de-Calais (62)"
    population: int


def search_places(text: str, *, limit: int = 10) -> list[Place]:
    """Communes and groupings whose name or postcode starts with `text`, best first.

    Accents, case, hyphens, articles, "st" for "saint" and the nature of a grouping are put
    aside. An exact name comes first, then the most people. Two queries for a name, one for
    a postcode, none for less than two letters or digits.
    """
    key = search_key(text)
    if len(key) < _SHORTEST:
        return []
    if with_postcode := _POSTCODE.fullmatch(key):
        postcode, name = with_postcode.groups()
        covered = Postcode.objects.filter(code__startswith=postcode.replace(" ", ""))
        communes = Commune.objects.filter(
            pk__in=covered.values("commune"), search_name__startswith=search_key(name)
        )
        return _communes(communes.order_by("-population", "pk")[:limit])
    places = [
        *_communes(_ranked(Commune.objects.filter(search_name__startswith=key), key)[:limit]),
        *_groupings(_ranked(Grouping.objects.filter(search_name__startswith=key), key)[:limit]),
    ]
    places.sort(key=lambda place: (search_key(place.name) != key, -place.population, place.code))
    return places[:limit]


def _ranked(found: QuerySet, key: str) -> QuerySet:
    exact = Case(
        When(search_name=key, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return found.order_by(exact, "-population", "pk")


def _communes(found: QuerySet[Commune]) -> list[Place]:
    return [
        Place(
            PlaceKind.COMMUNE,
            commune.code,
            commune.name,
            f"{commune.departement.name} ({commune.departement.code})",
            commune.population,
        )
        for commune in found.select_related("departement")
    ]


def _groupings(found: QuerySet[Grouping]) -> list[Place]:
    return [
        Place(PlaceKind.GROUPING, each.siren, each.name, each.get_kind_display(), each.population)
        for each in found
    ]
