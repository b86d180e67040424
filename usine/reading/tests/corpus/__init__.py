"""Spreadsheets of our own, as plans are kept, with what must be read of them.

Each `.json` beside is one file, in words and numbers: `about` says what it is there for, `sheets`
are {name: rows}, `right` the rows that should be read, by sheet and number: their values, encoded
as in events, and the fields that are told instead, with their cells. Where reading is not yet
right, `today` says what it does meanwhile: whoever makes it right removes it.

A cell is a text, a number, true, false, null, or `{"day": "2025-03-28"}`; `"code"` is the number
format that shows it, and `"shown"` what an open document writes of it.
"""

import json
import tomllib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from usine.reading import Reading, Vocabulary
from usine.reading.refusals import KeptWords, SeveralValues, UnknownWord
from usine.reading.tests.spreadsheets import (
    Shown,
    delimited,
    ods,
    ods_cell,
    ods_row,
    xls_shown,
    xlsx,
)
from usine.values.dates import PartialDate
from usine.values.errors import Refused

FOLDER = Path(__file__).parent
LARGEST = 20_000
"""In bytes: a case is small enough to be read."""


@dataclass(frozen=True)
class Case:
    name: str
    about: str
    sheets: dict[str, list[list[Any]]]
    right: dict[str, Any]
    format: str = "xlsx"
    encoding: str = "utf-8"
    merges: list[str] = field(default_factory=list)
    today: dict[str, Any] | None = None

    @property
    def filename(self) -> str:
        return f"{self.name}.{self.format}"

    @property
    def content(self) -> bytes:
        """The file itself."""
        if self.format == "csv":
            [rows] = self.sheets.values()
            return delimited(*rows).decode().encode(self.encoding)
        if self.format == "ods":
            rows_of = {name: "".join(map(_ods_row, rows)) for name, rows in self.sheets.items()}
            return ods(rows_of)
        cells = {
            name: [[_cell(cell) for cell in row] for row in rows]
            for name, rows in self.sheets.items()
        }
        if self.format == "xls":
            [rows] = cells.values()
            return xls_shown(*rows)
        return xlsx(sheets=cells, merges=self.merges)


def cases() -> list[Case]:
    paths = sorted(FOLDER.glob("*.json"))
    return [Case(path.stem, **json.loads(path.read_text())) for path in paths]


def summary(reading: Reading, encode: Any) -> dict[str, Any]:
    """A reading as `right` has it: {"sheet!row": {"values", "at_fault": {cell: field}}}."""
    return {
        f"{row.sheet}!{row.number}".lstrip("!"): {
            "values": {name: encode(name, value) for name, value in row.values.items()},
            "at_fault": {entry.cell: entry.field for entry in (*row.problems, *row.incomplete)},
        }
        for row in reading.rows
    }


def _cell(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    value = date.fromisoformat(cell["day"]) if "day" in cell else cell["value"]
    return Shown(value, cell["code"]) if "code" in cell else value


def _ods_row(cells: list[Any]) -> str:
    return ods_row(*map(_ods_cell, cells))


def _ods_cell(cell: Any) -> Any:
    if not isinstance(cell, dict):
        return cell
    value = _cell({name: each for name, each in cell.items() if name != "code"})
    written = ods_cell(value)
    return written.replace(f"<text:p>{value}<", f"<text:p>{cell['shown']}<")


@dataclass(frozen=True)
class CorpusColumn:
    """A column as territories keep it: (cell, what it should give) below its header."""

    header: str
    field: str
    cells: list[tuple[Any, Any]]


REFUSED = "refusé"
TOLD = {KeptWords: "gardé", UnknownWord: "demandé", SeveralValues: "plusieurs"}
"""How `columns.toml` writes that a cell gives no value, and why; `REFUSED` for what cannot be."""

REFUSALS = {REFUSED, *TOLD.values()}


def columns() -> list[CorpusColumn]:
    table = tomllib.loads((FOLDER / "columns.toml").read_text())
    return [CorpusColumn(**each) for each in table["columns"]]


def values_of(vocabulary: Vocabulary, column: CorpusColumn) -> list[Any]:
    """What each cell of a column gives, as `columns.toml` writes it."""
    cells = [cell for cell, _ in column.cells]
    unit = vocabulary.unit(column.field, column.header, cells)
    return [_value_of(vocabulary, column.field, cell, unit) for cell in cells]


def _value_of(vocabulary: Vocabulary, field: str, cell: Any, unit: int) -> Any:
    try:
        value = vocabulary.read(field, cell, unit)
    except Refused as refusal:
        return TOLD.get(type(refusal), REFUSED)
    match value:
        case None | ():
            return ""
        case (PartialDate(), PartialDate()):
            return f"{value[0]} à {value[1]}"
        case tuple():
            return " | ".join(value)
        case PartialDate():
            return str(value)
    return value
