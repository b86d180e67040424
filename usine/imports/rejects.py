"""The refused rows of an import, as the file has them, each with its reasons."""

from collections.abc import Iterator, Mapping
from typing import Any

from usine.pages import spreadsheets
from usine.pages.spreadsheets import Sealed, Tab
from usine.plans.exports import SHEET
from usine.territories.calendar import Axes, axes_of

from .intake import from_json
from .models import ImportRow, PlanImport
from .states import RowKind

REASONS = "Motif du refus"


def workbook(plan_import: PlanImport, *, head: Sealed) -> bytes:
    """A workbook of the refused rows: the sheets and columns of the file, then the reasons; and of
    the head of the ledger.

    A column gives the axis where the file says it by the title of a sheet or of a part.
    """
    refused: dict[str, list[ImportRow]] = {}
    for row in plan_import.rows.filter(kind=RowKind.REFUSED).order_by("position"):
        refused.setdefault(row.sheet, []).append(row)
    sheets = {sheet["name"]: sheet["columns"] for sheet in plan_import.sheets}
    axes = axes_of(plan_import.territory.period_id)
    tables = (
        Tab(name or SHEET, _header(sheets[name]), _rows(rows, sheets[name], axes))
        for name, rows in refused.items()
    )
    return spreadsheets.workbook(tables, head=head)


def _says_axis(columns: list[Mapping[str, Any]]) -> bool:
    return any(column["field"] == "axis" for column in columns)


def _header(columns: list[Mapping[str, Any]]) -> list[tuple[str, int]]:
    added = [] if _says_axis(columns) else [("Axe", 26)]
    return [*((column["header"], 24) for column in columns), *added, (REASONS, 80)]


def _rows(
    rows: list[ImportRow], columns: list[Mapping[str, Any]], axes: Axes
) -> Iterator[list[Any]]:
    for row in rows:
        cells = [from_json(cell) for cell in row.cells]
        if not _says_axis(columns):
            axis = row.values.get("axis")
            cells.append(axes.label(axis) if axis else None)
        # Rows have moved: each reason names the cell of the file that was sent.
        reasons = (
            f"{problem['cell']} du fichier envoyé\u00a0: {problem['message']}"
            for problem in row.problems
        )
        yield [*cells, "\n".join(reasons)]
