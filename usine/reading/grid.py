"""Sheets as plain cells, whatever the format of the file."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from usine.reading.extraction.survey import column_letters
from usine.values.dates import PartialDate


class BrokenCell(NamedTuple):
    """A cell without a value: `formula` (not computed) or `error` (#REF! and the like)."""

    kind: str
    text: str = ""


Cell = str | float | bool | PartialDate | BrokenCell | None
"""What a cell holds, None when blank; a date has the precision of its cell's format."""

Original = str | float | bool | date | None
"""A cell as it can be written back to a spreadsheet."""


class Merge(NamedTuple):
    """Merged cells; rows count from 1, columns from 0, both ends included."""

    first_row: int
    first_column: int
    last_row: int
    last_column: int


@dataclass(frozen=True)
class Grid:
    """One sheet: its filled rows, by the number that the spreadsheet shows."""

    name: str
    rows: dict[int, tuple[Cell, ...]]
    merges: Sequence[Merge] = ()
    hidden: bool = False


def cell_name(row: int, column: int) -> str:
    """The A1 name of a cell; the row counts from 1, the column from 0."""
    return f"{column_letters(column)}{row}"


def original(cell: Cell) -> Original:
    if isinstance(cell, PartialDate):
        return cell.first
    return (cell.text or None) if isinstance(cell, BrokenCell) else cell
