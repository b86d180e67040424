"""Charts drawn on the server, as SVG that a strict policy accepts, each with its table.

Specifications are Vega-Lite's. The first drawing of a process takes a second, each later one 50 ms;
the cache holds drawings under the digest of their specification.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from threading import Thread
from typing import Any

import vl_convert
from django.core.cache import cache
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from usine.values.formats import format_count, format_day

# Each chart is drawn in two widths: a wide one shrunk on a telephone would be unreadable.
WIDE, NARROW = 800, 360

_INK, _RULES = "#3a3a3a", "#dddddd"
_CONFIG: dict[str, Any] = {
    "font": "Marianne, arial, sans-serif",
    "background": None,
    "view": {"stroke": None},
    "axis": {
        "labelColor": _INK,
        "labelFontSize": 14,
        "titleColor": _INK,
        "titleFontSize": 14,
        "titleFontWeight": "normal",
        "gridColor": _RULES,
        "domainColor": _INK,
        "tickColor": _RULES,
        "labelPadding": 6,
    },
}
# Roles and labels of each mark are removed: the drawing has one name, its table tells the rest.
_INNER_LABELS = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_DECIMALS = re.compile(r"(\d+\.\d)\d+")


@dataclass(frozen=True)
class Series:
    """One code of a measure, with its colour in charts, bars and legends."""

    key: str
    label: str
    color: str
    border: str = ""

    @property
    def outline(self) -> str:
        return self.border or "#ffffff"


# (fill, border), from the palette of the design system. The fill or the border of each has 3:1
# against white, and they differ in lightness as much as in hue.
FINISHED = ("#18753c", "")
ACTIVE = ("#000091", "")
NEARLY = ("#6a6af4", "")
WAITING = ("#e3e3fd", "#6a6af4")
STOPPED = ("#666666", "")
UNKNOWN = ("#ffffff", "#777777")


@dataclass(frozen=True)
class Chart:
    """A drawing in two widths, with the table of what it draws."""

    title: str
    wide: SafeString
    narrow: SafeString
    series: Sequence[Series]
    header: Sequence[str]
    rows: Sequence[Sequence[str]]


def over_time(
    title: str, points: Mapping[date, Mapping[str, int]], series: Sequence[Series]
) -> Chart:
    """Parts of a whole, stacked, over dates: {day: {series key: count}}."""
    values = [
        {"day": day.isoformat(), "count": counts.get(each.key, 0), "series": each.key, "rank": rank}
        for day, counts in points.items()
        for rank, each in enumerate(series)
    ]
    mark = {"type": "area", "line": False, "strokeWidth": 1}
    encoding = {
        "x": {
            "field": "day",
            "type": "temporal",
            "scale": {"type": "utc"},
            "title": None,
            "axis": {"grid": False, "labelOverlap": "greedy", **_ticks(points)},
        },
        "y": {
            "field": "count",
            "type": "quantitative",
            "title": None,
            "axis": {"tickCount": 5, "domain": False, "ticks": False, "format": ",d"},
        },
        **_colors(series),
        "order": {"field": "rank"},
    }
    table = [(format_day(day), counts) for day, counts in points.items()]
    return _chart(title, "Date", table, series, values, mark, encoding, height=260)


_DAY = "(utcdate(datum.value) == 1 ? '1er' : utcdate(datum.value)) + utcFormat(datum.value, ' %b')"


def _ticks(days: Collection[date]) -> dict[str, Any]:
    """The labels of a time axis: about five, all different."""
    span = (max(days) - min(days)).days
    if span < 60:
        return {"labelExpr": _DAY, "tickCount": {"interval": "day", "step": span // 5 + 1}}
    step = next((each for each in (1, 2, 3, 6) if span / each < 150), 12)
    return {"format": "%b %Y", "tickCount": {"interval": "month", "step": step}}


def bars(
    title: str,
    header: str,
    rows: Sequence[tuple[str, Mapping[str, int]]],
    series: Sequence[Series],
    *,
    whole: bool = False,
) -> Chart:
    """The parts of several totals, one bar each: [(label, {series key: count})].

    With `whole`, every bar has the same length and shows shares.
    """
    values = [
        {"label": label, "count": counts.get(each.key, 0), "series": each.key, "rank": rank}
        for label, counts in rows
        for rank, each in enumerate(series)
    ]
    encoding = {
        "y": {
            "field": "label",
            "type": "nominal",
            "title": None,
            "sort": None,
            "axis": {"labelLimit": 170, "domain": False, "ticks": False},
        },
        "x": {
            "field": "count",
            "type": "quantitative",
            "title": None,
            "stack": "normalize" if whole else "zero",
            "axis": {"tickCount": 4, "format": ".0%" if whole else ",d", "domain": False},
        },
        **_colors(series),
        "order": {"field": "rank"},
    }
    mark = {"type": "bar", "strokeWidth": 1}
    height = 34 * max(len(rows), 1)
    return _chart(title, header, rows, series, values, mark, encoding, height=height)


def _colors(series: Sequence[Series]) -> dict:
    keys = [each.key for each in series]

    def scale(colors: list[str]) -> dict:
        return {
            "field": "series",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": keys, "range": colors},
        }

    return {
        "fill": scale([each.color for each in series]),
        "stroke": scale([each.outline for each in series]),
    }


def _chart(
    title: str,
    header: str,
    rows: Sequence[tuple[str, Mapping[str, int]]],
    series: Sequence[Series],
    values: list[dict],
    mark: dict,
    encoding: dict,
    *,
    height: int,
) -> Chart:
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "data": {"values": values},
        "height": height,
        "mark": mark,
        "encoding": encoding,
        "autosize": {"type": "fit-x", "contains": "padding"},
        "config": _CONFIG,
    }
    cells = [
        [
            label,
            *(format_count(counts.get(each.key, 0)) for each in series),
            format_count(sum(counts.get(each.key, 0) for each in series)),
        ]
        for label, counts in rows
    ]
    return Chart(
        title=title,
        wide=draw({**spec, "width": WIDE}, title),
        narrow=draw({**spec, "width": NARROW}, title),
        series=series,
        header=[header, *(each.label for each in series), "Total"],
        rows=cells,
    )


def draw(spec: dict, title: str) -> SafeString:
    """The SVG of a Vega-Lite specification, under one accessible name, as wide as its container."""
    digest = hashlib.sha256(json.dumps([spec, title], sort_keys=True).encode()).hexdigest()
    svg = cache.get_or_set(f"chart:{digest}", lambda: _draw(spec, title))
    return mark_safe(str(svg))  # noqa: S308 - drawn here, its one text from outside is escaped


def _draw(spec: dict, title: str) -> str:
    svg = vl_convert.vegalite_to_svg(
        spec, allowed_base_urls=[], format_locale="fr-FR", time_format_locale="fr-FR"
    )
    svg = _DECIMALS.sub(r"\1", _INNER_LABELS.sub("", svg))
    head, body = svg.split(">", 1)
    head = re.sub(r' (?:class|width|height|version|xmlns:xlink)="[^"]*"', "", head)
    return (
        f'{head} class="chart__drawing" role="img" aria-label="{conditional_escape(title)}">{body}'
    )


def warm() -> None:
    """Draw once in the background, so that no user waits for the first drawing."""
    spec = {"mark": "point", "data": {"values": [{"x": 1}]}, "encoding": {"x": {"field": "x"}}}
    Thread(target=vl_convert.vegalite_to_svg, args=(spec,), daemon=True).start()
