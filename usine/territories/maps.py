"""The national map, drawn on the server: France and its five overseas régions in frames."""

import hashlib
import json
import math
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, TypeVar

import numpy as np
import shapely
from django.core.cache import cache
from django.db.models import Subquery
from numpy.typing import NDArray
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

from usine.geography.models import RegionOutline, Vintage
from usine.territories.models import Territory, TerritoryQuerySet

Key = TypeVar("Key", bound=Hashable)
Array = NDArray[np.float64]

WIDTH = 1000
_INSET_WIDTH, _INSET_HEIGHT, _GAP = 184, 170, 20
_PADDING = 6
# In units of the map, about a kilometre on the mainland: smaller details are not drawn.
_TOLERANCE = 1.5
_SMALLEST = 4.0


class Frame(NamedTuple):
    """A rectangle of the map that holds one overseas région."""

    region: str
    name: str
    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True)
class NationalMap:
    """The map for a template: whole numbers in `view_box`, ready for `<path d>` and `<circle>`.

    A territory has a shape when its outline is known, else a point.
    """

    view_box: str
    regions: list[tuple[str, str]]  # code, path data: the background
    shapes: list[tuple[int, str]]  # primary key of the territory, path data
    points: list[tuple[int, int, int]]  # primary key of the territory, x, y
    frames: list[Frame]


def _conic(lonlat: Array) -> Array:
    """Kilometres east and north of 3° E, 46.5° N: the conformal conic of France's official maps."""
    longitude, latitude = np.radians(lonlat).T
    first, second, origin = (math.radians(each) for each in (44, 49, 46.5))

    def opening(angle):
        return np.tan(math.pi / 4 + angle / 2)

    n = math.log(math.cos(first) / math.cos(second)) / math.log(opening(second) / opening(first))
    factor = 6371 * math.cos(first) * opening(first) ** n / n
    radius, at_origin = factor / opening(latitude) ** n, factor / opening(origin) ** n
    angle = n * (longitude - math.radians(3))
    return np.column_stack([radius * np.sin(angle), at_origin - radius * np.cos(angle)])


class _View(NamedTuple):
    """A rectangle of the map and its bounds: kilometres for the mainland, degrees elsewhere."""

    frame: Frame
    west: float
    south: float
    east: float
    north: float

    def project(self, lonlat: Array) -> Array:
        """From longitude and latitude to the units of the map, y downwards."""
        if self.frame.region == MAINLAND:
            plane, narrowing = _conic(lonlat), 1.0
        else:  # One island: a degree of longitude is narrower than one of latitude.
            plane, narrowing = lonlat, math.cos(math.radians((self.south + self.north) / 2))
        span = (self.east - self.west) * narrowing, self.north - self.south
        room = self.frame.width - 2 * _PADDING, self.frame.height - 2 * _PADDING
        scale = min(room[0] / span[0], room[1] / span[1])
        middle = np.array([self.west + self.east, self.south + self.north]) / 2
        centre = np.array(
            [self.frame.x + self.frame.width / 2, self.frame.y + self.frame.height / 2]
        )
        return centre + (plane - middle) * scale * np.array([narrowing, -1])


MAINLAND = ""
_OVERSEAS = {
    "01": ("Guadeloupe", -61.82, 15.82, -60.99, 16.53),
    "02": ("Martinique", -61.24, 14.38, -60.80, 14.89),
    "03": ("Guyane", -54.62, 2.10, -51.61, 5.80),
    "04": ("La Réunion", 55.20, -21.40, 55.85, -20.86),
    "06": ("Mayotte", 45.01, -13.02, 45.31, -12.62),
}
_MAINLAND_HEIGHT = 945


def _views() -> dict[str, _View]:
    """The mainland, with its bounds in kilometres, then the overseas régions in a row below."""
    mainland = Frame(MAINLAND, "", 0, 0, WIDTH, _MAINLAND_HEIGHT)
    views = {MAINLAND: _View(mainland, -610, -575, 555, 520)}
    for rank, (code, (name, *bounds)) in enumerate(_OVERSEAS.items()):
        x = rank * (_INSET_WIDTH + _GAP)
        frame = Frame(code, name, x, _MAINLAND_HEIGHT, _INSET_WIDTH, _INSET_HEIGHT)
        views[code] = _View(frame, *bounds)
    return views


_VIEWS = _views()


def national_map() -> NationalMap:
    """The current territories over the régions, in three queries, one once it is cached."""
    version = _version()
    drawn = cache.get(key := f"national_map:{version}")
    if drawn is None:
        drawn = _draw()
        cache.set(key, drawn)
    return drawn


