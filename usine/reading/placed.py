"""A cell in the column that it fills, where it is in the file, and what became of it."""

from dataclasses import dataclass

from usine.reading.columns import Column
from usine.reading.financing import Payer, PayerScheme, PayerYear
from usine.reading.grid import Address, Cell, cell_name
from usine.reading.values.nothing import says_nothing


@dataclass(slots=True)
class PlacedCell:
    """What a cell holds, its column, where it is in the file, and its colour when it is blank;
    whether its merge covers other actions; then whether it gave its field something, or left it
    empty. It covers `across` columns at its right. `is_struck` when its text is struck through."""

    cell: Cell
    column: Column
    sheet: str
    row: int
    index: int
    fill: str = ""
    is_shared: bool = False
    is_read: bool = False
    is_lacking: bool = False
    across: int = 0
    is_struck: bool = False

    @property
    def name(self) -> str:
        return cell_name(self.row, self.index)

    @property
    def address(self) -> Address:
        return Address(self.sheet, self.row, self.index)


Line = tuple[PlacedCell, ...]
"""The cells of one row, in the columns that have a field."""


def payers_of(line: Line) -> dict[int, PlacedCell]:
    """The cells that name who pays, by column."""
    return {
        placed.column.index: placed
        for placed in line
        if isinstance(placed.column.facet, Payer) and _says_something(placed)
    }


def beside_payers(line: Line, facet: type[PayerScheme | PayerYear]) -> dict[int, PlacedCell]:
    """The cells that name a scheme, or a year, by the column of who pays by it, or for it."""
    return {
        placed.column.facet.payer: placed
        for placed in line
        if isinstance(placed.column.facet, facet) and _says_something(placed)
    }


def _says_something(placed: PlacedCell) -> bool:
    cell = placed.cell
    return cell is not None and not (isinstance(cell, str) and says_nothing(cell))
