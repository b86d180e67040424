"""A plan as a file: the columns that an import understands, so that what goes out comes back."""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

import xlsxwriter
from django.db.models import QuerySet

from usine.kernel.dates import PartialDate, Precision

from .models import Action

SHEET = "Plan d’actions"
# Excel keeps no more in a cell.
CELL_MAX = 32_767
# A spreadsheet that opens a CSV takes for a formula what begins so.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")

Cell = str | int | float | date | None


class Column(NamedTuple):
    label: str
    width: int
    value: Callable[[Action], Any]
    private: bool = False


COLUMNS: Sequence[Column] = (
    Column("Référence", 12, lambda a: a.reference),
    Column("Axe", 26, lambda a: a.get_axis_display()),
    Column("Intitulé", 50, lambda a: a.title),
    Column("Description", 60, lambda a: a.description),
    Column("Porteur", 28, lambda a: a.lead),
    Column("Partenaires", 36, lambda a: " ; ".join(a.partners)),
    Column("Budget prévisionnel (€)", 18, lambda a: _Money.of(a.planned_budget), private=True),
    Column("Statut", 24, lambda a: a.get_status_display()),
    Column("Début", 14, lambda a: _day(a.start)),
    Column("Fin", 14, lambda a: _day(a.end)),
    Column("Priorité", 10, lambda a: a.get_priority_display()),
    Column("Commentaires", 50, lambda a: a.comment, private=True),
)
TERRITORY = Column("Territoire", 32, lambda a: a.territory.name)


class _Money(NamedTuple):
    cents: int

    @classmethod
    def of(cls, cents: int | None) -> "_Money | None":
        return None if cents is None else cls(cents)


def xlsx(actions: QuerySet[Action], *, private: bool, territory: bool = False) -> bytes:
    """A workbook of one sheet; `private` adds budgets and comments, `territory` the territory.

    Days and amounts are real ones; a date known to the quarter is written as people write it.
    """
    columns = _columns(private, territory)
    rows = ([column.value(action) for column in columns] for action in _read(actions, territory))
    return sheet([column.label for column in columns], [c.width for c in columns], rows)


def sheet(
    header: Sequence[str], widths: Sequence[int], rows: Iterator[Sequence[Any]], name: str = SHEET
) -> bytes:
    """A workbook of one table: texts stay texts, whatever they begin with."""
    file = io.BytesIO()
    options = {"constant_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(file, options) as workbook:
        top = workbook.add_format({"bold": True, "bg_color": "#E3E3FD", "text_wrap": True})
        money = workbook.add_format({"num_format": "#,##0.00"})
        page = workbook.add_worksheet(name)
        page.freeze_panes(1, 0)
        for place, width in enumerate(widths):
            page.set_column(place, place, width)
        for place, label in enumerate(header):
            page.write_string(0, place, label, top)
        last = 0
        for last, row in enumerate(rows, 1):
            for place, value in enumerate(row):
                match value:
                    case None | "":
                        pass
                    case _Money(cents):
                        page.write_number(last, place, cents / 100, money)
                    case bool():
                        page.write_boolean(last, place, value)
                    case int() | float():
                        page.write_number(last, place, value)
                    case date():
                        page.write_datetime(last, place, value)
                    case _:
                        page.write_string(last, place, str(value)[:CELL_MAX])
        page.autofilter(0, 0, last, len(header) - 1)
    return file.getvalue()


def csv_lines(
    actions: QuerySet[Action], *, private: bool, territory: bool = False
) -> Iterator[str]:
    """The same as text, line by line: UTF-8 with its mark, `;`, decimal comma."""
    columns = _columns(private, territory)
    yield "\ufeff" + _line([column.label for column in columns])
    for action in _read(actions, territory):
        yield _line([_text(column.value(action)) for column in columns])


def _columns(private: bool, territory: bool) -> list[Column]:
    shown = [column for column in COLUMNS if private or not column.private]
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
        case _Money(cents):
            return f"{cents // 100},{cents % 100:02d}"
        case date():
            return f"{value:%d/%m/%Y}"
    return f"'{value}" if value.startswith(FORMULA_STARTS) else value


def _line(cells: Sequence[str]) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=";", lineterminator="\r\n").writerow(cells)
    return line.getvalue()
