"""Reads of the geographic code shared by several pages."""

import re
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from heapq import nlargest
from itertools import chain
from math import log10
from typing import NamedTuple

from django.db.models import Case, IntegerField, Q, QuerySet, Value, When

from usine.geography.models import Commune, Grouping, Postcode
from usine.geography.naming import alike, search_key
from usine.values.text import fold

_SHORTEST = 2
# A text with so many letters may also begin a later word of a name.
_LATER_WORDS = 3
# A postcode, its beginning or a département, before or after a name: "62500", "62 500",
# "62500 saint omer", "saint omer 62", "ajaccio 2a".
_NUMBER = r"\d[\d ]*|2[ab]\b"
_NUMBERED = re.compile(rf"(?P<first>{_NUMBER})(?P<after>.*)|(?P<before>.*) (?P<last>{_NUMBER})")
_IN_PARENTHESES = re.compile(r"(?P<name>.+?)\s*\((?P<within>[^()]+)\)\s*")
# Communes cut in arrondissements, which the geographic code does not count as communes.
_DIVIDED = {"paris", "lyon", "marseille"}
_ARRONDISSEMENT = re.compile(r"\d\d?(e|er|eme)?|e|er|eme|arr|arrondissement|de")

# How many alike names are compared before the most populated are proposed, and how many points of
# likeness ten times more people are worth.
_LOOKED_AT, _TENFOLD = 40, 2.5
# Words that cannot end the first words of a name: "métropole de" names nothing.
_LINKS = frozenset(
    {"a", "au", "aux", "d", "de", "des", "du", "en", "et"}
    | {"l", "la", "le", "les", "lez", "sous", "sur"}
)


class PlaceKind(StrEnum):
    COMMUNE = "commune"
    GROUPING = "grouping"


@dataclass(frozen=True)
class Place:
    """A commune (code: Insee's) or a grouping of communes (code: SIREN), as a search returns it."""

    kind: PlaceKind
    code: str
    name: str
    detail: str  # tells apart places of the same name: "Pas-de-Calais (62)"
    population: int

    @property
    def typed(self) -> str:
        """The text of a search that returns this place first: "Saint-Omer (62)"."""
        if self.kind == PlaceKind.GROUPING:
            return self.name
        return f"{self.name} ({self.code[: 3 if self.code.startswith('97') else 2]})"


class _Asked(NamedTuple):
    """What a search asks: a name, a number, or both."""

    name: str
    number: str  # without spaces


def _understood(key: str) -> _Asked:
    words = key.split()
    if city := _DIVIDED.intersection(words):
        others = [word for word in words if word not in city]
        if all(_ARRONDISSEMENT.fullmatch(word) for word in others):
            return _Asked(" ".join(city), "")
    if match := _NUMBERED.fullmatch(key):
        number = match["first"] or match["last"]
        name = match["after"] if match["first"] else match["before"]
        return _Asked(search_key(name), number.replace(" ", ""))
    return _Asked(key, "")


def search_places(text: str, *, limit: int = 10) -> list[Place]:
    """Communes and groupings whose name or postcode starts with `text`, best first.

    Communes with a later word that starts with `text` come last: Saint-Omer for "omer".

    Accents, case, hyphens, articles, "st" for "saint", arrondissements and the nature of a
    grouping do not count; a postcode or a département may go with the name. An exact name comes
    first, then the largest population. Three queries for a name, two for a postcode, at most. A
    single letter finds only the communes of that very name.
    """
    key = search_key(text)
    if len(key) < _SHORTEST:
        return _communes(Commune.objects.filter(search_name=key)[:limit]) if key else []
    name, number = _understood(key)
    communes = Commune.objects.all()
    if number:
        covered = Postcode.objects.filter(code__startswith=number).values("commune")
        there = Q(pk__in=covered) | Q(departement=number.upper())
        return _communes_named(name, communes.filter(there), limit)
    groupings = Grouping.objects.filter(search_name__startswith=name)
    places = [
        *_communes_named(name, communes, limit),
        *_groupings(_ranked(groupings, name)[:limit]),
    ]
    places.sort(key=lambda place: (_distance(place, name), -place.population, place.code))
    return places[:limit]


def communes_called(texts: Collection[str]) -> dict[str, list[Commune]]:
    """The communes of these very names, by the text that asks them, the largest first; one query.

    A text may narrow a name to a département, or to the code of a commune: "Saint-Denis (93)".
    """
    asked = {text: _narrowed(text) for text in texts}
    keys = {search_key(text) for text in texts} | {search_key(name) for name, _ in asked.values()}
    named = Commune.objects.filter(search_name__in=keys - {""}).select_related("departement")
    by_key: dict[str, list[Commune]] = defaultdict(list)
    for commune in named.order_by("-population", "pk"):
        by_key[commune.search_name].append(commune)
    return {
        text: _of_name(text, by_key[search_key(text)])
        or _of_name(name, [each for each in by_key[search_key(name)] if _lies(each, within)])
        for text, (name, within) in asked.items()
    }


