"""A plan as a file, with the columns that an import understands: what goes out comes back."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from usine.pages import spreadsheets
from usine.pages.spreadsheets import Money, Sealed, Tab, workbook
from usine.territories.calendar import Axes
from usine.values.dates import PartialDate, Precision
from usine.values.fields import Field, FieldKind, Fields

from .fields import FIELDS, in_files, with_axes
from .models import Action

SHEET = "Plan d’actions"


class ExportColumn(NamedTuple):
    label: str
    width: int
    value: Callable[[Action], Any]
    private: bool = False


def _column(field: Field) -> ExportColumn:
    return ExportColumn(
        field.column,
        field.width,
        lambda action: _cell(field, getattr(action, field.name)),
        private=field.private,
    )


def _cell(field: Field, value: Any) -> Any:
    match field.kind:
        case FieldKind.MONEY:
            return Money.of(value)
        case FieldKind.DATE:
            return _day(value)
        case FieldKind.YES_NO:
            return "oui" if value else ""
        case FieldKind.CHOICE | FieldKind.NAMES:
            return field.show(value) if value else ""
    return value


def declared(fields: Fields = FIELDS) -> list[ExportColumn]:
    """The columns of an action: those that an import understands, then those for readers only,
    which an import leaves aside."""
    return [
        *map(_column, in_files(fields.values())),
        ExportColumn("Statut depuis le", 14, lambda a: a.status_on),
        ExportColumn("Confirmée le", 14, lambda a: a.confirmed_on, private=True),
        *(_column(field) for field in fields.values() if field.kind == FieldKind.YES_NO),
    ]


TERRITORY = ExportColumn("Territoire", 32, lambda a: a.territory.name)
WITHDRAWAL: Sequence[ExportColumn] = (
    ExportColumn("Retirée le", 14, lambda a: a.withdrawn_on),
    ExportColumn("Motif du retrait", 50, lambda a: a.withdrawal_reason, private=True),
)


def xlsx(
    actions: QuerySet[Action],
    *,
    axes: Axes,
    private: bool,
    head: Sealed,
    territory: bool = False,
    withdrawn: bool = False,
) -> bytes:
    """A workbook of one sheet, and of the head of the ledger. `axes` are those of the plan;
    `private` adds what mandates alone read, `territory` the territory, `withdrawn` when and why the
    actions left the plan.

    Days and amounts are real ones; a date known to the quarter is written as people write it.
    """
    columns = _columns(axes, private, territory, withdrawn)
    header = [(column.label, column.width) for column in columns]
    return workbook([Tab(SHEET, header, _rows(actions, columns, territory))], head=head)


def csv_lines(
    actions: QuerySet[Action],
    *,
    axes: Axes,
    private: bool,
    territory: bool = False,
    withdrawn: bool = False,
) -> Iterator[str]:
    """The file of `xlsx` as CSV, line by line."""
    columns = _columns(axes, private, territory, withdrawn)
    labels = [column.label for column in columns]
    return spreadsheets.csv_lines(labels, _rows(actions, columns, territory))


def _columns(axes: Axes, private: bool, territory: bool, withdrawn: bool) -> list[ExportColumn]:
    columns = [*declared(with_axes(axes)), *(WITHDRAWAL if withdrawn else ())]
    readable = [column for column in columns if private or not column.private]
    return [TERRITORY, *readable] if territory else readable


def _rows(
    actions: QuerySet[Action], columns: Sequence[ExportColumn], territory: bool
) -> Iterator[list[Any]]:
    rows = actions.select_related("territory") if territory else actions
    for action in rows.iterator(chunk_size=2_000):
        yield [column.value(action) for column in columns]


def _day(day: PartialDate | None) -> date | str | None:
    if day is None:
        return None
    return day.first if day.precision == Precision.DAY else str(day)
