"""The sizes of slides, and of what is written on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pptx.util import Inches

from ..papers import PaperCell

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, BOTTOM = Inches(0.5), Inches(1.15), Inches(6.95)
WITHIN = WIDTH - 2 * LEFT
# The inches of a row of text, and of what a slide that goes on has room for.
ACROSS, WHOLE = 12.3, 5.3
# How many points a text has.
TEXT = 14
# How few rows the last slide of a table may have, when others come before.
_LEAST = 3
# Points to an inch; how wide a character is, and how high a line, of the size of its font.
_INCH, _CHARACTER, _LINE = 72, 0.52, 1.25


def height(text: str, size: float, width: float) -> float:
    """How high a text is, in inches, in a column of so many inches."""
    a_line = max(int(width * _INCH / (size * _CHARACTER)), 1)
    lines = sum(-(-max(len(line), 1) // a_line) for line in text.split("\n"))
    return lines * size * _LINE / _INCH


@dataclass(frozen=True)
class Print:
    """How many points a table has, and what is told in small print."""

    cell: int
    aside: int

    def row(self, row: Sequence[PaperCell], widths: Sequence[float]) -> float:
        """How high a row is, in inches."""
        return 0.1 + max(
            height(cell.text, self.cell, width - 0.2)
            + (height(cell.aside, self.aside, width - 0.2) if cell.aside else 0)
            for cell, width in zip(row, widths, strict=True)
        )

    def rows(self, rows: Sequence[Sequence[PaperCell]], widths: Sequence[float]) -> list[float]:
        return [self.row(row, widths) for row in rows]


USUAL, SMALL = Print(11, 9), Print(10, 8)


def printed(rows: Sequence[Sequence[PaperCell]], widths: Sequence[float], room: float) -> Print:
    """How a table is printed: smaller when that has it fit whole on its slide."""
    fit = (each for each in (USUAL, SMALL) if sum(each.rows(rows, widths)) <= room)
    return next(fit, USUAL)


def fitting(heights: Sequence[float], first: float, others: float = WHOLE) -> Iterator[slice]:
    """How rows of these heights are cut, by the room on the first slide and on the others: the last
    one has rows enough, some of those before it when it takes that."""
    *parts, last = _filled(heights, first, others)
    if parts:
        *parts, before = parts
        moved = _to_move(heights, before, last, others)
        parts.append(slice(before.start, before.stop - moved))
        last = slice(last.start - moved, last.stop)
    yield from (*parts, last)


def _to_move(heights: Sequence[float], before: slice, last: slice, room: float) -> int:
    """How many rows the last slide takes from the one before, which keeps as many at least."""
    rows, others = last.stop - last.start, before.stop - before.start
    moved = max(0, min(_LEAST - rows, (others - rows) // 2))
    while sum(heights[last.start - moved : last.stop]) > room and moved:
        moved -= 1
    return moved


def _filled(heights: Sequence[float], first: float, others: float) -> Iterator[slice]:
    start, room = 0, first
    for rank, high in enumerate(heights):
        if high > room and rank > start:
            yield slice(start, rank)
            start, room = rank, others
        room -= high
    yield slice(start, len(heights))
