"""Outlines in GeoJSON: read from files, then simplified together so that neighbours still touch."""

import json
from collections.abc import Hashable, Mapping
from typing import Any, TypeVar

import shapely
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from usine.values.errors import Refused

Key = TypeVar("Key", bound=Hashable)

# In degrees, about a kilometre: the 183 territories then fit in 300 kB.
TOLERANCE = 0.012
MAX_BYTES = 100 * 1024 * 1024


def read_features(file: bytes, name: str) -> list[tuple[dict[str, Any], BaseGeometry | None]]:
    """The properties and the geometry (longitude, latitude) of each feature of a GeoJSON file.

    Refused names the file, the feature and the field.
    """
    try:
        content = json.loads(file.decode("utf-8-sig"))
    except ValueError as error:
        raise Refused(f"{name} : le fichier n’est pas du JSON ({error}).") from error
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise Refused(f"{name} : ce n’est pas une collection d’objets GeoJSON (« features »).")
    return [_feature(each, f"{name}, objet {rank}") for rank, each in enumerate(features, 1)]


def _feature(each: Any, where: str) -> tuple[dict[str, Any], BaseGeometry | None]:
    properties = each.get("properties") if isinstance(each, dict) else None
    if not isinstance(properties, dict):
        raise Refused(f"{where}, champ « properties » : les propriétés manquent.")
    try:
        geometry = shape(each["geometry"]) if each.get("geometry") else None
    except (ValueError, TypeError, KeyError, AttributeError, shapely.errors.ShapelyError) as error:
        raise Refused(f"{where}, champ « geometry » : géométrie illisible ({error}).") from error
    return properties, geometry


def polygonal(geometry: BaseGeometry | None) -> BaseGeometry | None:
    """The valid part of a geometry that has a surface; None without such a part."""
    if geometry is None or geometry.is_empty:
        return None
    if not geometry.is_valid:
        geometry = shapely.make_valid(geometry)
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    surfaces = [part for part in shapely.get_parts(geometry) if part.area > 0]
    polygons = [polygon for part in surfaces for polygon in shapely.get_parts(part)]
    return shapely.union_all(polygons) if polygons else None


def simplify(
    outlines: Mapping[Key, BaseGeometry], tolerance: float = TOLERANCE
) -> dict[Key, BaseGeometry]:
    """Simplified outlines, which still share their borders without gaps.

    Takes and gives polygons or multipolygons in longitude and latitude. Coordinates are
    rounded to as few decimals (4 to 7) as keep every outline valid.
    """
    if not outlines:
        return {}
    simplified = shapely.coverage_simplify(list(outlines.values()), tolerance)
    for decimals in (4, 5, 6):
        rounded = shapely.transform(simplified, lambda xy, d=decimals: xy.round(d))
        if shapely.is_valid(rounded).all():
            return dict(zip(outlines, rounded, strict=True))
    # Outlines that overlap may cross themselves once simplified: each is then mended alone.
    return {
        key: polygonal(each) or outlines[key]
        for key, each in zip(outlines, simplified, strict=True)
    }
