"""Papers as slides that anybody may change: texts, tables and charts of PowerPoint itself."""

import io
from collections.abc import Iterator, Sequence
from typing import Any

from lxml.etree import SubElement
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_CONNECTOR, MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR
from pptx.opc.constants import RELATIONSHIP_TYPE as LINKS
from pptx.util import Inches, Pt

from .papers import (
    Paper,
    PaperCell,
    PaperFigures,
    PaperSection,
    PaperTable,
    PaperTimeline,
    Prose,
    StackedRows,
    visible,
)

_BLUE, _INK, _QUIET, _TODAY = "000091", "161616", "666666", "CE0500"
_HEAD, _RULED, _BANDED = "E3E3FD", "FFFFFF", "F6F6F6"
_WIDTH, _HEIGHT = Inches(13.333), Inches(7.5)
_LEFT, _TOP, _BOTTOM = Inches(0.5), Inches(1.15), Inches(6.95)
_WITHIN = _WIDTH - 2 * _LEFT
_TITLE_SLIDE, _TITLED = 0, 5
# Points to an inch; how wide a character is, and how high a line, of the size of its font.
_INCH, _CHARACTER, _LINE = 72, 0.52, 1.25
_CELL, _ASIDE, _SMALL, _TEXT = 11, 9, 8, 14
_BAR, _MARGIN = Inches(0.27), str(Inches(0.03))
# The namespace of drawings.
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
# How long the name of a bar may be on its one line.
_NAME_MAX = 48


def as_slides(paper: Paper) -> bytes:
    """The file of a paper."""
    deck = _Deck(paper)
    deck.open()
    for section in paper.sections:
        deck.add(section)
    return deck.saved()


