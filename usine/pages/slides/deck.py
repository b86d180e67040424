"""Slides filled from top to bottom with the blocks of a paper."""

import io
from collections.abc import Sequence
from typing import Any

from pptx import Presentation
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Inches

from ..papers import (
    ChartedTable,
    Paper,
    PaperFigures,
    PaperSection,
    PaperTable,
    PaperTimeline,
    Prose,
    StackedRows,
    visible,
)
from .charts import draw_amounts, draw_stacked
from .sizes import (
    ACROSS,
    BOTTOM,
    HEIGHT,
    LEFT,
    TEXT,
    TOP,
    USUAL,
    WHOLE,
    WIDTH,
    WITHIN,
    fitting,
    height,
    printed,
)
from .tables import draw_table
from .texts import BLUE, INK, QUIET, add, give_fonts, place, text_box, write
from .timelines import BAR, KEY, draw_timeline

_TITLE_SLIDE, _TITLED = 0, 5
# How wide a table is beside its chart, in inches, and how high a chart is at least and at most.
_BESIDE, _CHART_MIN, _CHART_MAX = 6.9, 2.8, 4.9


def as_slides(paper: Paper) -> bytes:
    """The file of a paper."""
    deck = _Deck(paper)
    deck.open()
    for section in paper.sections:
        deck.add(section)
    return deck.saved()


class _Deck:
    """What finds no room on a slide goes on another one."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        self.deck = Presentation()
        self.deck.slide_width, self.deck.slide_height = WIDTH, HEIGHT
        self.title, self.part = "", 1
        self.slide: Any = None
        self.top = 0
        give_fonts(self.deck)
        about = self.deck.core_properties
        about.title, about.author = visible(paper.title), visible(paper.author)
        about.language = "fr-FR"

    def open(self) -> None:
        """The first slide, with its lines; what else it opens with goes on the next ones."""
        self._start(self.paper.title, _TITLE_SLIDE)
        lines = self.slide.placeholders[1]
        place(lines, LEFT, Inches(3.6), WITHIN, Inches(2))
        write(lines.text_frame, "\n".join(self.paper.lines), 18)
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
            case ChartedTable():
                self._lay_charted(block)
            case StackedRows():
                self._lay_stacked(block)
            case PaperTimeline():
                self._lay_timeline(block)

    def _start(self, title: str, layout: int) -> None:
        self.slide = self.deck.slides.add_slide(self.deck.slide_layouts[layout])
        shape = self.slide.shapes.title
        first = layout == _TITLE_SLIDE
        place(shape, LEFT, Inches(1.6) if first else Inches(0.35), WITHIN, Inches(0.75))
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
        write(shape.text_frame, title, 34 if first else 24, BLUE, bold=True)
        self._foot()
        self.top = TOP

    def _go_on(self) -> None:
        self.part += 1
        self._start(self.title if self.part == 1 else f"{self.title} ({self.part})", _TITLED)

    def _foot(self) -> None:
        number = len(self.deck.slides)
        text_box(self.slide, f"{self.paper.foot} – {number}", Inches(7.05), Inches(0.3), 8, QUIET)

    def _room(self, inches: float) -> None:
        """Go on with another slide when this one has no such room left."""
        if self.top + Inches(inches) > BOTTOM and self.top > TOP:
            self._go_on()

    def _write_heading(self, text: str) -> None:
        if text:
            text_box(self.slide, text, self.top, Inches(0.35), 14, BLUE, bold=True)
            self.top += Inches(0.4)

    def _write_empty(self, text: str) -> None:
        text_box(self.slide, text, self.top, Inches(0.35), TEXT, QUIET)
        self.top += Inches(0.5)

    def _lay_prose(self, prose: Prose) -> None:
        lines = [line for line in visible(prose.text).split("\n") if line.strip()]
        heights = [height(line, TEXT, ACROSS) + 0.1 for line in lines]
        self._room(0.5 + (heights[0] if heights else 0))
        self._write_heading(prose.heading)
        for part in fitting(heights, self._left):
            if part.start:
                self._go_on()
            high = sum(heights[part])
            text_box(self.slide, "\n".join(lines[part]), self.top, Inches(high), TEXT, INK)
            self.top += Inches(high + 0.2)

    def _lay_figures(self, block: PaperFigures) -> None:
        self._room(1.3)
        width = WITHIN // max(len(block.figures), 1)
        for rank, each in enumerate(block.figures):
            box = self.slide.shapes.add_textbox(
                LEFT + rank * width, self.top, width - Inches(0.15), Inches(1.2)
            )
            box.text_frame.word_wrap = True
            write(box.text_frame, each.value, 26, bold=True)
            add(box.text_frame, each.label, 13)
            if each.note:
                add(box.text_frame, each.note, 10, QUIET)
        self.top += Inches(1.35)

    def _lay_table(self, table: PaperTable) -> None:
        self._room(1.2)
        self._write_heading(table.caption)
        if table.rows:
            self._lay_rows(table, ACROSS)
        else:
            self._write_empty(table.empty)

    def _lay_rows(self, table: PaperTable, across: float) -> None:
        widths = _widths(table, across)
        room = self._left - 0.35
        font = printed(table.rows, widths, room)
        heights = font.rows(table.rows, widths)
        for part in fitting(heights, room):
            if part.start:
                self._go_on()
            is_last = part.stop == len(table.rows)
            draw_table(self.slide, table, table.rows[part], widths, self.top, is_last, font)
            self.top += Inches(0.35 + sum(heights[part]) + 0.2)

    def _lay_charted(self, block: ChartedTable) -> None:
        """The chart beside the table, both whole on one slide."""
        if not block.is_drawn:
            self._lay_table(block.table)
            return
        widths = _widths(block.table, _BESIDE)
        rows = 0.55 + sum(USUAL.rows(block.table.rows, widths))
        high = min(max(rows, _CHART_MIN), _CHART_MAX)
        self._room(0.4 + max(rows, high))
        self._write_heading(block.table.caption)
        left, top, slide = LEFT + Inches(_BESIDE + 0.2), self.top, self.slide
        self._lay_rows(block.table, _BESIDE)
        draw_amounts(slide, block, (left, top, WIDTH - LEFT - left, Inches(high)))
        if self.slide is slide:
            self.top = max(self.top, top + Inches(high + 0.1))

    @property
    def _left(self) -> float:
        """The inches left on the slide."""
        return (BOTTOM - self.top) / Inches(1)

    def _lay_stacked(self, block: StackedRows) -> None:
        high = min(1.2 + 0.42 * len(block.rows), WHOLE)
        self._room(high + 0.4)
        self._write_heading(block.caption)
        draw_stacked(self.slide, block, self.top, Inches(high))
        self.top += Inches(high + 0.1)

    def _lay_timeline(self, block: PaperTimeline) -> None:
        self._room(1.5)
        self._write_heading(block.caption)
        if not block.bars:
            self._write_empty(block.empty)
            return
        heights = [BAR / Inches(1)] * len(block.bars)
        for part in fitting(heights, self._left - 0.7, WHOLE - 0.4):
            if part.start:
                self._go_on()
            draw_timeline(self.slide, block, part, self.top)
            self.top += KEY + BAR * (part.stop - part.start + 1) + Inches(0.3)


def _widths(table: PaperTable, across: float) -> Sequence[float]:
    total = sum(column.width for column in table.columns)
    return [column.width / total * across for column in table.columns]
