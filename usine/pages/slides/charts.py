"""Charts of slides: those of PowerPoint itself, with the sheet that they are drawn from."""

from typing import Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.util import Pt

from ..papers import StackedRows, visible
from .sizes import LEFT, WITHIN
from .texts import INK, PAPER, colour, describe, rgb


def draw_stacked(slide: Any, block: StackedRows, top: int, high: int) -> None:
    data = CategoryChartData()
    # Bars are drawn from the bottom up.
    rows = list(reversed(block.rows))
    data.categories = [visible(label) for label, _ in rows]
    for series in block.series:
        data.add_series(series.label, [counts.get(series.key, 0) for _, counts in rows])
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, LEFT, top, WITHIN, high, data)
    describe(shape, _told(block))
    chart = shape.chart
    chart.has_legend, chart.font.size = True, Pt(11)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width = 40
    for drawn, series in zip(plot.series, block.series, strict=True):
        colour(drawn.format, series.color, series.border)
        labels = drawn.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;", False
        labels.font.size = Pt(10)
        labels.font.color.rgb = rgb(PAPER if _is_dark(series.color) else INK)


def _told(block: StackedRows) -> str:
    """A chart in words."""
    labels = {series.key: series.label.lower() for series in block.series}
    rows = (
        f"{label}\u00a0: " + ", ".join(f"{labels[key]} {n}" for key, n in counts.items() if n)
        for label, counts in block.rows
    )
    return f"{block.caption}. " + " ; ".join(rows)


def _is_dark(color: str) -> bool:
    red, green, blue = rgb(color)
    return 0.3 * red + 0.6 * green + 0.1 * blue < 140
