"""Tables as files that the spreadsheets of a French office open as they are, and run nothing of.

A table is a header and rows of values: texts, whole numbers, `Decimal`, days, `Money`, None.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any, NamedTuple, Protocol

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
# Tells spreadsheets that a CSV is in UTF-8; not for what programs read.
MARK = "\ufeff"
# Excel keeps no more in a cell.
CELL_MAX = 32_767
UNNAMED = "Feuille"

# A spreadsheet that opens a CSV takes for a formula what begins so.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Money(NamedTuple):
    """An amount, told from a mere number."""

    cents: int

    @classmethod
    def of(cls, cents: int | None) -> "Money | None":
        return None if cents is None else cls(cents)


class Sheet(NamedTuple):
    """A table of a workbook; the header gives the label and the width of each column."""

    name: str
    header: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]


class Head(Protocol):
    """The last event of the ledger that a file knows, by which it can be proved later."""

    @property
    def number(self) -> int: ...
    @property
    def seal(self) -> str: ...


def workbook(sheets: Iterable[Sheet], *, head: Head | None = None) -> bytes:
    """An XLSX of these tables, and of the head of the ledger on a last sheet.

    Days and amounts are real ones; texts stay texts, whatever they begin with.
    """
    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "top": book.add_format({"bold": True, "bg_color": "#E3E3FD", "text_wrap": True}),
            "money": book.add_format({"num_format": "#,##0.00"}),
        }
        for sheet in [*sheets, *([_head_sheet(head)] if head else [])]:
            page = book.add_worksheet(_sheet_name(sheet.name, book.sheetnames))
            _fill(page, sheet, formats)
    return file.getvalue()


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The table as text, line by line: `;` between columns, a comma in decimals."""
    yield _line(header)
    for row in rows:
        yield _line([_text(value) for value in row])


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """`csv_lines` at once, without the mark."""
    return "".join(csv_lines(header, rows))


def file_name(stem: str, kind: str, *, head: Head | None = None) -> str:
    """ "plan-lacq.xlsx"; a CSV, whose first row is its header, bears the head in its name."""
    proof = f"-{head.number}-{head.seal[:12]}" if head and kind == "csv" else ""
    return f"{stem}{proof}.{kind}"


def attached(content: str | bytes, name: str) -> HttpResponse:
    """The file as a page gives it; a CSV, with the mark that spreadsheets look for."""
    return HttpResponse([*_mark(name), content], headers=_headers(name))


def streamed(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """`attached` line by line, for what is long."""
    return StreamingHttpResponse(chain(_mark(name), lines), headers=_headers(name))


def _kind(name: str) -> str:
    return name.rpartition(".")[2]


def _mark(name: str) -> list[str]:
    return [MARK] if _kind(name) == "csv" else []


def _headers(name: str) -> dict[str, str]:
    disposition = f'attachment; filename="{name}"'
    return {"Content-Type": TYPES[_kind(name)], "Content-Disposition": disposition}


def _head_sheet(head: Head) -> Sheet:
    return Sheet("Registre", [("Événement", 14), ("Sceau", 70)], [[head.number, head.seal]])


def _sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel takes: 31 characters, few signs, once in the workbook."""
    base = _NOT_IN_NAMES.sub(" ", wanted).strip("' ")[:31] or UNNAMED
    others = {other.lower() for other in taken}
    name, number = base, 2
    while name.lower() in others:
        name = f"{base[:27]} ({number})"
        number += 1
    return name


def _fill(page: Any, sheet: Sheet, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    for place, (label, width) in enumerate(sheet.header):
        page.set_column(place, place, width)
        page.write_string(0, place, label, formats["top"])
    last = 0
    for last, row in enumerate(sheet.rows, 1):
        for place, value in enumerate(row):
            _write(page, last, place, value, formats["money"])
    page.autofilter(0, 0, last, len(sheet.header) - 1)


def _write(page: Any, row: int, place: int, value: Any, money: Any) -> None:
    match value:
        case None | "":
            return
        case Money(cents):
            page.write_number(row, place, cents / 100, money)
        case bool():
            page.write_boolean(row, place, value)
        case int() | float() | Decimal():
            page.write_number(row, place, value)
        case date():
            page.write_datetime(row, place, value)
        case _:
            page.write_string(row, place, str(value)[:CELL_MAX])


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case Money(cents):
            return f"{cents // 100},{cents % 100:02d}"
        case Decimal():
            return f"{value}".replace(".", ",")
        case date():
            return f"{value:%d/%m/%Y}"
        case str() if value.startswith(_FORMULA_STARTS):
            return f"'{value}"
    return str(value)


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(cells)
    return line.getvalue()
