"""How far a point lies from places."""

from collections.abc import Iterable
from math import cos, hypot, radians

import shapely
from shapely.ops import nearest_points

from usine.geography.models import DepartementOutline

# Kilometres in a degree of latitude.
_DEGREE = 111.2


def kilometres_from_communes(codes: Iterable[str], longitude: float, latitude: float) -> int | None:
    """How far a point lies from the nearest département of these communes, in whole kilometres;
    None when no outline of one is known. One query."""
    departements = DepartementOutline.objects.filter(place__communes__in=list(codes)).distinct()
    point = shapely.Point(longitude, latitude)
    return min(
        (
            _kilometres(point, shapely.from_geojson(geometry))
            for geometry in departements.values_list("geometry", flat=True)
        ),
        default=None,
    )


def _kilometres(point: shapely.Point, outline: shapely.Geometry) -> int:
    there, _ = nearest_points(outline, point)
    eastwards = (there.x - point.x) * cos(radians(point.y))
    return round(_DEGREE * hypot(eastwards, there.y - point.y))
