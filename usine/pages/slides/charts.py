"""Charts of slides: those of PowerPoint itself, with the sheet that they are drawn from."""

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from math import floor, log10
from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.util import Pt

from usine.values.formats import format_cents

from ..charts import Series
from ..papers import ChartedTable, StackedRows, visible
from .sizes import LEFT, WITHIN
from .texts import INK, PAPER, colour, describe, rgb

Rows = Sequence[tuple[str, Mapping[str, int]]]
# How amounts are written along an axis, by the least step of each unit.
_UNITS = {1_000_000: '0,,"\u00a0M€"', 1_000: '#,##0,"\u00a0k€"', 0: 'General"\u00a0€"'}


def draw_stacked(slide: Any, block: StackedRows, top: int, high: int) -> None:
    """The parts of each row, one after the other, their counts written on them."""
    shape = _drawn(slide, XL_CHART_TYPE.BAR_STACKED, block, (LEFT, top, WITHIN, high))
    describe(shape, _told(block.caption, block.series, block.rows, str))
    chart = shape.chart
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    for drawn, series in zip(chart.plots[0].series, block.series, strict=True):
        labels = drawn.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;", False
        labels.font.size = Pt(10)
        labels.font.color.rgb = rgb(PAPER if _is_dark(series.color) else INK)


def draw_amounts(slide: Any, block: ChartedTable, where: tuple[int, int, int, int]) -> None:
    """The amounts of each row, one beside the other, over an axis of amounts."""
    shape = _drawn(slide, XL_CHART_TYPE.BAR_CLUSTERED, block, where, unit=Decimal(100))
    describe(shape, _told(block.table.caption, block.series, block.rows, format_cents))
    axis = shape.chart.value_axis
    axis.major_unit = _step(max(max(amounts.values()) for _, amounts in block.rows) / 100)
    axis.minimum_scale, labels = 0, axis.tick_labels
    labels.font.size, labels.number_format_is_linked = Pt(10), False
    labels.number_format = next(told for least, told in _UNITS.items() if axis.major_unit >= least)
    axis.major_gridlines.format.line.color.rgb = rgb("DDDDDD")
    axis.format.line.fill.background()


def _drawn(
    slide: Any,
    kind: XL_CHART_TYPE,
    block: StackedRows | ChartedTable,
    where: tuple[int, int, int, int],
    *,
    unit: Decimal | int = 1,
) -> Any:
    """Bars by row and series, with their legend. What the sheet holds is divided by the unit."""
    data = CategoryChartData()
    data.categories = [visible(label) for label, _ in block.rows]
    for series in block.series:
        values = [counts.get(series.key, 0) for _, counts in block.rows]
        data.add_series(series.label, values if unit == 1 else [each / unit for each in values])
    shape = slide.shapes.add_chart(kind, *where, data)
    chart = shape.chart
    chart.has_legend, chart.font.size = True, Pt(11)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.plots[0].gap_width = 40
    # From the top down, with the axis of values below all the same.
    chart.category_axis.reverse_order = True
    chart.value_axis.tick_label_position = XL_TICK_LABEL_POSITION.HIGH
    for drawn, series in zip(chart.plots[0].series, block.series, strict=True):
        colour(drawn.format, series.color, series.border)
    return shape


def _step(largest: float) -> float:
    """A round step that leaves from two to five marks under the largest amount."""
    power: float = 10 ** floor(log10(largest))
    return next(power * each for each in (0.2, 0.5, 1, 2) if largest < power * each * 5)


def _told(
    caption: str, series: Sequence[Series], rows: Rows, format_value: Callable[[int], str]
) -> str:
    """A chart in words."""
    labels = {each.key: each.label.lower() for each in series}
    told = (
        f"{label}\u00a0: "
        + ", ".join(
            f"{labels[key]} {format_value(value)}" for key, value in values.items() if value
        )
        for label, values in rows
    )
    return f"{caption}. " + " ; ".join(told)


def _is_dark(color: str) -> bool:
    red, green, blue = rgb(color)
    return 0.3 * red + 0.6 * green + 0.1 * blue < 140
