"""Timelines of slides: a table of names and dates, and shapes for the bars."""

from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.util import Inches

from ..papers import PaperBar, PaperTimeline, Span
from .sizes import LEFT, USUAL, WIDTH
from .tables import grid
from .texts import PAPER, QUIET, colour, describe, fill, rgb, write

BAR, KEY = Inches(0.27), Inches(0.3)
_BEGIN = Inches(7)
_ACROSS, _WORDS = WIDTH - LEFT - _BEGIN, WIDTH - 2 * LEFT
_SMALL, _TODAY = 8, "CE0500"
# How long the name of a bar may be on its one line.
_NAME_MAX = 64


def draw_timeline(slide: Any, block: PaperTimeline, part: slice, top: int) -> None:
    """Names and dates on the left, bars on the right, under their graduations and their key."""
    bars = block.bars[part]
    _draw_key(slide, block, top)
    top += KEY
    _name(slide, block.caption, bars, top)
    for x, name in block.graduations:
        box = slide.shapes.add_textbox(_at(x), top, Inches(0.9), BAR)
        box.text_frame.margin_left, box.text_frame.word_wrap = 0, True
        write(box.text_frame, name, USUAL.aside, QUIET)
    for rank, each in enumerate(bars, 1):
        for span in each.spans:
            _draw_span(slide, each, span, top + BAR * rank)
    if block.now is not None:
        _draw_day(slide, _at(block.now), top + BAR, top + BAR * (len(bars) + 1))


def _draw_key(slide: Any, block: PaperTimeline, top: int) -> None:
    series = list({bar.series.key: bar.series for bar in block.bars}.values())
    across = _WORDS // (len(series) + 2)
    for rank, each in enumerate(series):
        left = LEFT + rank * across
        box = (left, top + Inches(0.08), Inches(0.14), Inches(0.14))
        swatch = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
        colour(swatch, each.color, each.border)
        describe(swatch, each.label)
        _say(slide, each.label, left + Inches(0.16), top)
    _say(slide, block.unsure, LEFT + len(series) * across, top)


def _say(slide: Any, text: str, left: int, top: int) -> None:
    box = slide.shapes.add_textbox(left, top, Inches(4), KEY)
    # Some readers centre what does not wrap.
    box.text_frame.word_wrap = True
    write(box.text_frame, text, USUAL.aside, QUIET)


def _at(x: float) -> int:
    """Where something is that is so far along the timeline, out of 100."""
    return _BEGIN + int(_ACROSS * x / 100)


def _name(slide: Any, caption: str, bars: Sequence[PaperBar], top: int) -> None:
    heights = [BAR / Inches(1)] * (len(bars) + 1)
    names = grid(slide, f"Tableau\u00a0: {caption}", (4.3, 2.1), heights, top)
    names.first_row = True
    told = [("Action", "Dates"), *((_short(each.label), each.dates) for each in bars)]
    for texts, cells in zip(told, names.rows, strict=True):
        for text, cell in zip(texts, cells.cells, strict=True):
            write(cell.text_frame, text, _SMALL, bold=texts == told[0])
            fill(cell._tc.get_or_add_tcPr(), PAPER)


def _draw_span(slide: Any, bar: PaperBar, span: Span, top: int) -> None:
    """A part of a bar, hatched where it is not sure."""
    width = max(int(_ACROSS * span.width / 100), Inches(0.04))
    box = (_at(span.x), top + Inches(0.04), width, BAR - Inches(0.08))
    shape = slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *box)
    colour(shape, bar.series.color, bar.series.border)
    if not span.is_sure:
        shape.fill.patterned()
        shape.fill.pattern = MSO_PATTERN.LIGHT_UPWARD_DIAGONAL
        shape.fill.fore_color.rgb = rgb(bar.series.color)
        shape.fill.back_color.rgb = rgb(PAPER)
    describe(shape, f"{bar.label}, {bar.series.label.lower()}\u00a0: {bar.dates}")


def _draw_day(slide: Any, x: int, top: int, bottom: int) -> None:
    line = slide.shapes.add_connector(MSO_CONNECTOR.STRAIGHT, x, top, x, bottom)
    line.line.color.rgb = rgb(_TODAY)
    describe(line, "Le jour de ces chiffres")


def _short(text: str) -> str:
    return text if len(text) <= _NAME_MAX else f"{text[: _NAME_MAX - 1].rstrip()}…"
