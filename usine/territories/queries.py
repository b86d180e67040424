"""Searches of territories: by name, by place, by address."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Case, Q, QuerySet, Value, When

from usine.geography.models import Commune
from usine.geography.naming import alike, search_key
from usine.geography.queries import Place, PlaceKind, places_alike, search_places
from usine.subjects.models import Subject
from usine.values.errors import Refused

from .models import Member, Territory, current_period

# How many names a search without any result proposes.
PROPOSALS = 5


def territory_named(slug: str) -> Territory:
    """The territory of this slug. Raises Refused when there is none."""
    territory = Territory.objects.filter(slug=slug).first()
    if territory is None:
        raise Refused(f"Aucun territoire n’a pour adresse «\u00a0{slug}\u00a0».")
    return territory


@dataclass(frozen=True)
class Proposal:
    """A name that the user may have meant, what tells it apart, and the text to search instead."""

    name: str
    detail: str
    typed: str


@dataclass(frozen=True)
class SearchResult:
    """Territories by their name, and places with the territories that cover them.

    A place in no territory is a result too. A search without any result has `proposals`, names
    close to the typed text.
    """

    territories: list[Territory]
    places: list[tuple[Place, list[Territory]]]
    proposals: list[Proposal] = field(default_factory=list)


def find_by_place(text: str, *, user: Any = None, limit: int = 10) -> SearchResult:
    """Current territories by their own name, and by the communes and groupings that they cover.

    A territory covers a commune that is its member or lies in a member; it covers a grouping
    when they have a commune in common. At most six queries for a name, four for a postcode, nine
    without any result.
    """
    key = search_key(text)
    places = search_places(text, limit=limit)
    named = list(territories_named(key, user=user)[:limit]) if len(key) > 1 else []
    if len(key) > 1 and not (places or named):
        return SearchResult([], [], _proposals(text, PROPOSALS))
    return SearchResult(named, _covering(places))


def territories_named(key: str, *, user: Any = None) -> QuerySet[Territory]:
    """The current territories that the user may see and whose name has each word of a search key,
    whatever their order; first those in which the words follow each other.

    At the beginning of a word: Rochefort Royan Marennes is no answer to "rennes".
    """
    matching = Subject.objects.filter(kind="territory").visible_to(user).matching(key)
    follow = Q(search_name__startswith=key) | Q(search_name__contains=f" {key}")
    return (
        Territory.objects.current()
        .filter(place__in=matching.values("place"))
        .order_by(Case(When(follow, then=Value(0)), default=Value(1)), "search_name")
    )


def _proposals(text: str, limit: int) -> list[Proposal]:
    """Names of territories, communes and groupings that `text` may misspell."""
    names = dict(Territory.objects.current().order_by("name").values_list("search_name", "name"))
    territories = [names[key] for key in alike(search_key(text), list(names), limit=limit)]
    proposals = [Proposal(name, "territoire", name) for name in territories]
    proposals += [Proposal(each.name, each.detail, each.typed) for each in places_alike(text)]
    return proposals[:limit]


def _covering(places: list[Place]) -> list[tuple[Place, list[Territory]]]:
    """Each place with the territories that cover it, in the order of their names."""
    if not places:
        return []
    covers = _codes_that_cover(places)
    members = (
        Member.objects.filter(code__in=set().union(*covers.values()), until=None)
        .filter(territory__period=current_period())
        .select_related("territory")
        .order_by("territory__name", "territory")
    )
    rows = [(member.code, member.territory) for member in members]
    return [
        (place, list(dict.fromkeys(each for code, each in rows if code in covers[place])))
        for place in places
    ]


def communes_of(territory: Territory) -> QuerySet[Commune]:
    """The communes that are members of the territory today, or lie in one, by name."""
    members = territory.members.filter(until=None)
    within = Q(pk__in=members.values("commune")) | Q(groupings__in=members.values("grouping"))
    communes = Commune.objects.filter(within).select_related("departement")
    return communes.distinct().order_by("search_name", "pk")


def _codes_that_cover(places: list[Place]) -> dict[Place, set[str]]:
    """For each place, the codes of the communes and groupings that share ground with it."""
    communes = [place.code for place in places if place.kind == PlaceKind.COMMUNE]
    groupings = [place.code for place in places if place.kind == PlaceKind.GROUPING]
    within = Commune.objects.filter(groupings__in=groupings).values("pk")
    pairs = Commune.groupings.through.objects.filter(
        Q(commune__in=communes) | Q(commune__in=within)
    ).values_list("commune_id", "grouping_id")
    groupings_of: dict[str, set[str]] = defaultdict(set)
    communes_of: dict[str, set[str]] = defaultdict(set)
    for commune, grouping in pairs:
        groupings_of[commune].add(grouping)
        communes_of[grouping].add(commune)
    covers = {}
    for place in places:
        ground = {place.code} if place.kind == PlaceKind.COMMUNE else communes_of[place.code]
        covers[place] = ground.union(*(groupings_of[commune] for commune in ground))
    return covers
