"""A plan as a file: the columns that an import understands, so that what goes out comes back."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import xlsxwriter
from django.db.models import QuerySet

from usine.values.dates import PartialDate, Precision

from .models import Action

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHEET = "Plan d’actions"
# Excel keeps no more in a cell.
CELL_MAX = 32_767
# A spreadsheet that opens a CSV takes for a formula what begins so.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

_NOT_IN_NAMES = re.compile(r"[\[\]:*?/\\\x00-\x1f]")

# A name, the label and width of each column, the rows.
Sheet = tuple[str, Sequence[tuple[str, int]], Iterable[Sequence[Any]]]


class Money(NamedTuple):
    """An amount, told from a mere number."""

    cents: int

    @classmethod
    def of(cls, cents: int | None) -> "Money | None":
        return None if cents is None else cls(cents)


class Column(NamedTuple):
    label: str
    width: int
    value: Callable[[Action], Any]
    private: bool = False


COLUMNS: Sequence[Column] = (
    Column("Référence", 12, lambda a: a.reference),
    Column("Axe", 26, lambda a: a.get_axis_display()),
    Column("Intitulé", 50, lambda a: a.title),
    Column("Description", 60, lambda a: a.description, private=True),
    Column("Porteur", 28, lambda a: a.lead),
    Column("Partenaires", 36, lambda a: " ; ".join(a.partners), private=True),
    Column("Budget prévisionnel (€)", 18, lambda a: Money.of(a.planned_budget), private=True),
    Column("Statut", 24, lambda a: a.get_status_display()),
    Column("Début", 14, lambda a: _day(a.start)),
    Column("Fin", 14, lambda a: _day(a.end)),
    Column("Priorité", 10, lambda a: a.get_priority_display(), private=True),
    Column("Commentaires", 50, lambda a: a.comment, private=True),
    # What follows is said for those who read: an import leaves it aside.
    Column("Statut depuis le", 14, lambda a: a.status_on),
    Column("Confirmée le", 14, lambda a: a.confirmed_on, private=True),
    Column("Accès restreint", 10, lambda a: "oui" if a.restricted else "", private=True),
)
TERRITORY = Column("Territoire", 32, lambda a: a.territory.name)
WITHDRAWAL: Sequence[Column] = (
    Column("Retirée le", 14, lambda a: a.withdrawn_on),
    Column("Motif du retrait", 50, lambda a: a.withdrawal_reason, private=True),
)


def xlsx(
    actions: QuerySet[Action], *, private: bool, territory: bool = False, withdrawn: bool = False
) -> bytes:
    """A workbook of one sheet; `private` adds what mandates alone read, `territory` the territory,
    `withdrawn` when and why the actions left the plan.

    Days and amounts are real ones; a date known to the quarter is written as people write it.
    """
    columns = _columns(private, territory, withdrawn)
    rows = ([column.value(action) for column in columns] for action in _read(actions, territory))
    return workbook([(SHEET, [(column.label, column.width) for column in columns], rows)])


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """A workbook of tables; texts stay texts, whatever they begin with."""
    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(file, options) as book:
        top = book.add_format({"bold": True, "bg_color": "#E3E3FD", "text_wrap": True})
        money = book.add_format({"num_format": "#,##0.00"})
        for name, header, rows in sheets:
            page = book.add_worksheet(_sheet_name(name, book.sheetnames))
            page.freeze_panes(1, 0)
            for place, (label, width) in enumerate(header):
                page.set_column(place, place, width)
                page.write_string(0, place, label, top)
            last = 0
            for last, row in enumerate(rows, 1):
                for place, value in enumerate(row):
                    _write(page, last, place, value, money)
            page.autofilter(0, 0, last, len(header) - 1)
    return file.getvalue()


def _sheet_name(wanted: str, taken: Iterable[str]) -> str:
    """A name that Excel takes: 31 characters, few signs, once in the workbook."""
    base = _NOT_IN_NAMES.sub(" ", wanted).strip("' ")[:31] or SHEET
    others = {other.lower() for other in taken}
    name, number = base, 2
    while name.lower() in others:
        name = f"{base[:27]} ({number})"
        number += 1
    return name


def _write(page: Any, row: int, place: int, value: Any, money: Any) -> None:
    match value:
        case None | "":
            return
        case Money(cents):
            page.write_number(row, place, cents / 100, money)
        case bool():
            page.write_boolean(row, place, value)
        case int() | float():
            page.write_number(row, place, value)
        case date():
            page.write_datetime(row, place, value)
        case _:
            page.write_string(row, place, str(value)[:CELL_MAX])


def csv_lines(
    actions: QuerySet[Action], *, private: bool, territory: bool = False, withdrawn: bool = False
) -> Iterator[str]:
    """The same as text, line by line: UTF-8 with its mark, `;`, decimal comma."""
    columns = _columns(private, territory, withdrawn)
    yield "\ufeff" + _line([column.label for column in columns])
    for action in _read(actions, territory):
        yield _line([_text(column.value(action)) for column in columns])


def _columns(private: bool, territory: bool, withdrawn: bool) -> list[Column]:
    columns = (*COLUMNS, *WITHDRAWAL) if withdrawn else COLUMNS
    shown = [column for column in columns if private or not column.private]
    return [TERRITORY, *shown] if territory else shown


def _read(actions: QuerySet[Action], territory: bool) -> Iterator[Action]:
    rows = actions.select_related("territory") if territory else actions
    return rows.iterator(chunk_size=2_000)


def _day(day: PartialDate | None) -> date | str | None:
    if day is None:
        return None
    return day.first if day.precision == Precision.DAY else str(day)


def _text(value: Any) -> str:
    match value:
        case None:
            return ""
        case Money(cents):
            return f"{cents // 100},{cents % 100:02d}"
        case date():
            return f"{value:%d/%m/%Y}"
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(cells)
    return line.getvalue()
