"""Bars drawn over the columns of a calendar by merging their cells, often with words inside."""

from collections.abc import Iterable, Mapping
from typing import Any

from usine.reading.columns import Column
from usine.reading.grid import Cell, Grid
from usine.reading.placed import PlacedCell
from usine.reading.ticks import Tick
from usine.reading.values.money import parse_amount
from usine.reading.values.nothing import says_nothing
from usine.values.errors import Refused

BEYOND = "la barre va au-delà des colonnes de dates : écrivez le début et la fin"
ACROSS = "la cellule couvre plusieurs colonnes : cochez-en une seule"


def bars_of(grid: Grid) -> dict[tuple[int, int], int]:
    """How many columns each merged cell covers at its right, by row and column."""
    return {
        (merge.first_row, merge.first_column): merge.last_column - merge.first_column
        for merge in grid.merges
        if merge.last_column > merge.first_column
    }


def are_bars(grid: Grid, rows: Iterable[int], column: int) -> bool:
    """Whether all that a column holds is words in bars that begin there."""
    bars = bars_of(grid)
    filled = [(row, cell) for row in rows if (cell := grid.cell(row, column)) is not None]
    return bool(filled) and all((row, column) in bars and is_words(cell) for row, cell in filled)


def is_words(cell: Cell) -> bool:
    """Whether a cell says what is done, rather than nothing, or for how much."""
    if not isinstance(cell, str) or says_nothing(cell):
        return False
    try:
        parse_amount(cell)
    except Refused:
        return True
    return False


def ends_of(placed: PlacedCell, columns: Mapping[int, Column]) -> Any:
    """The start and the end of what a bar covers; None when it goes beyond the calendar."""
    last = columns.get(placed.column.index + placed.across)
    if not last or last.field != placed.column.field or not isinstance(last.facet, Tick):
        return None
    return placed.column.facet.value[0], last.facet.value[1]
