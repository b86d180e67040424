"""The location of a listed territory: its régions and départements, its outline, its point."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import cast

import shapely
from shapely.geometry.base import BaseGeometry

from usine.geography import outlines
from usine.geography.models import Departement, DepartementOutline
from usine.territories.models import Territory, TerritoryOutline
from usine.territories.perimeters import Perimeter
from usine.territories.placement import Point, spread
from usine.territories.reading import ListedTerritory
from usine.territories.rules import lead_region
from usine.values.errors import Refused

BY_OUTLINE = "d’après le contour"
BY_PREVIOUS = "comme au chargement précédent"


@dataclass(frozen=True)
class Location:
    lead_region_id: str
    regions: frozenset[str]
    departements: frozenset[str]
    outline: str | None  # GeoJSON
    longitude: float
    latitude: float
    deduced: str = ""  # where the régions come from when members could not tell


def locate(
    territories: Sequence[ListedTerritory],
    perimeters: Mapping[str, Perimeter],
    known: Mapping[str, Territory],
) -> dict[str, Location]:
    """The location of each territory, by official code.

    `known` are the existing territories, which keep their outline when the list has none. Refused
    when nothing tells the région of a territory.
    """
    return _Atlas(territories, perimeters, known).locations()


class _Atlas:
    def __init__(self, territories, perimeters, known) -> None:
        self.territories: Sequence[ListedTerritory] = territories
        self.perimeters: Mapping[str, Perimeter] = perimeters
        self.known: Mapping[str, Territory] = known
        self.region_of = dict(Departement.objects.values_list("code", "region"))
        surfaces = {each.code: outlines.polygonal(each.geometry) for each in territories}
        self.surfaces = {code: surface for code, surface in surfaces.items() if surface}

    def locations(self) -> dict[str, Location]:
        weighted = {each.code: self._departements(each) for each in self.territories}
        drawn = self._drawn({code: set(weights) for code, (weights, _) in weighted.items()})
        locations = {}
        for code, (weights, deduced) in weighted.items():
            by_region: Counter[str] = Counter()
            for departement, weight in weights.items():
                by_region[self.region_of[departement]] += weight
            outline, (longitude, latitude) = drawn[code]
            locations[code] = Location(
                lead_region(by_region, code),
                frozenset(by_region),
                frozenset(weights),
                outline,
                longitude,
                latitude,
                deduced,
            )
        return locations

    def _departements(self, territory: ListedTerritory) -> tuple[Counter[str], str]:
        """The départements with their weights, and their source when members cannot tell them."""
        population = self.perimeters[territory.code].population
        weights = Counter({code: n for code, n in population.items() if code in self.region_of})
        if weights:
            return weights, ""
        if territory.code in self.surfaces and (weights := self._under(territory.code)):
            return weights, BY_OUTLINE
        if before := self.known.get(territory.code):
            lead = before.lead_region_id
            codes = self._departements_before[before.pk]
            return Counter({code: self.region_of[code] == lead for code in codes}), BY_PREVIOUS
        raise Refused(
            f"{territory.name} ({territory.code}) : aucun de ses membres n’est connu du code "
            "officiel géographique, sa région est introuvable."
        )

    def _under(self, code: str) -> Counter[str]:
        """The départements that the outline covers, weighted by area (about square metres)."""
        surface = self.surfaces[code]
        areas = {
            departement: surface.intersection(outline).area
            for departement, outline in self._departement_outlines.items()
        }
        # Simplified borders never match: less than a fiftieth of the territory is a sliver.
        return Counter(
            {dep: round(area * 1e10) for dep, area in areas.items() if area > surface.area / 50}
        )

    @cached_property
    def _departements_before(self) -> dict[int, list[str]]:
        pairs: dict[int, list[str]] = defaultdict(list)
        rows = Territory.departements.through.objects.filter(territory__in=self.known.values())
        for territory, departement in rows.values_list("territory_id", "departement_id"):
            pairs[territory].append(departement)
        return pairs

    @cached_property
    def _departement_outlines(self) -> dict[str, BaseGeometry]:
        rows = DepartementOutline.objects.values_list("place", "geometry")
        return {code: shapely.from_geojson(geometry) for code, geometry in rows}

    @cached_property
    def _outlines_before(self) -> dict[str, str]:
        """GeoJSON by official code."""
        rows = TerritoryOutline.objects.filter(place__in=self.known.values())
        return dict(rows.values_list("place__code", "geometry"))

    def _drawn(self, departements: Mapping[str, set[str]]) -> dict[str, tuple[str | None, Point]]:
        """What the map draws of each territory: an outline and a point inside it, or a point."""
        drawn: dict[str, tuple[str | None, Point]] = {}
        simplified = outlines.simplify(self.surfaces)
        for each in self.territories:
            before = self.known.get(each.code)
            if surface := simplified.get(each.code):
                drawn[each.code] = shapely.to_geojson(surface), _point_within(surface)
            elif each.geometry is not None and not each.geometry.is_empty:
                drawn[each.code] = None, _rounded(each.geometry.centroid)
            elif before is not None and each.code in self._outlines_before:
                point = cast("Point", (before.longitude, before.latitude))
                drawn[each.code] = self._outlines_before[each.code], point
        alone = {code: touched for code, touched in departements.items() if code not in drawn}
        return drawn | {code: (None, point) for code, point in spread(alone).items()}


def _point_within(surface: BaseGeometry) -> Point:
    """A point inside the largest part."""
    largest = max(shapely.get_parts(surface), key=lambda part: part.area)
    return _rounded(largest.representative_point())


def _rounded(point: shapely.Point) -> Point:
    return round(point.x, 4), round(point.y, 4)
