"""A plan as a file, with the columns that an import understands: what goes out comes back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import QuerySet

from usine.pages import spreadsheets
from usine.pages.spreadsheets import Money, Sealed, Tab, workbook
from usine.territories.calendar import Axes
from usine.values.dates import PartialDate, Precision
from usine.values.fields import Field, FieldKind, Fields

from .fields import DETAIL_SHEETS as IN_FILES
from .fields import FIELDS, LINE_OF, TITLE_OF, in_files, with_axes
from .formats import as_read
from .models import Action, FundingLine, Milestone, OwnIndicator, Result

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
        case FieldKind.CHOICE | FieldKind.CHOICES | FieldKind.NAMES:
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


class DetailSheet(NamedTuple):
    """A sheet of details; no column is taken for a title, so it is not one of actions."""

    name: str
    fields: Fields
    model: Any  # a kind of `Detail`
    widths: Mapping[str, int] = {}

    def tab(self, actions: QuerySet[Action], numbers: Mapping[int, int]) -> Tab:
        """`numbers` are the lines of the actions on the first sheet."""
        header = [(field.column, self.widths.get(field.name, 16)) for field in self.fields.values()]
        whose = [(LINE_OF, 14), (TITLE_OF, 50)]
        return Tab(self.name, [*whose, *header], self._rows(actions, numbers))

    def _rows(self, actions: QuerySet[Action], numbers: Mapping[int, int]) -> Iterator[list[Any]]:
        rows = sorted(self.of(actions), key=lambda each: (numbers[each.action_id], each.pk))
        for each in rows:
            values = self.fields.values_of(each)
            whose = [numbers[each.action_id], each.action.title]
            yield [*whose, *(self._cell(name, values) for name in self.fields)]

    def of(self, actions: QuerySet[Action]) -> QuerySet:
        standing = self.model._default_manager.standing().select_related("action")
        return standing.filter(action__in=actions.order_by())

    def _cell(self, name: str, values: Mapping[str, Any]) -> Any:
        value = values[name]
        if self.model is Result and name in ("target", "measured") and value is not None:
            return as_read(values["code"], value)
        return _cell(self.fields[name], value)


# What a plan has besides its table, for those who read.
DETAIL_SHEETS = (
    DetailSheet(*IN_FILES["steps"], Milestone, {"title": 50}),
    DetailSheet(*IN_FILES["funding"], FundingLine, {"label": 36}),
    DetailSheet(*IN_FILES["results"], Result, {"code": 34, "source": 36}),
    DetailSheet(*IN_FILES["indicators"], OwnIndicator, {"name": 40, "source": 36}),
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
    """A workbook: the plan, its details, the head of the ledger. `axes` are those of the plan;
    `private` adds what mandates alone read, details among it, `territory` the territory,
    `withdrawn` when and why the actions left the plan.

    Days and amounts are real ones; a date known to the quarter is written as people write it.
    """
    columns = _columns(axes, private, territory, withdrawn)
    header = [(column.label, column.width) for column in columns]
    details = [each for each in DETAIL_SHEETS if private and each.of(actions).exists()]
    numbers = {}
    if details:
        numbers = {pk: row for row, pk in enumerate(actions.values_list("pk", flat=True), 2)}
    tabs = [each.tab(actions, numbers) for each in details]
    return workbook([Tab(SHEET, header, _rows(actions, columns, territory)), *tabs], head=head)


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
