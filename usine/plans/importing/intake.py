"""From a file as it was read to the rows of an import, before any plan is looked at."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from usine.kernel.text import fold
from usine.territories.models import Territory

from ..changes import encode_values
from ..exports import TERRITORY
from ..states import Status
from .models import ImportRow, PlanImport
from .reading import Problem, Reading, Row, Unreadable, read
from .reading.extraction.survey import column_number
from .reading.grid import Original

# Beyond, rows left aside are not listed one by one.
IGNORED_MAX = 200


@dataclass(frozen=True)
class Draft:
    """A file as the preview keeps it: its sheets and their columns, its rows, what to tell of it.

    A file whose titles were not found has no rows: its columns are there to be said.
    """

    sheets: list[dict[str, Any]]
    rows: list[ImportRow]
    ignored: list[dict[str, Any]]
    notice: str = ""


def read_draft(content: bytes, filename: str, meanings: Mapping[str, str]) -> Draft:
    """Read a file, its columns understood as `meanings` says, {folded header: field}, if at all.

    Raises Refused when the file cannot be read.
    """
    try:
        reading = read(content, filename, mapping=meanings, max_bytes=settings.PLAN_FILE_MAX_BYTES)
    except Unreadable as refusal:
        if not refusal.columns:
            raise
        columns = [column.as_json() for column in refusal.columns]
        return Draft([{"name": "", "columns": columns}], [], [], str(refusal))
    sheets = [
        {"name": sheet.name, "columns": [column.as_json() for column in sheet.columns]}
        for sheet in reading.sheets
    ]
    return Draft(sheets, list(_rows(reading)), list(_ignored(reading)), " ".join(reading.remarks))


def refuse_elsewhere(plan_import: PlanImport, rows: Sequence[ImportRow]) -> None:
    """Refuse the rows that name another territory of the programme: the plans of a region, as
    they are exported, are not that of one of its territories."""
    columns = {
        sheet["name"]: column["letter"]
        for sheet in plan_import.sheets
        for column in sheet["columns"]
        if column["key"] == fold(TERRITORY.label)
    }
    if not columns:
        return
    names = Territory.objects.current().exclude(pk=plan_import.territory_id)
    others = {fold(name): name for name in names.values_list("name", flat=True)}
    for row in rows:
        if letter := columns.get(row.sheet):
            other = others.get(fold(str(row.cells[column_number(letter)] or "")))
            if other:
                row.is_sound = False
                row.problems.append(
                    {
                        "field": "territory",
                        "cell": f"{letter}{row.number}",
                        "message": f"Cette ligne est du plan de {other}, non de celui-ci.",
                    }
                )


def _rows(reading: Reading) -> Iterator[ImportRow]:
    for position, row in enumerate(reading.rows):
        # A cell left empty says nothing: the plan keeps what it has.
        values = {name: value for name, value in _values(row) if value not in (None, "", [])}
        yield ImportRow(
            position=position,
            sheet=row.sheet,
            number=row.number,
            values=encode_values(values),
            status="" if row.values.status == Status.UNKNOWN else row.values.status,
            is_sound=all(problem.if_new for problem in row.problems),
            problems=[_told(problem) for problem in row.problems if not problem.if_new],
            missing=[_told(problem) for problem in row.problems if problem.if_new],
            cells=[_kept(cell) for cell in row.cells],
        )


def _values(row: Row) -> Iterator[tuple[str, Any]]:
    said = row.values
    yield "reference", said.reference
    yield "axis", said.axis
    yield "title", said.title
    yield "description", said.description
    yield "lead", said.lead
    yield "partners", list(said.partners)
    yield "planned_budget", said.budget_cents
    yield "start", said.start
    yield "end", said.end
    yield "priority", said.priority
    yield "comment", said.comment


def _told(problem: Problem) -> dict[str, str]:
    return {"field": problem.field, "cell": problem.cell, "message": problem.message}


def _kept(cell: Original) -> Any:
    """A cell as JSON: a day is a list of one text."""
    return [cell.isoformat()] if isinstance(cell, date) else cell


def given_back(cell: Any) -> Original:
    """The reverse of `_kept`."""
    return date.fromisoformat(cell[0]) if isinstance(cell, list) else cell


def _ignored(reading: Reading) -> Iterator[dict[str, Any]]:
    for entry in reading.ignored[:IGNORED_MAX]:
        yield {
            "sheet": entry.sheet,
            "why": str(entry.why),
            "rows": [entry.first_row, entry.last_row] if entry.first_row else [],
        }
