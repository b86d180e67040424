"""Points for territories without an outline: near the prefectures, apart from each other."""

import math
from collections.abc import Collection, Iterator, Mapping

from usine.geography.prefectures import PREFECTURES

Point = tuple[float, float]  # longitude, latitude

# Degrees between two points, and a point inland, since a prefecture is often on the coast.
_MAINLAND = (0.22, (2.5, 46.6))
_OVERSEAS = {
    "971": (0.10, (-61.60, 16.20)),
    "972": (0.08, (-61.00, 14.70)),
    "973": (0.40, (-53.00, 4.00)),
    "974": (0.10, (55.50, -21.10)),
    "976": (0.06, (45.15, -12.80)),
}


def spread(departements: Mapping[str, Collection[str]]) -> dict[str, Point]:
    """A point for each territory, as near its prefectures as other points allow; always the same.

    `departements` gives, by code of territory, the départements that it touches (at least one).
    """
    placed: dict[str, Point] = {}
    for code in sorted(departements):
        touched = sorted(departements[code])
        gap, inland = _OVERSEAS.get(touched[0], _MAINLAND)
        placed[code] = next(
            point
            for point in _around(_middle(touched), inland, gap)
            if all(_distance(point, other) >= gap for other in placed.values())
        )
    return placed


def _middle(departements: Collection[str]) -> Point:
    longitudes, latitudes = zip(*(PREFECTURES[code] for code in departements), strict=True)
    count = len(longitudes)
    return round(sum(longitudes) / count, 4), round(sum(latitudes) / count, 4)


def _around(middle: Point, inland: Point, gap: float) -> Iterator[Point]:
    """The middle, then points on larger and larger half-circles, the most inland points first."""
    yield middle
    narrowing = math.cos(math.radians(middle[1]))
    heading = math.atan2(inland[1] - middle[1], (inland[0] - middle[0]) * narrowing)
    ring = 0
    while True:
        ring += 1
        radius = gap * 1.01 * ring
        for slot in sorted(range(-3 * ring // 2, 3 * ring // 2 + 1), key=abs):
            angle = heading + slot * math.pi / (3 * ring)
            yield (
                round(middle[0] + radius * math.cos(angle) / narrowing, 4),
                round(middle[1] + radius * math.sin(angle), 4),
            )


def _distance(point: Point, other: Point) -> float:
    """The distance in degrees of latitude."""
    east = (point[0] - other[0]) * math.cos(math.radians(point[1]))
    return math.hypot(east, point[1] - other[1])
