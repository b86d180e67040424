"""A cell in the column that it fills, where it is in the file, and what became of it."""

from dataclasses import dataclass

from usine.reading.columns import Column
from usine.reading.grid import Address, Cell, cell_name


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