def national_geojson() -> str:
    """The current territories as a GeoJSON collection, for maps that zoom; queries as above.

    Properties: `id` (primary key), `name`, `slug`. About 100 m of precision, 300 kB at most.
    """
    version = _version()
    drawn = cache.get(key := f"national_geojson:{version}")
    if drawn is None:
        drawn = json.dumps(_collection(), ensure_ascii=False, separators=(",", ":"))
        cache.set(key, drawn)
    return drawn


def _version() -> str:
    """A digest that changes when the map does; one query, since each page with a map needs it."""
    vintage = Vintage.objects.order_by("-year")
    code, outlines = (Subquery(vintage.values(name)[:1]) for name in ("digest", "outlines_digest"))
    territories = Territory.objects.current().order_by("pk")
    fields = ("pk", "slug", "name", "longitude", "latitude", "period__loaded_at")
    content = list(territories.values_list(*fields, code, outlines))
    if not content:
        content = list(vintage.values_list("digest", "outlines_digest"))
    return hashlib.sha256(repr(content).encode()).hexdigest()


def _drawable() -> TerritoryQuerySet:
    """Current territories that are located."""
    return Territory.objects.current().exclude(longitude__isnull=True).order_by("pk")


def _draw() -> NationalMap:
    backgrounds: dict[str, dict[str, BaseGeometry]] = {view: {} for view in _VIEWS}
    for region, geometry in RegionOutline.objects.order_by("place").values_list(
        "place", "geometry"
    ):
        backgrounds[_view_of(region)][region] = shapely.from_geojson(geometry)
    outlines: dict[str, dict[int, BaseGeometry]] = {view: {} for view in _VIEWS}
    located: dict[int, tuple[str, Array]] = {}
    for pk, region, *lonlat, geometry in _drawable().values_list(
        "pk", "lead_region", "longitude", "latitude", "outline__geometry"
    ):
        view = _view_of(region)
        located[pk] = view, np.array([lonlat])
        if geometry is not None:
            outlines[view][pk] = shapely.from_geojson(geometry)
    shapes = _paths(outlines)
    points = []
    for pk in sorted(located.keys() - dict(shapes).keys()):
        view, place = located[pk]
        ((x, y),) = _VIEWS[view].project(place).round().astype(int).tolist()
        points.append((pk, x, y))
    return NationalMap(
        view_box=f"0 0 {WIDTH} {_MAINLAND_HEIGHT + _INSET_HEIGHT}",
        regions=_paths(backgrounds),
        shapes=shapes,
        points=points,
        frames=[view.frame for code, view in _VIEWS.items() if code != MAINLAND],
    )


def _view_of(region: str) -> str:
    return region if region in _OVERSEAS else MAINLAND


def _paths(layers: Mapping[str, Mapping[Key, BaseGeometry]]) -> list[tuple[Key, str]]:
    """Path data of each outline that is large enough to be seen, in the order of keys."""
    paths = []
    for view, layer in layers.items():
        if layer:
            drawn = shapely.transform(list(layer.values()), _VIEWS[view].project)
            drawn = shapely.coverage_simplify(drawn, _TOLERANCE)
            paths += [(key, _path(each)) for key, each in zip(layer, drawn, strict=True)]
    return sorted((key, data) for key, data in paths if data)


def _path(outline: BaseGeometry) -> str:
    """Path data in whole units, each ring closed and relative; "" when nothing would be seen."""
    data = []
    for polygon in shapely.get_parts(outline):
        for ring in (polygon.exterior, *polygon.interiors):
            if shapely.Polygon(ring).area >= _SMALLEST:
                corners = shapely.get_coordinates(ring).round().astype(int)
                steps = np.diff(corners, axis=0)
                data.append(_ring(corners[0], steps[steps.any(axis=1)][:-1]))
    return "".join(data)


def _ring(start: NDArray, steps: NDArray) -> str:
    """ "M10 20l3-4 5 6z": a minus sign replaces a space, and "z" draws the last side."""
    moves = "".join(f" {dx} {dy}" for dx, dy in steps).replace(" -", "-").removeprefix(" ")
    return f"M{start[0]} {start[1]}l{moves}z"


def _collection() -> dict[str, Any]:
    rows = _drawable().values_list(
        "pk", "name", "slug", "longitude", "latitude", "outline__geometry"
    )
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": pk,
                "properties": {"id": pk, "name": name, "slug": slug},
                "geometry": _rounded(geometry) if geometry else _point(longitude, latitude),
            }
            for pk, name, slug, longitude, latitude, geometry in rows
        ],
    }


def _point(longitude: float | None, latitude: float | None) -> dict[str, Any]:
    return {"type": "Point", "coordinates": [longitude, latitude]}


def _rounded(geometry: str) -> dict[str, Any]:
    outline = shapely.from_geojson(geometry)
    return mapping(shapely.transform(outline, lambda lonlat: lonlat.round(3)))
