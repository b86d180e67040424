"""The sizes of slides, and of what is written on them."""

from collections.abc import Iterator, Sequence

from pptx.util import Inches

from ..papers import PaperCell

WIDTH, HEIGHT = Inches(13.333), Inches(7.5)
LEFT, TOP, BOTTOM = Inches(0.5), Inches(1.15), Inches(6.95)
WITHIN = WIDTH - 2 * LEFT
# The inches of a row of text, and of what a slide that goes on has room for.
ACROSS, WHOLE = 12.3, 5.3
# How many points a table, what is told in small print and a text have.
CELL, ASIDE, TEXT = 11, 9, 14
# Points to an inch; how wide a character is, and how high a line, of the size of its font.
_INCH, _CHARACTER, _LINE = 72, 0.52, 1.25


def height(text: str, size: float, width: float) -> float:
    """How high a text is, in inches, in a column of so many inches."""
    a_line = max(int(width * _INCH / (size * _CHARACTER)), 1)
    lines = sum(-(-max(len(line), 1) // a_line) for line in text.split("\n"))
    return lines * size * _LINE / _INCH


def row_height(row: Sequence[PaperCell], widths: Sequence[float]) -> float:
    return 0.1 + max(
        height(cell.text, CELL, width - 0.2)
        + (height(cell.aside, ASIDE, width - 0.2) if cell.aside else 0)
        for cell, width in zip(row, widths, strict=True)
    )


def fitting(heights: Sequence[float], first: float, others: float = WHOLE) -> Iterator[slice]:
    """How rows of these heights are cut, by the room on the first slide and on the others."""
    start, room = 0, first
    for rank, high in enumerate(heights):
        if high > room and rank > start:
            yield slice(start, rank)
            start, room = rank, others
        room -= high
    yield slice(start, len(heights))
