"""Tables as files that a French spreadsheet program opens correctly, without running any formula.

A table is a header and rows of values: texts, whole numbers, `Decimal`, days, `Money`, None.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain, zip_longest
from typing import Any, NamedTuple, Protocol

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from xlsxwriter.utility import xl_col_to_name

TYPES = {
    "json": "application/json",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
}
# Tells spreadsheet programs that a CSV is in UTF-8; files for other programs do without.
MARK = "\ufeff"
# The most characters that Excel keeps in a cell.
CELL_MAX = 32_767
UNNAMED = "Feuille"
LISTS = "Listes"
_LAST_ROW = 1_048_575

# A spreadsheet program takes a text of a CSV for a formula when it begins so.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")


class Money(NamedTuple):
    """An amount, which files write otherwise than a plain number."""

    cents: int

    @classmethod
    def of(cls, cents: int | None) -> "Money | None":
        return None if cents is None else cls(cents)


class Tab(NamedTuple):
    """A table of a workbook; `header` gives the label and the width of each column, `lists` the
    words that a column offers, by its place."""

    name: str
    header: Sequence[tuple[str, int]]
    rows: Iterable[Sequence[Any]]
    lists: Mapping[int, Sequence[str]] = {}


class Sealed(Protocol):
    """The last event of the ledger that a file knows: its number and seal prove the file later."""

    @property
    def number(self) -> int: ...
    @property
    def seal(self) -> str: ...


def workbook(sheets: Iterable[Tab], *, head: Sealed, day: date | None = None) -> bytes:
    """An XLSX file of these tables, with the head of the ledger on a last sheet, and the past day
    that they tell, if any.

    Days and amounts are real ones; a text stays a text, even when it looks like a formula.
    """
    file = io.BytesIO()
    tabs = list(sheets)
    offered = [(tab.header[at][0], words) for tab in tabs for at, words in tab.lists.items()]
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(file, options) as book:
        formats = {
            "top": book.add_format({"bold": True, "bg_color": "#E3E3FD", "text_wrap": True}),
            "money": book.add_format({"num_format": "#,##0.00"}),
        }
        for tab in [*tabs, *_lists_sheet(offered), _head_sheet(head, day)]:
            page = book.add_worksheet(_sheet_name(tab.name, book.sheetnames))
            _fill(page, tab, formats)
            _offer(page, tab, offered)
            if tab.name == LISTS:
                page.hide()
    return file.getvalue()


def csv_lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """The lines of a table as text, with `;` between columns and a comma in decimals."""
    yield _line(header)
    for row in rows:
        yield _line([_text(value) for value in row])


def as_csv(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    """`csv_lines` as one text, without the mark."""
    return "".join(csv_lines(header, rows))


def file_name(stem: str, kind: str, *, head: Sealed) -> str:
    """ "plan-lacq.xlsx"; a CSV has the head in its name, since its first row is the header."""
    proof = f"-{head.number}-{head.seal[:12]}" if kind == "csv" else ""
    return f"{stem}{proof}.{kind}"


def attached(content: str | bytes, name: str) -> HttpResponse:
    """The response that downloads a file; a CSV begins with `MARK`."""
    return HttpResponse([*_mark(name), content], headers=_headers(name))


def streamed(lines: Iterable[str], name: str) -> StreamingHttpResponse:
    """`attached` line by line, for a long file."""
    return StreamingHttpResponse(chain(_mark(name), lines), headers=_headers(name))


def _kind(name: str) -> str:
    return name.rpartition(".")[2]


def _mark(name: str) -> list[str]:
    return [MARK] if _kind(name) == "csv" else []


def _headers(name: str) -> dict[str, str]:
    disposition = f'attachment; filename="{name}"'
    return {"Content-Type": TYPES[_kind(name)], "Content-Disposition": disposition}


def _head_sheet(head: Sealed, day: date | None) -> Tab:
    header, line = [("Événement", 14), ("Sceau", 70)], [head.number, head.seal]
    if day is None:
        return Tab("Registre", header, [line])
    return Tab("Registre", [*header, ("Plan au", 14)], [[*line, day.isoformat()]])


def _lists_sheet(offered: Sequence[tuple[str, Sequence[str]]]) -> list[Tab]:
    """The sheet of the words that columns offer: written in the cells themselves, a list could hold
    no comma, and 255 characters in all."""
    rows = zip_longest(*(words for _, words in offered))
    return [Tab(LISTS, [(label, 30) for label, _ in offered], rows)] if offered else []


def _offer(page: Any, tab: Tab, offered: Sequence[tuple[str, Sequence[str]]]) -> None:
    """Offer the words of its lists in the columns of a tab; other words may be typed, once one has
    read that an import will ask what they mean."""
    for at, words in tab.lists.items():
        column = xl_col_to_name(offered.index((tab.header[at][0], words)), col_abs=True)
        rule = {
            "validate": "list",
            "source": f"={LISTS}!{column}$2:{column}${len(words) + 1}",
            "error_type": "warning",
            "error_title": "Hors de la liste",
            "error_message": "Ce mot n’est pas dans la liste\u00a0: à l’import, la plateforme "
            "demandera ce qu’il veut dire s’il n’est pas connu.",
        }
        page.data_validation(1, at, _LAST_ROW, at, rule)


def _sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel takes: at most 31 characters, few signs, unique in the workbook."""
    base = _NOT_IN_NAMES.sub(" ", wanted).strip("' ")[:31] or UNNAMED
    others = {other.lower() for other in taken}
    name, number = base, 2
    while name.lower() in others:
        name = f"{base[:27]} ({number})"
        number += 1
    return name


def _fill(page: Any, tab: Tab, formats: dict[str, Any]) -> None:
    page.freeze_panes(1, 0)
    for place, (label, width) in enumerate(tab.header):
        page.set_column(place, place, width)
        page.write_string(0, place, label, formats["top"])
    last = 0
    for last, row in enumerate(tab.rows, 1):
        for place, value in enumerate(row):
            _write(page, last, place, value, formats["money"])
    page.autofilter(0, 0, last, len(tab.header) - 1)


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