def _of_name(name: str, communes: list[Commune]) -> list[Commune]:
    """Those of this name with its article, if there are any: Le Mans is no Mans."""
    return [each for each in communes if fold(each.name) == fold(name)] or communes


def _narrowed(text: str) -> tuple[str, str]:
    """The name and what stands in parentheses after it: "Bors", "16"."""
    match = _IN_PARENTHESES.fullmatch(text)
    return (match["name"], search_key(match["within"])) if match else (text, "")


def _lies(commune: Commune, within: str) -> bool:
    """Whether a commune is the one of a département or a code, as people type them."""
    departement = commune.departement
    keys = (commune.code, departement.code, search_key(departement.name))
    return not within or within in (key.casefold() for key in keys)


def called(commune: Commune) -> str:
    """The text that calls this commune and no other of another département: "Saint-Omer (62)"."""
    return f"{commune.name} ({commune.departement_id})"


def _communes_named(name: str, among: QuerySet[Commune], limit: int) -> list[Place]:
    """Communes by their first word, then, when there is room, by a later word, which reads every
    name (10 ms)."""
    places = _communes(_ranked(among.filter(search_name__startswith=name), name)[:limit])
    if len(places) < limit and len(name) >= _LATER_WORDS:
        later = among.filter(search_name__contains=f" {name}").exclude(search_name__startswith=name)
        places += _communes(_ranked(later, name)[: limit - len(places)])
    return places


def _distance(place: Place, name: str) -> int:
    """0 when the place has this very name, 1 when its name begins so, 2 when a later word does."""
    key = search_key(place.name)
    return 0 if key == name else 1 if key.startswith(name) else 2


def places_alike(text: str, *, limit: int = 5) -> list[Place]:
    """Communes and groupings whose name, or its first words, `text` may misspell, the likeliest
    first: Villefranche-sur-Saône for "vilfranche".

    A larger place is likelier. Four queries at most; reading the 36,000 names of France takes
    80 ms, so only a search without any result calls this.
    """
    name = _understood(search_key(text)).name
    if len(name) < _SHORTEST:
        return []
    largest: dict[str, int] = {}
    for key, population in chain(
        Commune.objects.order_by().values_list("search_name", "population"),
        Grouping.objects.order_by().values_list("search_name", "population"),
    ):
        largest[key] = max(population, largest.get(key, 0))
    closest = _closest(name, largest)
    if not closest:
        return []
    places = [
        *_communes(Commune.objects.filter(search_name__in=closest)),
        *_groupings(Grouping.objects.filter(search_name__in=closest)),
    ]

    def rank(place: Place) -> tuple[float, str]:
        return -_likelihood(closest[search_key(place.name)], place.population), place.code

    return sorted(places, key=rank)[:limit]


def _closest(name: str, largest: Mapping[str, int]) -> dict[str, float]:
    """The names close to `name`, each with its closeness out of 100. `largest` gives, for each
    name, the population of the largest place of that name.

    First words as close as a whole name count as much, when their place is larger than the place
    that has them as its whole name.
    """
    beginning: dict[str, list[str]] = defaultdict(list)
    count = len(name.split())
    for key in largest:
        words = key.split(" ", count)
        if len(words) > count and words[count - 1] not in _LINKS:
            beginning[" ".join(words[:count])].append(key)
    scores: dict[str, float] = {}
    for close, score in alike(name, largest.keys() | beginning.keys(), limit=_LOOKED_AT).items():
        whole = [close] if close in largest else []
        longer = [key for key in beginning[close] if largest[key] > largest.get(close, -1)]
        scores |= {key: max(score, scores.get(key, 0)) for key in whole + longer}
    best = nlargest(_LOOKED_AT, scores, key=lambda key: _likelihood(scores[key], largest[key]))
    return {key: scores[key] for key in best}


def _likelihood(score: float, population: int) -> float:
    return score + _TENFOLD * log10(population + 1)


def _ranked(rows: QuerySet, key: str) -> QuerySet:
    exact = Case(
        When(search_name=key, then=Value(0)), default=Value(1), output_field=IntegerField()
    )
    return rows.order_by(exact, "-population", "pk")


def _communes(rows: QuerySet[Commune]) -> list[Place]:
    return [
        Place(
            PlaceKind.COMMUNE,
            commune.code,
            commune.name,
            f"{commune.departement.name} ({commune.departement.code})",
            commune.population,
        )
        for commune in rows.select_related("departement")
    ]


def _groupings(rows: QuerySet[Grouping]) -> list[Place]:
    return [
        Place(PlaceKind.GROUPING, each.siren, each.name, each.get_kind_display(), each.population)
        for each in rows
    ]
