"""The rows of an import as a table with the columns of the plan: old and new in each cell."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as of_each
from typing import Any

from usine.ledger.history import ChangedValue
from usine.plans import vocabulary
from usine.plans.fields import FIELDS, STATUS, in_files
from usine.plans.states import CLOSED
from usine.reading import word_key
from usine.reading.accounting import NO_VALUE
from usine.values.fields import Field, FieldKind
from usine.values.formats import format_day

from .cells import cells_of
from .details import details_shown
from .filling import OF_PLAN
from .intake import named
from .matching import same
from .models import ImportRow
from .states import DRAFTS, KEPT, RowKind

# What files give besides the fields of an action.
_DETAILS = (
    vocabulary.FUNDING,
    vocabulary.STEPS,
    Field("results", "Résultats", FieldKind.STEPS),
    Field("indicators", "Indicateurs", FieldKind.STEPS),
    vocabulary.COMMUNES,
    vocabulary.BLOCKED,
    Field("notes", "Notes", FieldKind.NAMES),
)
# The column that shows a field which has none of its own.
_SHOWN_IN = {
    "period": "start",
    **{each.name: "results" for each in vocabulary.RESULTS},
    vocabulary.STATUS_ON.name: STATUS.name,
    vocabulary.BLOCKED_KIND.name: vocabulary.BLOCKED.name,
    vocabulary.BLOCKED_SINCE.name: vocabulary.BLOCKED.name,
    "blockages": vocabulary.BLOCKED.name,
    "places": vocabulary.COMMUNES.name,
    "remarks": "notes",
}
_LONG = (FieldKind.LONG_TEXT, FieldKind.TITLE, FieldKind.NAMES, FieldKind.LINES, FieldKind.STEPS)
# A row without it is refused: what its words mean is asked once for the file.
AXIS = "axis"
# The rows about an action of the plan, of which cells may repeat what it says.
_OF_PLAN = (RowKind.CHANGED, RowKind.UNCHANGED, RowKind.ASKED)
# These are always there, before the others.
_FIRST = ("reference", "title")


@dataclass(frozen=True)
class Box:
    """A cell of the file that the user may write again: its name, what it says (nothing, for a
    formula without a value), and why it is to complete, if it is; `label` is that of its column,
    `reason` why the plan refuses it."""

    name: str
    text: str
    label: str
    why: str = ""
    reason: str = ""


@dataclass
class ShownCell:
    """A field of a row: what the plan says and would say, what it keeps for want of a value in the
    file, and the cells that say it badly."""

    field: Field
    old: str = ""
    new: str = ""
    kept: str = ""
    is_changed: bool = False
    lines: Sequence[ChangedValue] = ()
    boxes: list[Box] = of_each(default_factory=list)

    @property
    def is_number(self) -> bool:
        return self.field.kind == FieldKind.MONEY

    @property
    def is_long(self) -> bool:
        return self.field.kind in _LONG

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing under its label."""
        return self.is_empty and not (self.kept or self.lines)

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.is_changed or self.boxes)


@dataclass
class Line:
    """A row of the preview: `others` are cells to complete of fields without a column, `opened`
    all its cells when the user corrects it, `asked` the words of its axis when a question of the
    file waits for them."""

    row: ImportRow
    reference: ShownCell
    title: ShownCell
    cells: list[ShownCell]
    others: list[Box] = of_each(default_factory=list)
    opened: list[Box] = of_each(default_factory=list)
    asked: str = ""
    is_ticked: bool = False

    @property
    def problems(self) -> list[dict[str, str]]:
        """Why the row is refused, besides the question that waits for its axis."""
        every = self.row.problems
        return [each for each in every if not self.asked or each["field"] != AXIS]

    @property
    def is_told(self) -> bool:
        """Whether there is something to know of the row besides its cells."""
        row = self.row
        says = row.problems or row.doubts or self.others or row.decision
        return bool(says or row.is_to_decide or row.is_to_answer)

    @property
    def is_closed(self) -> bool:
        """Whether the plan does not take what blocks an action that it has closed."""
        row = self.row
        is_taken = "blocked" in row.filled or "blocked" not in row.details
        return not is_taken and row.action is not None and row.action.status in CLOSED

    @property
    def doubts(self) -> Iterator[tuple[Mapping[str, str], str]]:
        """What is to check, each with the name of its cell when the value of the plan may stay."""
        for doubt in self.row.doubts:
            may_stay = self.row.action is not None and doubt["why"] in KEPT and doubt.get("cell")
            yield doubt, self.row.full_name(doubt["cell"]) if may_stay else ""

    @property
    def has_boxes(self) -> bool:
        return bool(self.others or self.opened or any(cell.boxes for cell in self.cells))


@dataclass(frozen=True)
class RowTable:
    columns: list[Field]
    lines: list[Line]

    @property
    def has_boxes(self) -> bool:
        return any(line.has_boxes for line in self.lines)

    @property
    def width(self) -> int:
        """How many columns there are, those of the row itself included."""
        return len(self.columns) + len(_FIRST) + 3


