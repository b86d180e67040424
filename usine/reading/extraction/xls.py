"""The sheets of an .xls workbook, read by xlrd.

xlrd knows formats, colours and notes, but not which cells hold a formula: their records are read
here too ([MS-XLS], Microsoft's open specification), for those whose result is no result.
"""

import os
import struct
from collections.abc import Iterable, Iterator
from typing import Any

import xlrd

from .formats import ERROR, FORMULA, mark_of
from .styles import Style, known
from .survey import DAMAGED, NOT_A_SPREADSHEET, PROTECTED, Limits, Refusal, Survey

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
RECORD_OF_FORMULA, RECORD_OF_END = 0x06, 0x0A
OTHER_DOCUMENT = "c’est un document d’un autre logiciel de bureautique"
GENERAL = "General"
BLANK = {xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK}
NUMBERS = {xlrd.XL_CELL_NUMBER, xlrd.XL_CELL_DATE}


def book_of(content: bytes) -> Any:
    """The workbook with its sheets; what a hostile one breaks in their parser is a Refusal."""
    try:
        with open(os.devnull, "w") as silence:
            book = xlrd.open_workbook(
                file_contents=content,
                formatting_info=True,
                ragged_rows=True,
                on_demand=True,  # which keeps the records, where formulas are
                logfile=silence,
            )
            book.sheets()
            return book
    except xlrd.XLRDError as error:
        raise Refusal(_why(str(error), content)) from error
    except Exception as error:
        raise Refusal(DAMAGED) from error


def _why(message: str, content: bytes) -> str:
    if "encrypted" in message:
        return PROTECTED
    if "Can't find workbook" not in message:
        return DAMAGED
    if "EncryptedPackage".encode("utf-16-le") in content:
        return PROTECTED
    return NOT_A_SPREADSHEET.format(what=OTHER_DOCUMENT)


def survey(book: Any, limits: Limits) -> list[Survey]:
    """What each sheet holds, in the order of the workbook."""
    styles = _styles(book)
    return [
        _survey_sheet(book, place, sheet, styles, limits)
        for place, sheet in enumerate(book.sheets())
    ]


def _styles(book: Any) -> list[Style]:
    """The styles of cells, by their index."""
    struck = {place for place, font in enumerate(book.font_list) if font.struck_out}
    codes = {key: mark_of(each.format_str or GENERAL) for key, each in book.format_map.items()}
    return [
        Style(
            codes.get(style.format_key),
            _colour(book, style.background),
            style.alignment.indent_level,
            style.font_index in struck,
        )
        for style in book.xf_list
    ]


def _colour(book: Any, background: Any) -> str:
    figures = book.colour_map.get(background.pattern_colour_index)
    if not background.fill_pattern or not figures:
        return ""
    return known("".join(f"{part:02X}" for part in figures))


def _survey_sheet(book: Any, place: int, sheet: Any, styles: list[Style], limits: Limits) -> Survey:
    survey = Survey(limits, is_since_1904=bool(book.datemode))
    styled = {place for place, style in enumerate(styles) if any(style)}
    for row in range(sheet.nrows):
        kinds = sheet.row_types(row)
        filled = [column for column, kind in enumerate(kinds) if kind not in BLANK]
        if filled:
            survey.fill(row, filled[-1])
        if xlrd.XL_CELL_ERROR in kinds:
            errors = (column for column in filled if kinds[column] == xlrd.XL_CELL_ERROR)
            survey.marks |= {(row, column): ERROR for column in errors}
        if not styled.isdisjoint(sheet._cell_xf_indexes[row]):
            _note_styles(survey, row, zip(kinds, sheet._cell_xf_indexes[row], strict=True), styles)
    for cell in _formulas_without_result(book, place):
        survey.marks[cell] = FORMULA
    survey.merges = [
        (top, left, bottom - 1, right - 1) for top, bottom, left, right in sheet.merged_cells
    ]
    survey.notes = {cell: note.text for cell, note in sheet.cell_note_map.items()}
    hidden_rows = (row for row, about in sheet.rowinfo_map.items() if about.hidden)
    survey.hidden_rows = [(row, row) for row in hidden_rows]
    hidden_columns = (column for column, about in sheet.colinfo_map.items() if about.hidden)
    survey.hidden_columns = [(column, column) for column in hidden_columns]
    return survey


def _note_styles(
    survey: Survey, row: int, cells: Iterable[tuple[int, int]], styles: list[Style]
) -> None:
    for column, (kind, style) in enumerate(cells):
        mark, colour, indent, is_struck = styles[style]
        if mark and kind in NUMBERS:
            survey.marks[row, column] = mark
        if colour:
            survey.paint(row, column, colour)
        if indent:
            survey.indent(row, column, indent)
        if is_struck:
            survey.strike(row, column)


def _formulas_without_result(book: Any, place: int) -> Iterator[tuple[int, int]]:
    """The cells of a sheet whose formula gives zero, which is what an uncomputed one gives."""
    position, stream = book._sh_abs_posn[place], book.mem
    while True:  # to the end of the sheet, which xlrd has reached
        number, length = struct.unpack_from("<2H", stream, position)
        if number == RECORD_OF_END:
            return
        if number == RECORD_OF_FORMULA:
            row, column, _, result = struct.unpack_from("<3H8s", stream, position + 4)
            if not any(result):
                yield row, column
        position += 4 + length


def rows_of(book: Any, sheet: Any) -> list[list[Any]]:
    """The values of a sheet, its days as days; blanks are empty texts."""
    return [
        [
            value if kind in (xlrd.XL_CELL_TEXT, xlrd.XL_CELL_NUMBER) else _value(book, kind, value)
            for kind, value in zip(sheet.row_types(row), sheet.row_values(row), strict=True)
        ]
        for row in range(sheet.nrows)
    ]


def _value(book: Any, kind: int, value: Any) -> Any:
    match kind:
        case xlrd.XL_CELL_BOOLEAN:
            return bool(value)
        case xlrd.XL_CELL_DATE:
            try:
                moment = xlrd.xldate_as_datetime(value, book.datemode)
            except (OverflowError, ValueError):
                return value
            return moment if value >= 1 else moment.time()
    return ""
