"""What the cells under a header look like, whatever it names."""

import re
from collections.abc import Sequence

from usine.reading.grid import Cell
from usine.reading.values.marks import is_marked, is_sign
from usine.reading.values.money import parse_amount
from usine.reading.values.nothing import says_nothing
from usine.reading.values.texts import text_of
from usine.values.errors import Refused

FITTING = 0.6
"""The share of the cells of a column that must look like what its header names."""

SMALLEST = 101_00
"""In cents: the largest amount of a column is not below, as shares and ranks are."""

_NUMBER = re.compile(r"(?:n ?° ?)?[A-Z]{0,3}[.-]?\d{1,3}(?:[.-]\d{1,2})?")
"""How an action is numbered: 12, A-3, n° 1.2."""

_NAME = re.compile(r"[\w.° -]{0,10}\d[\w.-]{0,8}")


def are_numbers(cells: Sequence[Cell]) -> bool:
    """Whether cells are short names with a figure, each once: A1, A2…"""
    names = [text_of(cell) for cell in cells]
    return bool(names) and len(set(names)) == len(names) and all(map(_NAME.fullmatch, names))


def is_number(cell: Cell) -> bool:
    """Whether a cell numbers an action and says nothing else of it."""
    return bool(_NUMBER.fullmatch(text_of(cell)))


def are_amounts(cells: Sequence[Cell]) -> bool:
    """Whether cells are amounts, some of them too large to be shares or ranks."""
    try:
        amounts = [parse_amount(cell) or 0 for cell in cells]
    except Refused:
        return False
    return max(amounts, default=0) >= SMALLEST


def is_by_signs(cells: Sequence[Cell], is_coloured: bool) -> bool:
    """Whether a column says things by colours or pictograms alone."""
    if not cells:
        return is_coloured
    return all(isinstance(cell, str) and is_sign(cell) for cell in cells)


def mark_of(cell: Cell) -> bool | None:
    """Whether a cell ticks its column; a pictogram may, which is asked."""
    return True if isinstance(cell, str) and is_sign(cell) else is_marked(cell)


def is_ticked(cells: Sequence[Cell], is_coloured: bool) -> bool:
    """Whether most of the cells of a column that say something are ticks, some of them ticked."""
    filled = [c for c in cells if not (isinstance(c, str) and says_nothing(c))]
    if not filled:
        return is_coloured
    marks = [mark_of(cell) for cell in filled]
    known = [mark for mark in marks if mark is not None]
    return any(known) and len(known) >= FITTING * len(marks)
