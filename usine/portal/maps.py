"""The map of territories coloured by a figure, and the small map that situates one of them."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate
from typing import NamedTuple

from django.urls import reverse

from usine.territories.maps import Frame, NationalMap, national_map
from usine.territories.models import Territory
from usine.values.formats import format_count, format_counted, format_percent

from .programme import RegionLine, TerritoryLine

LEVELS = 5
NAMES = 30
# The side of the window of a small map, about 450 km.
WINDOW = 400

NOTHING = "aucune action"
VACANCY = ("Sans chef de projet", "Avec chef de projet")


@dataclass(frozen=True)
class MapTheme:
    """A figure by which the map is coloured; a value of None is "nothing to show"."""

    key: str
    label: str
    of_territory: Callable[[TerritoryLine], int | Decimal | None]
    of_region: Callable[[RegionLine], int | Decimal | None]
    short: Callable[[int | Decimal], str]
    in_words: Callable[[int | Decimal], str]
    # The page of the evidence behind the figure of a region.
    opens: Callable[[RegionLine], str]
    # Upper bounds of all levels but the last; quantiles of the values when empty.
    bounds: Sequence[int] = ()
    words: Sequence[str] = ()

    def short_of(self, line: RegionLine) -> str:
        value = self.of_region(line)
        return "–" if value is None else self.short(value)


THEMES = {
    theme.key: theme
    for theme in (
        MapTheme(
            "actions",
            "Nombre d’actions",
            lambda line: line.progress.actions or None,
            lambda line: line.progress.actions,
            lambda value: format_count(int(value)),
            lambda value: format_counted(int(value), "action", "actions"),
            lambda line: line.figures.actions.url,
        ),
        MapTheme(
            "avancement",
            "Réalisées ou en cours",
            lambda line: line.progress.share,
            lambda line: line.progress.share,
            format_percent,
            lambda value: f"{format_percent(value)} réalisées ou en cours",
            lambda line: line.figures.share.url,
            bounds=(20, 40, 60, 80),
        ),
        MapTheme(
            "chefs-de-projet",
            "Chefs de projet",
            lambda line: int(line.managers > 0),
            lambda line: line.managed,
            lambda value: format_count(int(value)),
            lambda value: VACANCY[bool(value)].lower(),
            lambda line: f"{reverse('portal:territories')}?region={line.region.slug}&chef=avec",
            bounds=(0,),
            words=VACANCY,
        ),
    )
}


class Area(NamedTuple):
    territory: Territory
    level: int  # 0: nothing to show
    title: str
    path: str  # empty for a point
    x: int
    y: int


class Level(NamedTuple):
    level: int
    label: str


@dataclass(frozen=True)
class ColouredMap:
    theme: MapTheme
    drawing: NationalMap
    areas: list[Area]
    legend: list[Level]

    @property
    def view_box(self) -> str:
        """The view box of the map, with room under the frames for their names."""
        *corner, height = self.drawing.view_box.split()
        return " ".join([*corner, str(int(height) + NAMES)])


def coloured_map(lines: Sequence[TerritoryLine], theme: MapTheme) -> ColouredMap:
    drawing = national_map()
    values = {line.territory.pk: theme.of_territory(line) for line in lines}
    bounds = theme.bounds or _quantiles([each for each in values.values() if each is not None])
    by_pk = {line.territory.pk: line.territory for line in lines}
    shapes = [(pk, path, 0, 0) for pk, path in drawing.shapes]
    points = [(pk, "", x, y) for pk, x, y in drawing.points]
    areas = []
    for pk, path, x, y in [*shapes, *points]:
        if territory := by_pk.get(pk):
            value = values[pk]
            level = _level(value, bounds)
            in_words = NOTHING if value is None else theme.in_words(value)
            areas.append(Area(territory, level, f"{territory.name}\u00a0: {in_words}", path, x, y))
    return ColouredMap(theme, drawing, areas, _legend(theme, bounds, areas))


def _quantiles(values: Sequence[int | Decimal]) -> list[int]:
    """Upper bounds of levels that hold about as many values each."""
    ordered = sorted(int(value) for value in values)
    cuts = {ordered[len(ordered) * i // LEVELS] for i in range(1, LEVELS)} if ordered else set()
    return sorted(cuts - {ordered[-1]}) if ordered else []


def _level(value: int | Decimal | None, bounds: Sequence[int]) -> int:
    return 0 if value is None else _spread(bisect_left(bounds, value), bounds)


def _spread(rank: int, bounds: Sequence[int]) -> int:
    """The first bin has the palest level and the last one the darkest, however many there are."""
    return 1 + (rank * (LEVELS - 1) // len(bounds) if bounds else 0)


def _legend(theme: MapTheme, bounds: Sequence[int], areas: Sequence[Area]) -> list[Level]:
    labels = list(theme.words)
    if not labels:
        below = 0 if theme.bounds else 1
        for bound in bounds:
            first, last = theme.short(below), theme.short(bound)
            labels.append(first if below == bound else f"{first} à {last}")
            below = bound + 1
        labels.append(f"{theme.short(below)} et plus")
    levels = [Level(_spread(rank, bounds), label) for rank, label in enumerate(labels)]
    if any(area.level == 0 for area in areas):
        levels.insert(0, Level(0, NOTHING.capitalize()))
    return levels


@dataclass(frozen=True)
class SmallMap:
    """A window of the national map around a territory."""

    view_box: str
    drawing: NationalMap
    path: str
    x: int
    y: int


def small_map(territory: Territory) -> SmallMap | None:
    drawing = national_map()
    path = dict(drawing.shapes).get(territory.pk, "")
    point = {pk: (x, y) for pk, x, y in drawing.points}.get(territory.pk)
    if path:
        xs, ys = zip(*_corners(path), strict=True)
        point = (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2
    if point is None:
        return None
    frame = next((frame for frame in drawing.frames if _holds(frame, *point)), None)
    if frame:
        window = (frame.x, frame.y, frame.width, frame.height)
    else:
        x = min(max(point[0] - WINDOW // 2, 0), 1000 - WINDOW)
        y = min(max(point[1] - WINDOW // 2, 0), 945 - WINDOW)
        window = (x, y, WINDOW, WINDOW)
    return SmallMap(" ".join(map(str, window)), drawing, path, *point)


def _holds(frame: Frame, x: int, y: int) -> bool:
    return frame.x <= x <= frame.x + frame.width and frame.y <= y <= frame.y + frame.height


def _corners(path: str) -> list[tuple[int, int]]:
    """The corners of "M10 20l3-4 5 6z…" in absolute coordinates."""
    corners: list[tuple[int, int]] = []
    for ring in re.findall(r"M([^z]*)z", path):
        numbers = [int(number) for number in re.findall(r"-?\d+", ring)]
        corners += zip(accumulate(numbers[::2]), accumulate(numbers[1::2]), strict=True)
    return corners
