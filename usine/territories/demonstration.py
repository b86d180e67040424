"""183 imaginary territories, made of real groupings, for lack of the official list."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Min

from usine.geography.models import Commune, Departement, Grouping, Postcode
from usine.geography.naming import of
from usine.territories.reading import ListedMember, ListedTerritory
from usine.values.errors import Refused
from usine.values.formats import format_counted

# The official dates of the demonstration: the label, the review of one year, the assembly; then an
# unofficial last date.
LABELLED = date(2023, 11, 9)
REVIEW = date(2025, 1, 31)
ASSEMBLY = date(2025, 5, 27)
END = date(2025, 6, 30)
DATES = (LABELLED, REVIEW, ASSEMBLY, END)

SOURCE = "territoires de démonstration composés à partir du code officiel géographique"

# How many territories each région holds in the official list of the second period.
IN_REGION = {
    "01": 3, "02": 2, "03": 2, "04": 2, "06": 1,
    "11": 11, "24": 12, "27": 10, "28": 10, "32": 17, "44": 21, "52": 18,
    "53": 10, "75": 16, "76": 14, "84": 24, "93": 8, "94": 2,
}  # fmt: skip
# The official perimeters hold 641 members: three or four each.
_SIZES = (4, 3, 4)


@dataclass(frozen=True)
class _Grouping:
    siren: str
    name: str
    largest: str  # its most populated commune
    population: int  # that commune's
    postcode: str  # that commune's: the nearest thing to a neighbourhood in the code


def compose() -> list[ListedTerritory]:
    """The same list each time for one geographic code; Refused when the code is not loaded.

    The groupings of a territory lie in one département and have neighbouring postcodes, since the
    code does not tell which groupings touch.
    """
    stock = _by_departement()
    territories: list[ListedTerritory] = []
    for region, count in IN_REGION.items():
        for departement, share in _shares(count, stock[region]).items():
            for members in _neighbours(stock[region][departement], share):
                territories.append(_territory(len(territories) + 1, members))
    return territories


def _by_departement() -> dict[str, dict[str, list[_Grouping]]]:
    """The groupings by région and département of their most populated commune."""
    rows = (
        Commune.groupings.through.objects.exclude(grouping__kind=Grouping.Kind.EPT)
        .order_by("-commune__population", "commune")
        .values_list(
            "grouping",
            "grouping__name",
            "commune__departement",
            "commune__name",
            "commune__population",
            "commune",
        )
    )
    first_postcodes = Postcode.objects.values_list("commune").annotate(Min("code"))
    postcodes = dict(first_postcodes.order_by())
    region_of = dict(Departement.objects.values_list("code", "region"))
    stock: dict[str, dict[str, list[_Grouping]]] = {region: {} for region in IN_REGION}
    seen = set()
    for siren, name, departement, commune, population, code in rows:
        if siren not in seen:
            seen.add(siren)
            places = stock[region_of[departement]].setdefault(departement, [])
            places.append(_Grouping(siren, name, commune, population, postcodes.get(code, "")))
    for region, count in IN_REGION.items():
        if sum(map(len, stock[region].values())) < count:
            groupings = format_counted(count, "groupement", "groupements")
            raise Refused(
                f"Le code officiel géographique n’a pas {groupings} dans la région "
                f"{region} : chargez-le d’abord (usine load_geography)."
            )
    return stock


def _shares(count: int, stock: Mapping[str, Sequence[_Grouping]]) -> dict[str, int]:
    """`count` territories over départements, in proportion to their groupings (Hamilton)."""
    total = sum(map(len, stock.values()))
    shares = {code: count * len(places) // total for code, places in stock.items()}
    rest = sorted(stock, key=lambda code: (-(count * len(stock[code]) % total), code))
    for code in rest[: count - sum(shares.values())]:
        shares[code] += 1
    return dict(sorted(shares.items()))


def _neighbours(places: Sequence[_Grouping], count: int) -> Iterator[Sequence[_Grouping]]:
    """`count` runs of groupings with neighbouring postcodes, each grouping in one run at most."""
    ordered = sorted(places, key=lambda each: (each.postcode, each.siren))
    for rank in range(count):
        first, last = rank * len(ordered) // count, (rank + 1) * len(ordered) // count
        yield ordered[first : min(last, first + _SIZES[rank % len(_SIZES)])]


def _territory(rank: int, places: Sequence[_Grouping]) -> ListedTerritory:
    capital = max(places, key=lambda each: each.population)
    return ListedTerritory(
        code=f"demo-{rank:03}",
        # What tells one from another comes first where a column is narrow.
        name=f"Démo {rank:03} – Pays {of(capital.largest)}",
        members=tuple(ListedMember(each.siren, each.name) for each in places),
    )
