"""Sheets as plain cells, whatever the format of the file."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from usine.reading.extraction.survey import column_letters
from usine.values.dates import PartialDate

WHY_BROKEN = {
    "formula": "contient une formule sans valeur, ou nulle : collez sa valeur (collage spécial, "
    "Valeurs) ou videz-la",
    "error": "affiche une erreur de calcul : corrigez-la ou videz-la",
    "lost": "ne garde que des dièses, car sa colonne était trop étroite à l’enregistrement : "
    "élargissez la colonne et enregistrez de nouveau le fichier, ou écrivez la valeur",
}


class BrokenCell(NamedTuple):
    """A cell without a value: `formula` (not computed), `error` (#REF! and the like) or `lost`
    (########, which stands for a value that the file no longer has)."""

    kind: str
    text: str = ""

    def why(self, name: str) -> str:
        """A sentence in French on the cell of this name, with what to do."""
        return f"La cellule {name} {WHY_BROKEN[self.kind]}."


class Shown(float):
    """A number and the `text` that its cell shows: « 001 » for 1, « 350 000 € », or « 350 » for
    350,000 with a `divisor` of 1,000. It is equal to the number."""

    text: str
    divisor: int

    def __new__(cls, value: float, text: str, divisor: int = 1) -> "Shown":
        display = super().__new__(cls, value)
        display.text, display.divisor = text, divisor
        return display

    @property
    def is_money(self) -> bool:
        """Whether the format shows euros."""
        return "€" in self.text

    @property
    def is_name(self) -> bool:
        """Whether the text rather than the number is what one writes elsewhere: « 001 »."""
        return self.divisor == 1 and not self.is_money


class Since1904(float):
    """A number of a workbook whose days count from 1904, as those of old Macs do."""


Cell = str | float | bool | PartialDate | BrokenCell | None
"""What a cell holds, None when blank; a date has the precision of its cell's format, and a float
may be `Shown`."""

Original = str | float | bool | date | None
"""A cell as it can be written back to a spreadsheet."""

Place = tuple[int, int]
"""The row of a cell, from 1, and its column, from 0."""


class Merge(NamedTuple):
    """Merged cells; rows count from 1, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


class Address(NamedTuple):
    """Where a cell is in the file; the row counts from 1, the column from 0."""

    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class Grid:
    """One sheet: its filled rows, by the number that the spreadsheet shows.

    `colours` are those of cells, filled or not, such as "#92D050"; white is none. `notes` are the
    comments hung on cells, `indents` how far texts are moved to the right, in steps, `struck` those
    that are struck through. A sheet, a row or a column that is hidden is there all the same.
    `is_coloured_by_rules` says that colours or icons come from rules, which are not read.
    `origins` say where cells are in the file, when they are elsewhere than in this grid. `before`
    is what the file has where users wrote cells again.
    """

    name: str
    rows: dict[int, tuple[Cell, ...]]
    merges: Sequence[Merge] = ()
    hidden: bool = False
    colours: Mapping[Place, str] = field(default_factory=dict)
    notes: Mapping[Place, str] = field(default_factory=dict)
    indents: Mapping[Place, int] = field(default_factory=dict)
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    is_coloured_by_rules: bool = False
    origins: Mapping[Place, Address] = field(default_factory=dict)
    struck: frozenset[Place] = frozenset()
    before: Mapping[Place, Cell] = field(default_factory=dict)

    @cached_property
    def merged(self) -> dict[Place, Merge]:
        """The merges, by the row and column where each begins."""
        return {(merge.first_row, merge.first_column): merge for merge in self.merges}

    def column(self, index: int, rows: Iterable[int], *, as_came: bool = False) -> list[Cell]:
        """The filled cells of a column in these rows; with `as_came`, those of the file itself."""
        if as_came and self.before:
            cells = [self.before.get((row, index), self.cell(row, index)) for row in rows]
        else:
            cells = [self.cell(row, index) for row in rows]
        return [cell for cell in cells if cell is not None]

    def cell(self, row: int, column: int) -> Cell:
        cells = self.rows.get(row, ())
        return cells[column] if column < len(cells) else None

    def blank_colour(self, row: int, column: int) -> str:
        """The colour of a blank cell; empty when it has none, or that of its whole row."""
        colour = self.colours.get((row, column), "")
        if not colour or self.cell(row, column) is not None:
            return ""
        first = next((i for i, cell in enumerate(self.rows.get(row, ())) if cell is not None), -1)
        return "" if self.colours.get((row, first)) == colour else colour

    def address(self, row: int, column: int) -> Address:
        origin = self.origins.get((row, column)) if self.origins else None
        return origin or Address(self.name, row, column)


def cell_name(row: int, column: int) -> str:
    """The A1 name of a cell; the row counts from 1, the column from 0."""
    return f"{column_letters(column)}{row}"


def original(cell: Cell) -> Original:
    if isinstance(cell, PartialDate):
        return cell.first
    if isinstance(cell, Shown):
        return cell.text if cell.is_name else float(cell)
    return (cell.text or None) if isinstance(cell, BrokenCell) else cell