class _Deck:
    """Slides filled from top to bottom: what finds no room goes on another one."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = _WIDTH, _HEIGHT
        self.title, self.part = "", 1
        self.slide: Any = None
        self.top = 0
        _give_fonts(self.deck)
        about = self.deck.core_properties
        about.title, about.author = visible(paper.title), visible(paper.author)
        about.language = "fr-FR"

    def open(self) -> None:
        """The first slide, with its lines; what else it opens with goes on the next ones."""
        self._start(self.paper.title, _TITLE_SLIDE)
        lines = self.slide.placeholders[1]
        _place(lines, _LEFT, Inches(3.6), _WITHIN, Inches(2))
        _write(lines.text_frame, "\n".join(self.paper.lines), 18)
        if self.paper.opening:
            self.add(PaperSection("En ouverture", self.paper.opening))

    def add(self, section: PaperSection) -> None:
        self.title, self.part = section.title, 0
        self._go_on()
        for block in section.blocks:
            self._lay(block)

    def saved(self) -> bytes:
        file = io.BytesIO()
        self.deck.save(file)
        return file.getvalue()

    def _lay(self, block: Any) -> None:
        match block:
            case Prose():
                self._lay_prose(block)
            case PaperFigures():
                self._lay_figures(block)
            case PaperTable():
                self._lay_table(block)
            case StackedRows():
                self._lay_stacked(block)
            case PaperTimeline():
                self._lay_timeline(block)

    def _start(self, title: str, layout: int) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[layout])
        shape = self.slide.shapes.title
        first = layout == _TITLE_SLIDE
        _place(shape, _LEFT, Inches(1.6) if first else Inches(0.35), _WITHIN, Inches(0.75))
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        _write(shape.text_frame, title, 34 if first else 24, _BLUE, bold=True)
        self._foot()
        self.top = _TOP

    def _go_on(self) -> None:
        self.part += 1
        self._start(self.title if self.part == 1 else f"{self.title} ({self.part})", _TITLED)

    def _foot(self) -> None:
        number = len(self.deck.slides)
        _text(self.slide, f"{self.paper.foot} – {number}", Inches(7.05), Inches(0.3), 8, _QUIET)

    def _room(self, inches: float) -> None:
        """Go on with another slide when this one has no such room left."""
        if self.top + Inches(inches) > _BOTTOM and self.top > _TOP:
            self._go_on()

    def _write_heading(self, text: str) -> None:
        if text:
            _text(self.slide, text, self.top, Inches(0.35), 14, _BLUE, bold=True)
            self.top += Inches(0.4)

    def _lay_prose(self, prose: Prose) -> None:
        lines = [line for line in visible(prose.text).split("\n") if line.strip()]
        heights = [_height(line, _TEXT, 12.3) + 0.1 for line in lines]
        self._room(0.5 + (heights[0] if heights else 0))
        self._write_heading(prose.heading)
        for part in _fitting(heights, self._left, 5.3):
            if part.start:
                self._go_on()
            high = sum(heights[part])
            _text(self.slide, "\n".join(lines[part]), self.top, Inches(high), _TEXT, _INK)
            self.top += Inches(high + 0.2)

    def _lay_figures(self, block: PaperFigures) -> None:
        self._room(1.3)
        width = _WITHIN // max(len(block.figures), 1)
        for rank, each in enumerate(block.figures):
            box = self.slide.shapes.add_textbox(
                _LEFT + rank * width, self.top, width - Inches(0.15), Inches(1.2)
            )
            box.text_frame.word_wrap = True
            _write(box.text_frame, each.value, 26, bold=True)
            _add(box.text_frame, each.label, 13)
            if each.note:
                _add(box.text_frame, each.note, 10, _QUIET)
        self.top += Inches(1.35)

    def _lay_table(self, table: PaperTable) -> None:
        self._room(1.2)
        self._write_heading(table.caption)
        if not table.rows:
            _text(self.slide, table.empty, self.top, Inches(0.35), _TEXT, _QUIET)
            self.top += Inches(0.5)
            return
        total = sum(column.width for column in table.columns)
        widths = [column.width / total * 12.3 for column in table.columns]
        heights = [_row_height(row, widths) for row in table.rows]
        for part in _fitting(heights, self._left - 0.35, 5.3):
            if part.start:
                self._go_on()
            is_last = part.stop == len(table.rows)
            high = 0.35 + sum(heights[part])
            _table(self.slide, table, table.rows[part], widths, self.top, is_last)
            self.top += Inches(high + 0.2)

    @property
    def _left(self) -> float:
        """The inches left on the slide."""
        return (_BOTTOM - self.top) / Inches(1)

    def _lay_stacked(self, block: StackedRows) -> None:
        high = min(1.2 + 0.42 * len(block.rows), 5.3)
        self._room(high + 0.4)
        self._write_heading(block.caption)
        _chart(self.slide, block, self.top, Inches(high))
        self.top += Inches(high + 0.1)

    def _lay_timeline(self, block: PaperTimeline) -> None:
        self._room(1.5)
        self._write_heading(block.caption)
        if not block.bars:
            _text(self.slide, block.empty, self.top, Inches(0.35), _TEXT, _QUIET)
            return
        heights = [_BAR / Inches(1)] * len(block.bars)
        for part in _fitting(heights, self._left - 0.4, 5.2):
            if part.start:
                self._go_on()
            _timeline(self.slide, block, part, self.top)
            self.top += _BAR * (part.stop - part.start + 1) + Inches(0.3)


def _give_fonts(deck: Any) -> None:
    """Arial, which the charter of the State asks for where Marianne is not installed."""
    theme = deck.slide_master.part.part_related_by(LINKS.THEME)
    theme._blob = theme.blob.replace(b'typeface="Calibri"', b'typeface="Arial"')


def _fitting(heights: Sequence[float], first: float, others: float) -> Iterator[slice]:
    """How rows of these heights are cut, by the room on the first slide and on the others."""
    start, room = 0, first
    for rank, height in enumerate(heights):
        if height > room and rank > start:
            yield slice(start, rank)
            start, room = rank, others
        room -= height
    yield slice(start, len(heights))


def _height(text: str, size: float, width: float) -> float:
    """How high a text is, in inches, in a column of so many inches."""
    a_line = max(int(width * _INCH / (size * _CHARACTER)), 1)
    lines = sum(-(-max(len(line), 1) // a_line) for line in text.split("\n"))
    return lines * size * _LINE / _INCH


def _row_height(row: Sequence[Any], widths: Sequence[float]) -> float:
    return 0.1 + max(
        _height(cell.text, _CELL, width - 0.2)
        + (_height(cell.aside, _ASIDE, width - 0.2) if cell.aside else 0)
        for cell, width in zip(row, widths, strict=True)
    )


def _place(shape: Any, left: int, top: int, width: int, height: int) -> None:
    shape.left, shape.top, shape.width, shape.height = left, top, width, height


def _text(slide: Any, text: str, top: int, high: int, size: int, color: str, **look: bool) -> None:
    box = slide.shapes.add_textbox(_LEFT, top, _WITHIN, high)
    box.text_frame.word_wrap = True
    _write(box.text_frame, text, size, color, **look)


def _write(
    frame: Any, text: str, size: int, color: str = _INK, *, bold: bool = False, right: bool = False
) -> None:
    """Each line of a text as a paragraph, in place of what was there."""
    body = frame._txBody
    for paragraph in body.findall(f"{_A}p"):
        body.remove(paragraph)
    _add(frame, text, size, color, bold=bold, right=right)


def _add(
    frame: Any, text: str, size: int, color: str = _INK, *, bold: bool = False, right: bool = False
) -> None:
    """As the library writes them, at a twentieth of the time."""
    for line in visible(text).split("\n"):
        paragraph = SubElement(frame._txBody, f"{_A}p")
        SubElement(paragraph, f"{_A}pPr", algn="r" if right else "l")
        run = SubElement(paragraph, f"{_A}r")
        look = {"lang": "fr-FR", "sz": str(size * 100), "b": str(int(bold))}
        _fill(SubElement(run, f"{_A}rPr", look), color)
        SubElement(run, f"{_A}t").text = line


def _fill(of: Any, color: str) -> None:
    SubElement(SubElement(of, f"{_A}solidFill"), f"{_A}srgbClr", val=color)


def _describe(shape: Any, text: str) -> None:
    """What a reader of screens says of a shape."""
    [properties] = shape._element.xpath(".//p:cNvPr")[:1]
    properties.set("descr", visible(text))


def _table(
    slide: Any,
    table: PaperTable,
    rows: Sequence[Sequence[PaperCell]],
    widths: Sequence[float],
    top: int,
    is_last: bool,
) -> None:
    heights = [0.3, *(_row_height(row, widths) for row in rows)]
    drawn = _grid(slide, f"Tableau\u00a0: {table.caption}", widths, heights, top)
    drawn.first_row, drawn.last_row = True, table.is_summed and is_last
    head = [PaperCell(column.label) for column in table.columns]
    for y, (row, cells) in enumerate(zip([head, *rows], drawn.rows, strict=True)):
        is_strong = y == 0 or (drawn.last_row and y == len(rows))
        color = _HEAD if y == 0 else _RULED if y % 2 else _BANDED
        for column, told, cell in zip(table.columns, row, cells.cells, strict=True):
            frame = cell.text_frame
            _write(frame, told.text, _CELL, bold=is_strong, right=column.is_number)
            if told.aside:
                _add(frame, told.aside, _ASIDE, _QUIET, right=column.is_number)
            _fill(cell._tc.get_or_add_tcPr(), color)


def _grid(
    slide: Any, description: str, widths: Sequence[float], heights: Sequence[float], top: int
) -> Any:
    """An empty table of these widths and heights, in inches."""
    across, down = sum(map(Inches, widths)), sum(map(Inches, heights))
    shape = slide.shapes.add_table(len(heights), len(widths), _LEFT, top, across, down)
    _describe(shape, description)
    shape.table.horz_banding = False
    for each, width in zip(shape.table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        each.w = Inches(width)
    for row, height in zip(shape.table._tbl.tr_lst, heights, strict=True):
        row.h = Inches(height)
        for cell in row.tc_lst:
            margins = cell.get_or_add_tcPr()
            margins.set("marT", _MARGIN)
            margins.set("marB", _MARGIN)
    return shape.table


def _chart(slide: Any, block: StackedRows, top: int, high: int) -> None:
    data = CategoryChartData()
    # Bars are drawn from the bottom up.
    rows = list(reversed(block.rows))
    data.categories = [visible(label) for label, _ in rows]
    for series in block.series:
        data.add_series(series.label, [counts.get(series.key, 0) for _, counts in rows])
    shape = slide.shapes.add_chart(XL_CHART_TYPE.BAR_STACKED, _LEFT, top, _WITHIN, high, data)
    _describe(shape, _told(block))
    chart = shape.chart
    chart.has_legend, chart.font.size = True, Pt(11)
    chart.legend.position, chart.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
    plot = chart.plots[0]
    plot.gap_width = 40
    for drawn, series in zip(plot.series, block.series, strict=True):
        _colour(drawn.format, series.color, series.border)
        labels = drawn.data_labels
        labels.show_value, labels.number_format, labels.number_format_is_linked = True, "0;;", False
        labels.font.size = Pt(10)
        labels.font.color.rgb = _rgb(_RULED if _is_dark(series.color) else _INK)


def _told(block: StackedRows) -> str:
    """A chart in words."""
    labels = {series.key: series.label.lower() for series in block.series}
    rows = (
        f"{label}\u00a0: " + ", ".join(f"{labels[key]} {n}" for key, n in counts.items() if n)
        for label, counts in block.rows
    )
    return f"{block.caption}. " + " ; ".join(rows)


def _colour(look: Any, color: str, border: str) -> None:
    look.fill.solid()
    look.fill.fore_color.rgb = _rgb(color)
    look.line.color.rgb = _rgb(border or color)


def _rgb(color: str) -> RGBColor:
    return RGBColor.from_string(color.lstrip("#").upper())


def _is_dark(color: str) -> bool:
    red, green, blue = _rgb(color)
    return 0.3 * red + 0.6 * green + 0.1 * blue < 140


def _timeline(slide: Any, block: PaperTimeline, part: slice, top: int) -> None:
    """Names and dates on the left, bars on the right, under their graduations."""
    bars = block.bars[part]
    begin, across = Inches(6.4), _WIDTH - _LEFT - Inches(6.4)
    heights = [_BAR / Inches(1)] * (len(bars) + 1)
    names = _grid(slide, f"Tableau\u00a0: {block.caption}", (3.4, 2.4), heights, top)
    names.first_row = True
    told = [("Action", "Dates"), *((_short(each.label), each.dates) for each in bars)]
    for texts, cells in zip(told, names.rows, strict=True):
        for text, cell in zip(texts, cells.cells, strict=True):
            _write(cell.text_frame, text, _SMALL, bold=texts == told[0])
            _fill(cell._tc.get_or_add_tcPr(), _RULED)
    for x, name in block.graduations:
        box = slide.shapes.add_textbox(begin + int(across * x / 100), top, Inches(0.9), _BAR)
        box.text_frame.margin_left = 0
        _write(box.text_frame, name, _ASIDE, _QUIET)
    for rank, each in enumerate(bars, 1):
        y = top + _BAR * rank
        for span in each.spans:
            shape = slide.shapes.add_shape(
                MSO_SHAPE.RECTANGLE,
                begin + int(across * span.x / 100),
                y + Inches(0.04),
                max(int(across * span.width / 100), Inches(0.04)),
                _BAR - Inches(0.08),
            )
            _colour(shape, each.series.color, each.series.border)
            if not span.is_sure:
                shape.fill.patterned()
                shape.fill.pattern = MSO_PATTERN.LIGHT_UPWARD_DIAGONAL
                shape.fill.fore_color.rgb = _rgb(each.series.color)
                shape.fill.back_color.rgb = _rgb(_RULED)
            _describe(shape, f"{each.label}, {each.series.label.lower()}\u00a0: {each.dates}")
    if block.now is not None:
        x = begin + int(across * block.now / 100)
        line = slide.shapes.add_connector(
            MSO_CONNECTOR.STRAIGHT, x, top + _BAR, x, top + _BAR * (len(bars) + 1)
        )
        line.line.color.rgb = _rgb(_TODAY)
        _describe(line, "Le jour de ces chiffres")


def _short(text: str) -> str:
    return text if len(text) <= _NAME_MAX else f"{text[: _NAME_MAX - 1].rstrip()}…"
