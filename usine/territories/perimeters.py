"""The members of a perimeter in today's geographic code, and their départements."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Sum

from usine.geography.models import Commune, Grouping
from usine.territories.models import Member
from usine.territories.reading import ListedMember, ListedTerritory
from usine.territories.rules import departement_in_siren


@dataclass(frozen=True)
class ResolvedMember:
    """A member by its own code: a commune listed by its SIREN goes under its Insee code."""

    kind: str
    code: str
    name: str
    grouping_id: str | None = None
    commune_id: str | None = None


@dataclass(frozen=True)
class Perimeter:
    members: dict[str, ResolvedMember]
    # Inhabitants by département. A member that the code no longer knows adds no inhabitant, but
    # its département is listed when its SIREN tells it.
    population: Counter[str] = field(default_factory=Counter)


def resolve(territories: Sequence[ListedTerritory]) -> dict[str, Perimeter]:
    """The perimeter of each territory, by official code; three queries."""
    codes = {member.code for each in territories for member in each.members}
    groupings = {each.siren: each for each in Grouping.objects.filter(siren__in=codes)}
    communes = _communes(codes - groupings.keys())
    inhabitants = _inhabitants(groupings)
    perimeters = {}
    for territory in territories:
        perimeter = Perimeter({})
        for listed in territory.members:
            commune = communes.get(listed.code)
            member = _member(listed, groupings.get(listed.code), commune)
            if member.code in perimeter.members:
                continue
            perimeter.members[member.code] = member
            if commune is not None:
                perimeter.population[commune.departement_id] += commune.population
            elif member.grouping_id:
                perimeter.population.update(inhabitants[member.grouping_id])
            elif departement := departement_in_siren(listed.code):
                perimeter.population[departement] += 0
        perimeters[territory.code] = perimeter
    return perimeters


def _communes(codes: Iterable[str]) -> dict[str, Commune]:
    """Communes by the code that the list gives: Insee's (five characters) or a SIREN."""
    wanted = set(codes)
    communes = Commune.objects.filter(code__in=wanted) | Commune.objects.filter(siren__in=wanted)
    return {key: each for each in communes for key in (each.code, each.siren) if key in wanted}


def _inhabitants(groupings: Iterable[str]) -> dict[str, Counter[str]]:
    """Inhabitants of each grouping by département."""
    shares: dict[str, Counter[str]] = defaultdict(Counter)
    rows = (
        Commune.objects.filter(groupings__in=list(groupings))
        .order_by()
        .values_list("groupings", "departement")
        .annotate(Sum("population"))
    )
    for siren, departement, population in rows:
        shares[siren][departement] += population
    return shares


def _member(
    listed: ListedMember, grouping: Grouping | None, commune: Commune | None
) -> ResolvedMember:
    if grouping is not None:
        is_ept = grouping.kind == Grouping.Kind.EPT
        return ResolvedMember(
            kind=Member.Kind.EPT if is_ept else Member.Kind.EPCI,
            code=grouping.siren,
            name=listed.name or grouping.name,
            grouping_id=grouping.siren,
        )
    if commune is not None:
        return ResolvedMember(
            kind=Member.Kind.COMMUNE,
            code=commune.code,
            name=listed.name or commune.name,
            commune_id=commune.code,
        )
    return ResolvedMember(_kind_of(listed), listed.code, listed.name or listed.code)


def _kind_of(listed: ListedMember) -> str:
    """The kind of a member that today's code does not know, from the list alone."""
    if len(listed.code) == len("62765") or listed.code.startswith("21"):
        return Member.Kind.COMMUNE
    return Member.Kind.EPT if listed.nature.upper() == "EPT" else Member.Kind.EPCI