def table_of(rows: Iterable[ImportRow], opened: str = "") -> RowTable:
    """The table of these rows, with the columns of which one at least says something new, or
    something when nothing is new, those of cells to complete first; `opened` is the key of the row
    whose cells are all boxes."""
    every = [(row, _cells(row)) for row in rows]
    is_all_known = all(row.kind == RowKind.UNCHANGED for row, _ in every)
    columns = [
        each
        for each in (*in_files(), *_DETAILS)
        if each.name not in _FIRST
        and any(
            not cells[each.name].is_empty and (is_all_known or _is_new(row, cells[each.name]))
            for row, cells in every
        )
    ]
    columns.sort(key=lambda each: not any(cells[each.name].boxes for _, cells in every))
    return RowTable(columns, [_line(row, cells, columns, opened) for row, cells in every])


def _is_new(row: ImportRow, cell: ShownCell) -> bool:
    """Whether a cell does not repeat what the plan says of the action of its row."""
    return row.kind not in _OF_PLAN or bool(cell.is_changed or cell.lines or cell.boxes)


def _line(
    row: ImportRow, cells: Mapping[str, ShownCell], columns: Sequence[Field], opened: str
) -> Line:
    reference, title = (cells[name] for name in _FIRST)
    others = [
        _box(row, entry)
        for entry in row.incomplete
        if _SHOWN_IN.get(entry["field"], entry["field"]) not in cells
    ]
    asked = _asked_axis(row)
    if asked:
        cells[AXIS].boxes.clear()
    line = Line(row, reference, title, [cells[each.name] for each in columns], others, asked=asked)
    if str(row.pk) == opened:
        for cell in cells.values():
            cell.boxes.clear()
        line.others.clear()
        line.opened = list(_all_boxes(row))
    return line


def _asked_axis(row: ImportRow) -> str:
    """The words of the axis of a refused row that a question of the file asks about."""
    questions = row.plan_import.account.get("questions", ())
    keys = {asked["key"] for asked in questions if asked["field"] == AXIS}
    words = (entry["words"] for entry in row.incomplete if entry["field"] == AXIS)
    every = (each for each in words if word_key(each) in keys)
    return next(every, "") if row.kind == RowKind.REFUSED else ""


def _cells(row: ImportRow) -> dict[str, ShownCell]:
    """What the row says of each field that a file may have."""
    cells = {each.name: ShownCell(each) for each in (*in_files(), *_DETAILS)}
    for name, value in FIELDS.decode_values(row.values).items():
        if not _keeps(row, name, value):
            cells[name].new = cells[name].field.show(value)
    if row.status and not _keeps(row, STATUS.name, row.status):
        cells[STATUS.name].new = STATUS.show(row.status)
    if row.is_held:
        cells[STATUS.name].new = ""
    if row.kind in (RowKind.CHANGED, RowKind.ASKED):
        for name, (old, new) in FIELDS.decode(row.changes).items():
            _change(cells[name], old, new)
        if row.status_before:
            _change(cells[STATUS.name], row.status_before, row.status)
    if row.status_on:
        cells[STATUS.name].new += f", depuis le {format_day(row.status_on)}"
    for name, detail in details_shown(row.details, row.filled):
        cells[name].old, cells[name].new, cells[name].lines = detail
        cells[name].is_changed = row.kind == RowKind.CHANGED and bool(detail.old)
    waiting: dict[str, list[Box]] = defaultdict(list)
    for entry in row.incomplete:
        waiting[_SHOWN_IN.get(entry["field"], entry["field"])].append(_box(row, entry))
    for name in waiting.keys() & cells.keys():
        cells[name].boxes = waiting[name]
        if name in row.values and any(box.reason for box in waiting[name]):
            # What the plan does not take is told by its box alone.
            cells[name].new = ""
    if row.action:
        for cell in (cells[each.name] for each in in_files()):
            if not (cell.new or cell.is_changed):
                cell.kept = cell.field.show(getattr(row.action, cell.field.name))
    return cells


def _keeps(row: ImportRow, name: str, value: Any) -> bool:
    """Whether the plan keeps what it says where the file, before it is applied, says otherwise."""
    known = row.kind in (RowKind.CHANGED, RowKind.UNCHANGED) and row.plan_import.state in DRAFTS
    return bool(known and row.action) and not same(getattr(row.action, name), value)


def _change(cell: ShownCell, old: Any, new: Any) -> None:
    cell.old, cell.new, cell.is_changed = cell.field.show(old), cell.field.show(new), True


def _box(row: ImportRow, entry: Mapping[str, Any]) -> Box:
    reason = entry["why"] if OF_PLAN in entry else ""
    place = named(entry["sheet"], entry["cell"])
    told = place if row.plan_import.has_sheets else entry["cell"]
    words = "" if entry["words"] == NO_VALUE else entry["words"]
    return Box(place, words, told, entry["why"], reason)


def _all_boxes(row: ImportRow) -> Iterator[Box]:
    """The cells of the row in the file, column by column."""
    for cell in cells_of(row):
        yield Box(cell.name, cell.words, cell.header)
