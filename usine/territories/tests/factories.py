"""Lists of territories in small, on the small geographic code of geography's tests."""

from typing import Any

from shapely.geometry import shape

from usine.geography.tests.factories import wavy_polygon
from usine.territories.operations import Loaded, load_territories
from usine.territories.reading import ListedMember, ListedTerritory

SAINT_OMER, VIMEU, SOEURS, DIEPPE, ALBATRE = (f"20000000{rank}" for rank in range(1, 6))


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


def load(*territories: ListedTerritory, period: str = "T2", **options: Any) -> Loaded:
    defaults: dict[str, Any] = {"source": "liste.geojson", "by": None}
    return load_territories(period=period, territories=territories, **(defaults | options))


def outline_at(west: float) -> dict[str, Any]:
    """An outline one degree wide; the neighbour at `west + 1` shares its border."""
    return wavy_polygon(west, west + 1)
