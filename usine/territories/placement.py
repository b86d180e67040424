"""Points for territories without an outline: near the prefectures, none on top of another."""

import math
from collections.abc import Collection, Mapping

from usine.geography.prefectures import PREFECTURES

Point = tuple[float, float]  # longitude, latitude

_GAP = 0.22  # degrees of latitude between two points, some 25 km: two dots on the map of France
_GOLDEN_ANGLE = math.pi * (3 - math.sqrt(5))


def anchor(departements: Collection[str]) -> Point:
    """The middle of the prefectures of these départements (at least one)."""
    points = [PREFECTURES[code] for code in sorted(departements)]
    longitudes, latitudes = zip(*points, strict=True)
    return sum(longitudes) / len(points), sum(latitudes) / len(points)


def spread(departements: Mapping[str, Collection[str]]) -> dict[str, Point]:
    """A point for each code, as near its anchor as the others allow; always the same.

    `departements`: by code of territory, the départements that it touches.
    """
    placed: dict[str, Point] = {}
    for code in sorted(departements):
        around = anchor(departements[code])
        step = 0
        while any(_near(_spiral(around, step), other) for other in placed.values()):
            step += 1
        longitude, latitude = _spiral(around, step)
        placed[code] = (round(longitude, 4), round(latitude, 4))
    return placed


def _spiral(around: Point, step: int) -> Point:
    """The points of a sunflower: evenly spaced, further and further out."""
    longitude, latitude = around
    radius, angle = _GAP / 2 * math.sqrt(step), step * _GOLDEN_ANGLE
    return (
        longitude + radius * math.cos(angle) / math.cos(math.radians(latitude)),
        latitude + radius * math.sin(angle),
    )


def _near(point: Point, other: Point) -> bool:
    east = (point[0] - other[0]) * math.cos(math.radians(point[1]))
    return math.hypot(east, point[1] - other[1]) < _GAP - 1e-3
