"""Small lists of territories on the small code of geography's tests, and what their load made."""

from datetime import date
from typing import Any

from django.db import transaction
from shapely.geometry import shape

from usine.geography.models import Region
from usine.geography.tests.factories import (
    a_commune,
    a_departement,
    a_grouping,
    a_region,
    wavy_polygon,
)
from usine.ledger.operations import record, settle
from usine.territories.demonstration import IN_REGION
from usine.territories.measures import subject_of, timeline
from usine.territories.models import Period, Territory
from usine.territories.operations import ListLoad, load_territories
from usine.territories.proof import payload_of
from usine.territories.reading import ListedMember, ListedTerritory
from usine.territories.rules import AxisWords

SAINT_OMER, VIMEU, SOEURS, DIEPPE, ALBATRE = (f"20000000{rank}" for rank in range(1, 6))
LABEL = date(2023, 11, 9)
THIRD = {
    "code": "T3",
    "name": "Temps III (2028-2032)",
    "starts_on": date(2028, 1, 1),
    "ends_on": date(2032, 12, 31),
    "axes": [AxisWords("relocaliser", "Relocaliser", "Relocaliser", "faire revenir")],
}


def listed(
    code: str = "ti-3201", name: str = "Audomarois", *members: str, outline=None
) -> ListedTerritory:
    """A territory of a list, whose members (Saint-Omer's EPCI when none) have no name."""
    return ListedTerritory(
        code=code,
        name=name,
        members=tuple(ListedMember(each, "") for each in members or (SAINT_OMER,)),
        geometry=None if outline is None else shape(outline),
    )


def load(*territories: ListedTerritory, period: str = "T2", **options: Any) -> ListLoad:
    defaults: dict[str, Any] = {"source": "liste.geojson", "by": None}
    return load_territories(period=period, territories=territories, **(defaults | options))


def labelled(period: str = "T2", code: str = "ti-3201") -> Territory:
    """A territory of a period that is open, counted from the first day of it."""
    region, _ = Region.objects.get_or_create(
        code="32", defaults={"name": "Hauts-de-France", "slug": "hauts-de-france"}
    )
    created = Territory.objects.create(
        period_id=period,
        code=code,
        name=f"Audomarois {period}",
        slug=f"audomarois-{period.lower()}",
        lead_region=region,
        labelled_on=Period.objects.get(pk=period).starts_on,
    )
    with transaction.atomic():
        event = record(
            "territories.label", subject=subject_of(created), by=None, payload=payload_of(created)
        )
        settle(subject_of(created), timeline(created), event=event)
    return created


def territory(code: str = "ti-3201", period: str = "T2") -> Territory:
    return Territory.objects.get(period=period, code=code)


def members(code: str = "ti-3201") -> list[tuple[str, date, date | None]]:
    rows = territory(code).members.order_by("code", "since")
    return list(rows.values_list("code", "since", "until"))


def outline_at(west: float) -> dict[str, Any]:
    """An outline one degree wide; the neighbour at `west + 1` shares its border."""
    return wavy_polygon(west, west + 1)


# Two départements a région: those that the prefectures know, as many as needed.
DEPARTEMENTS = {
    "01": ["971"], "02": ["972"], "03": ["973"], "04": ["974"], "06": ["976"],
    "11": ["75", "77"], "24": ["18", "28"], "27": ["21", "25"], "28": ["14", "76"],
    "32": ["59", "62"], "44": ["51", "67"], "52": ["44", "85"], "53": ["29", "35"],
    "75": ["33", "64"], "76": ["31", "34"], "84": ["38", "69"], "93": ["13", "83"],
    "94": ["2A", "2B"],
}  # fmt: skip


def a_country() -> dict:
    """The 18 régions with four groupings for each territory, and one EPT."""
    code: dict = {"regions": [], "departements": [], "communes": [], "epci": [], "ept": []}
    for region, departements in DEPARTEMENTS.items():
        code["regions"].append(a_region(region, f"Région {region}"))
        code["departements"] += [a_departement(each, each, region) for each in departements]
        for rank in range(4 * IN_REGION[region]):
            departement = departements[rank % len(departements)]
            insee = (
                f"{departement:0<2}{rank:03}"[-5:]
                if len(departement) == 2
                else (f"{departement}{rank:02}")
            )
            code["communes"].append(
                a_commune(insee, f"Ville {insee}", departement, 1000 + rank, codesPostaux=[insee])
            )
            siren = f"2{region}{rank:06}"
            code["epci"].append(a_grouping(siren, f"CC de Ville {insee}", [insee]))
    code["ept"].append(a_grouping("299999999", "EPT", [code["communes"][0]["code"]], "EPT"))
    return code
