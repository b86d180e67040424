"""A plan as a file, with the columns that an import understands: what goes out comes back."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any, NamedTuple

from django.db.models import QuerySet

from usine.pages import spreadsheets
from usine.pages.spreadsheets import Money, Sealed, Tab, workbook
from usine.territories.calendar import Axes
from usine.values.dates import PartialDate, Precision
from usine.values.fields import Field, FieldKind, Fields

from .bulk import batches
from .fields import (
    DETAIL_SHEETS,
    FIELDS,
    LINE_OF,
    RESULTS,
    STATEMENT_COLUMNS,
    STATEMENT_SHEETS,
    STATUS,
    TITLE_OF,
    in_files,
    with_axes,
)
from .formats import as_read
from .models import Action, FundingLine, Milestone, OwnIndicator, Result
from .statements import STATEMENTS
from .table import COLUMNS, PlanColumn

SHEET = "Plan d’actions"


class ExportColumn(NamedTuple):
    """A column of a file; `words` gives those that it offers, when it takes no others."""

    label: str
    width: int
    value: Callable[[Any], Any]
    private: bool = False
    words: Callable[[], Sequence[str]] = tuple


def _column(field: Field) -> ExportColumn:
    return ExportColumn(
        field.column,
        field.width,
        lambda action: _cell(field, getattr(action, field.name)),
        private=field.private,
        words=partial(_words, field),
    )


def _words(field: Field) -> Sequence[str]:
    return [label for _, label in field.labels] if field.kind == FieldKind.CHOICE else ()


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


CONFIRMED = ExportColumn("Confirmée le", 14, lambda a: a.confirmed_on, private=True)


def declared(fields: Fields = FIELDS) -> list[ExportColumn]:
    """The columns of an action: those that an import understands, then those for readers only,
    which an import leaves aside."""
    return [
        *map(_column, in_files(fields.values())),
        ExportColumn("Statut depuis le", 14, lambda a: a.status_on),
        CONFIRMED,
        *(_column(field) for field in fields.values() if field.kind == FieldKind.YES_NO),
    ]


TERRITORY = ExportColumn("Territoire", 32, lambda a: a.territory.name)
WITHDRAWAL: Sequence[ExportColumn] = (
    ExportColumn("Retirée le", 14, lambda a: a.withdrawn_on),
    ExportColumn("Motif du retrait", 50, lambda a: a.withdrawal_reason, private=True),
)
# The columns of the table that show no field of actions. An import leaves them aside: their headers
# are none of those that it understands ("Prochaine étape" would give steps).
_FOR_READERS: Mapping[str, Sequence[ExportColumn]] = {
    "territoire": [TERRITORY],
    "accorde": [ExportColumn("Total accordé (€)", 18, lambda a: Money.of(a.granted), private=True)],
    "etape": [ExportColumn("Étape suivante", 36, lambda a: a.next_step, private=True)],
    "confirmation": [CONFIRMED],
    "retrait": WITHDRAWAL,
}


# What tells an action from another, with its title: of a file without them, an import may take a
# line for another action, or for a detail of the one above.
_NAMING = [COLUMNS["reference"], COLUMNS["axe"]]


def _of_table(chosen: Sequence[PlanColumn], fields: Fields) -> Iterator[ExportColumn]:
    """The columns of a file that has those of the table, in its order, and what names actions."""
    for column in [*chosen, *(each for each in _NAMING if each not in chosen)]:
        if column.field:
            yield _column(STATUS if column.field == STATUS.name else fields[column.field])
        else:
            yield from _FOR_READERS[column.key]


class SheetBeside(NamedTuple):
    """A sheet of what actions hold besides their fields; no column is taken for a title, so it is
    not one of actions. `lines` gives the values of lines, each with the key of its action."""

    name: str
    fields: Fields
    lines: Callable[[Collection[int]], Iterable[tuple[int, Mapping[str, Any]]]]
    widths: Mapping[str, int] = {}

    def tab(self, actions: Mapping[int, tuple[int, str]]) -> Tab | None:
        """The sheet, unless nothing goes on it; `actions` are the line of each on the first sheet
        and its title."""
        lines = sorted(self.lines(actions), key=lambda each: actions[each[0]][0])
        if not lines:
            return None
        header = [
            (field.column, self.widths.get(field.name, max(field.width, 16)))
            for field in self.fields.values()
        ]
        rows = (
            [*actions[pk], *(self._cell(name, values) for name in self.fields)]
            for pk, values in lines
        )
        return Tab(self.name, [(LINE_OF, 14), (TITLE_OF, 50), *header], rows)

    def _cell(self, name: str, values: Mapping[str, Any]) -> Any:
        value = values[name]
        if self.fields is RESULTS and name in ("target", "measured") and value is not None:
            return as_read(values["code"], value)
        return _cell(self.fields[name], value)


def _details(name: str, model: Any, widths: Mapping[str, int]) -> SheetBeside:
    """The sheet of a kind of `Detail`."""
    sheet, fields = DETAIL_SHEETS[name]

    def lines(actions: Collection[int]) -> Iterator[tuple[int, Mapping[str, Any]]]:
        for batch in batches(list(actions)):
            standing = model._default_manager.standing().filter(action__in=batch)
            for each in standing.order_by("pk"):
                yield each.action_id, fields.values_of(each)

    return SheetBeside(sheet, fields, lines, widths)


# What a plan has besides its table; an import reads it back.
SHEETS_BESIDE = (
    _details("steps", Milestone, {"title": 50}),
    _details("funding", FundingLine, {"label": 36}),
    _details("results", Result, {"code": 34, "source": 36}),
    _details("indicators", OwnIndicator, {"name": 40, "source": 36}),
    *(SheetBeside(*STATEMENT_SHEETS[name], lines) for name, lines in STATEMENTS.items()),
)


def xlsx(
    actions: QuerySet[Action],
    *,
    axes: Axes,
    private: bool,
    head: Sealed,
    day: date | None = None,
    territory: bool = False,
    withdrawn: bool = False,
    chosen: Sequence[PlanColumn] = (),
) -> bytes:
    """A workbook: the plan, the sheets beside, the head of the ledger; `day` is the past one on
    which the actions are told. `axes` are those of the plan; `private` adds what mandates alone
    read, these sheets among it, `territory` the territory, `withdrawn` when and why the actions
    left the plan. With `chosen`, the file has these columns of the table, what names its actions,
    and nothing else; these are then those of `table.with_details`.

    Days and amounts are real ones; a date known to the quarter is written as people write it.
    Columns of one word among a few offer them.
    """
    columns = _columns(axes, private, territory, withdrawn, chosen)
    header = [(column.label, column.width) for column in columns]
    lists = {at: words for at, column in enumerate(columns) if (words := column.words())}
    plan = Tab(SHEET, header, _rows(actions, columns, territory), lists)
    beside = _beside(actions) if private and not chosen else ()
    return workbook([plan, *beside], head=head, day=day)


def _beside(actions: QuerySet[Action]) -> Iterator[Tab]:
    titles = enumerate(actions.values_list("pk", "title"), 2)
    lines = {pk: (line, title) for line, (pk, title) in titles}
    return filter(None, (each.tab(lines) for each in SHEETS_BESIDE))


def csv_lines(
    actions: QuerySet[Action],
    *,
    axes: Axes,
    private: bool,
    territory: bool = False,
    withdrawn: bool = False,
    chosen: Sequence[PlanColumn] = (),
) -> Iterator[str]:
    """The plan as CSV, line by line, with what people say of its actions in columns for readers;
    steps, financing, results and indicators are in the workbook alone. `chosen` as for `xlsx`."""
    columns = _columns(axes, private, territory, withdrawn, chosen)
    if private and not chosen:
        columns += _statements(list(actions.values_list("pk", flat=True)))
    labels = [column.label for column in columns]
    return spreadsheets.csv_lines(labels, _rows(actions, columns, territory))


def _statements(actions: Collection[int]) -> Iterator[ExportColumn]:
    """What the sheets of statements of a workbook hold, a line of text each."""
    for name, lines in STATEMENTS.items():
        fields = STATEMENT_SHEETS[name][1]
        texts: dict[int, list[str]] = defaultdict(list)
        for pk, values in lines(actions):
            parts = (field.show(values[each]) for each, field in fields.items() if values[each])
            texts[pk].append(" ; ".join(parts))
        yield ExportColumn(STATEMENT_COLUMNS[name], 50, partial(_text_of, texts), private=True)


def _text_of(texts: Mapping[int, Sequence[str]], action: Action) -> str:
    return "\n".join(texts.get(action.pk, ()))


def _columns(
    axes: Axes, private: bool, territory: bool, withdrawn: bool, chosen: Sequence[PlanColumn]
) -> list[ExportColumn]:
    fields = with_axes(axes)
    columns = list(_of_table(chosen, fields)) if chosen else _whole(fields, territory, withdrawn)
    return [column for column in columns if private or not column.private]


def _whole(fields: Fields, territory: bool, withdrawn: bool) -> list[ExportColumn]:
    """All the columns of a plan."""
    first = [TERRITORY] if territory else []
    return [*first, *declared(fields), *(WITHDRAWAL if withdrawn else ())]


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
