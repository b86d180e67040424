"""A file of any accepted format, as sheets of plain cells ready for JSON.

A sheet is `{"name", "hidden", "merges", "rows"}`, a row `[number, cells]` with the number that
the spreadsheet shows; blank rows and hidden sheets' rows are left out. A cell is a text, a
number, true, false, or a pair: `["2026-03-28", "day"]` (or `month`, `year`), `["", "error"]`, or
`["=A1", "formula"]` for a formula without a usable result.
"""

import re
from collections import defaultdict
from datetime import date
from io import BytesIO
from typing import Any

import python_calamine

from . import biff, delimited, ods, xlsx
from .survey import DAMAGED, NOT_A_SPREADSHEET, Limits, Refusal, Survey
from .zipped import packed, parts

Cell = str | float | bool | list[str]
Sheet = dict[str, Any]

PLAIN = (str, float)
FORMULA = re.compile(r"=[^=\s]")
HIDDEN = re.compile(r"'[=+@\t\r-]")  # how exports keep a text from being taken for a formula

KNOWN = {
    b"%PDF": "c’est un document PDF",
    b"\x89PNG": "c’est une image",
    b"\xff\xd8\xff": "c’est une image",
    b"GIF8": "c’est une image",
    b"Rar!": "c’est une archive",
    b"7z\xbc\xaf": "c’est une archive",
    b"\x1f\x8b": "c’est une archive",
    b"{\\rtf": "c’est un document de traitement de texte",
}


LIMITS = Limits()


def extract(content: bytes, limits: Limits = LIMITS) -> list[Sheet]:
    """The sheets of a file, whose content gives its format; Refusal when it cannot be taken."""
    for signature, what in KNOWN.items():
        if content.lstrip().startswith(signature):
            raise Refusal(NOT_A_SPREADSHEET.format(what=what))
    if content.startswith(b"PK\x03\x04"):
        kind, archive_parts = parts(content, limits)
        survey = xlsx.survey if kind == "xlsx" else ods.survey
        return _workbook(packed(archive_parts), survey(archive_parts, limits), limits)
    if content.startswith(biff.SIGNATURE):
        return _workbook(BytesIO(content), biff.survey(content, limits), limits)
    records = delimited.records(content, limits)
    rows = [
        [number, [_typed(cell) for cell in cells]]
        for number, cells in enumerate(records, 1)
        if cells
    ]
    return [{"name": "", "hidden": False, "merges": [], "rows": rows}]


def _typed(text: str) -> Cell:
    """A cell of a text file: its formulas have no result, and no apostrophe hides one."""
    if FORMULA.match(text):
        return [text, "formula"]
    return text[1:] if HIDDEN.match(text) else text


def _workbook(file: BytesIO, surveys: list[Survey], limits: Limits) -> list[Sheet]:
    if len(surveys) > limits.sheets:
        raise Refusal(
            f"Le classeur compte plus de {limits.sheets} feuilles. Ne gardez que celles du plan."
        )
    if sum(survey.area for survey in surveys) > limits.area:
        raise Refusal(
            "Les feuilles du classeur sont trop étendues. Copiez le seul tableau des actions dans "
            "un nouveau classeur, puis déposez ce classeur."
        )
    try:
        workbook = python_calamine.load_workbook(file)
        return [
            _sheet(workbook, place, survey)
            for place, survey in enumerate(surveys)
            if workbook.sheets_metadata[place].typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise Refusal(DAMAGED) from error


def _sheet(workbook: python_calamine.CalamineWorkbook, place: int, survey: Survey) -> Sheet:
    about = workbook.sheets_metadata[place]
    sheet: Sheet = {"name": about.name, "hidden": False, "merges": [], "rows": []}
    if about.visible != python_calamine.SheetVisibleEnum.Visible:
        return sheet | {"hidden": True}
    values = workbook.get_sheet_by_index(place)
    marks: dict[int, dict[int, str]] = defaultdict(dict)
    for (row, column), mark in survey.marks.items():
        marks[row][column] = mark
    rows = values.to_python(skip_empty_area=False)
    rows += [[] for _ in range(len(rows), max(marks, default=0) + 1)]
    read = ([row + 1, _cells(cells, marks[row])] for row, cells in enumerate(rows))
    return sheet | {
        "merges": survey.merges
        or [(*first, *last) for first, last in values.merged_cell_ranges or []],
        "rows": [[number, cells] for number, cells in read if cells],
    }


def _cells(values: list[Any], marks: dict[int, str]) -> list[Cell]:
    """The cells of one row, with those that only have a mark, without the last blank ones."""
    values += [""] * (max(marks, default=0) + 1 - len(values))
    cells = [
        value if type(value) in PLAIN and column not in marks else _cell(value, marks.get(column))
        for column, value in enumerate(values)
    ]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def _cell(value: object, mark: str | None) -> Cell:
    if mark in ("formula", "error"):
        return ["", mark]
    match value:
        case str() | bool():
            return value
        case int() | float():
            if mark == "percent":
                return f"{value * 100:.12g}%"
            return f"{value:.15g} {mark}" if mark in ("k€", "M€") else value
        case date():
            return [value.isoformat()[:10], mark if mark in ("month", "year") else "day"]
    return str(value)
