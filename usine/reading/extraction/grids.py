"""A file of any accepted format, as sheets of plain cells ready for JSON.

A sheet is a name, `hidden`, `merges`, `rows`, `colours`, `notes`, `indents`, `struck`, and what
it hides.
A row is `[number, cells]` with the number that the spreadsheet shows, and its `cells`; blank rows
are left out. A colour is a run of a row, `[row, first, last, colour]`, a note
`[row, column, text]`, an indent `[row, column, steps]`, a text
struck through `[row, column]`. Rows and columns count from 0, but for
these numbers.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from io import BytesIO
from typing import Any

import python_calamine

from . import delimited, ods, xls, xlsx
from .cells import Cell, row_of
from .formats import Mark
from .survey import DAMAGED, NOT_A_SPREADSHEET, Limits, Refusal, Survey
from .zipped import packed, parts

Sheet = dict[str, Any]

FORMULA = re.compile(r"=[^=\s]")
QUOTED = re.compile(r'="([^"]*)"')  # ="001", how exports keep a text from being taken for a number

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
    if content.startswith(xls.SIGNATURE):
        return _old_workbook(content, limits)
    records = delimited.records(content, limits)
    rows = [
        [number, [_typed(cell) for cell in cells]]
        for number, cells in enumerate(records, 1)
        if cells
    ]
    return [_sheet("", Survey(limits)) | {"rows": rows}]


def _typed(text: str) -> Cell:
    """A cell of a text file, whose formulas have no result."""
    if quoted := QUOTED.fullmatch(text):
        return quoted[1]
    return [text, "formula"] if FORMULA.match(text) else text


def _refuse_if_too_large(surveys: list[Survey], limits: Limits) -> None:
    if len(surveys) > limits.sheets:
        raise Refusal(
            f"Le classeur compte plus de {limits.sheets} feuilles. Ne gardez que celles du plan."
        )
    if sum(survey.area for survey in surveys) > limits.area:
        raise Refusal(
            "Les feuilles du classeur sont trop étendues. Copiez le seul tableau des actions dans "
            "un nouveau classeur, puis déposez ce classeur."
        )


def _workbook(file: BytesIO, surveys: list[Survey], limits: Limits) -> list[Sheet]:
    _refuse_if_too_large(surveys, limits)
    try:
        workbook = python_calamine.load_workbook(file)
        return [
            _read(workbook, place, survey)
            for place, survey in enumerate(surveys)
            if workbook.sheets_metadata[place].typ == python_calamine.SheetTypeEnum.WorkSheet
        ]
    except (python_calamine.CalamineError, OSError, IndexError) as error:
        raise Refusal(DAMAGED) from error


def _read(workbook: python_calamine.CalamineWorkbook, place: int, survey: Survey) -> Sheet:
    about = workbook.sheets_metadata[place]
    values = workbook.get_sheet_by_index(place).to_python(skip_empty_area=False)
    is_hidden = about.visible != python_calamine.SheetVisibleEnum.Visible
    return _sheet(about.name, survey, values, is_hidden=is_hidden)


def _old_workbook(content: bytes, limits: Limits) -> list[Sheet]:
    book = xls.book_of(content)
    surveys = xls.survey(book, limits)
    _refuse_if_too_large(surveys, limits)
    return [
        _sheet(sheet.name, survey, xls.rows_of(book, sheet), is_hidden=bool(sheet.visibility))
        for sheet, survey in zip(book.sheets(), surveys, strict=True)
    ]


def _sheet(
    name: str, survey: Survey, values: Iterable[list[Any]] = (), *, is_hidden: bool = False
) -> Sheet:
    marks: dict[int, dict[int, Mark]] = defaultdict(dict)
    for (row, column), mark in survey.marks.items():
        marks[row][column] = mark
    rows = [*values]
    rows += [[] for _ in range(len(rows), max(marks, default=-1) + 1)]
    cells = ([row + 1, row_of(each, marks[row])] for row, each in enumerate(rows))
    hidden_rows, hidden_columns = survey.hidden()
    return {
        "name": name,
        "hidden": is_hidden,
        "merges": survey.merges,
        "rows": [[number, each] for number, each in cells if each],
        "colours": survey.painted(),
        "notes": [[row, column, text] for (row, column), text in survey.notes.items()],
        "indents": [[row, column, steps] for (row, column), steps in survey.indents.items()],
        "struck": survey.struck,
        "hidden_rows": hidden_rows,
        "hidden_columns": hidden_columns,
        "is_coloured_by_rules": survey.is_coloured_by_rules,
        "is_since_1904": survey.is_since_1904,
    }
