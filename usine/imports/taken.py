"""What the plan takes of the figures that a file announces of itself."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from string import digits
from typing import Any

from usine.plans.fields import FIELDS, STATUS

from .details import AMOUNTS
from .filling import CENTS, OF_PLAN
from .models import ImportRow, PlanImport
from .states import RowKind

ACTIONS = "actions"
"""What a file announces when it counts its actions: `reading.totals` says so."""

BUDGET = "planned_budget"

Entry = Mapping[str, Any]
"""What a file announces, as `intake.account_of` gives it."""


@dataclass(frozen=True)
class TakenShare:
    """What the plan takes of a figure, None when it is not known: the rest is that of rows `aside`,
    which users set aside, of rows `refused`, which are read and contradict the plan, and of
    `amounts` that the plan does not take."""

    figure: int | None
    aside: int
    refused: int
    amounts: int

    @property
    def is_short(self) -> bool:
        """Whether the plan takes less, and no user asked for it."""
        return bool(self.refused or self.amounts)


def weighed(plan_import: PlanImport) -> Iterator["WeighedRow"]:
    """The rows that are read, with what they weigh in the figures of the file."""
    rows = plan_import.rows.order_by("position")
    named = ("plan_import", "sheet", "number", "places", "kind", "is_sound", "missing")
    for row in rows.only(*named, "values", "status", "details", "incomplete"):
        row.plan_import = plan_import
        if row.kind != RowKind.REFUSED or row.is_refused_by_plan:
            yield WeighedRow(row)


class WeighedRow:
    """A row with its amounts by cell, {(sheet, cell): cents}, `left`, the entries of those that
    the plan does not take, and `unread`, those of what the file alone leaves to complete."""

    def __init__(self, row: ImportRow) -> None:
        self.kind, self.sheet = row.kind, row.sheet
        self.parts = {FIELDS["axis"].show(row.values.get("axis")), STATUS.show(row.status)}
        self.budget: int = row.values.get(BUDGET) or 0
        self.left = [each for each in row.incomplete if CENTS in each]
        self.unread = [each for each in row.incomplete if OF_PLAN not in each]
        lines = row.details.get("funding", ())
        self.amounts: dict[tuple[str, str], int] = {
            (sheet, cell): lines[rank][stage]
            for rank, stage, sheet, _, cell, _ in row.details.get("shares", ())
            if stage in AMOUNTS
        }
        self.amounts.setdefault((row.sheet, row.cell_of(BUDGET)), self.budget)

    def weight(self, entry: Entry) -> int:
        """What the row counts for: an action, its cells in the range of a total, or its budget."""
        if is_count(entry):
            return 1
        if entry.get("summed"):
            return sum(c for place, c in self.amounts.items() if _is_summed(*place, entry))
        return self.budget

    def left_of(self, entry: Entry) -> list[int]:
        """The amounts of a figure that the plan does not take of the row, in cents."""
        return [each[CENTS] for each in self.left if _is_of(each, entry)]

    def unread_of(self, entry: Entry) -> int:
        """How many amounts of a figure are to complete: those of its cells, or the budget."""
        is_whole = part_of(entry) in {*self.parts, FIELDS[BUDGET].label}
        is_of_money = (entry.get("summed") or is_whole) and not entry.get("counted")
        return sum(_is_of(each, entry) for each in self.unread) if is_of_money else 0


def _is_of(lost: Entry, entry: Entry) -> bool:
    """Whether an amount that is left is one of those that make a figure."""
    if is_count(entry):
        return False
    if entry.get("summed"):
        return _is_summed(lost["sheet"], lost["cell"], entry)
    return bool(lost["field"] == BUDGET)


def _is_summed(sheet: str, cell: str, entry: Entry) -> bool:
    """Whether a cell is one of those that a total sums, which are of one column."""
    first, _, last = entry["summed"].partition(":")
    column = first.rstrip(digits)
    if sheet != entry["sheet"] or cell.rstrip(digits) != column:
        return False
    number, above, under = (int(each.removeprefix(column)) for each in (cell, first, last or first))
    return above <= number <= under


def is_count(entry: Entry) -> bool:
    """Whether an entry counts actions: all of them, or those of an axis, or of a status."""
    return entry["what"] == ACTIONS or entry["what"].startswith(f"{ACTIONS}, ")


def part_of(entry: Entry) -> str:
    """What a figure is of: the name of an axis, of a status, or of a column."""
    return str(entry["what"]).removeprefix(ACTIONS).removeprefix(", ")


def taken_of(entry: Entry, rows: Sequence[WeighedRow]) -> TakenShare | None:
    """What the plan takes of the figure that is read; None when it takes it whole, or when these
    rows do not make that figure."""
    if entry.get("counted"):
        return None  # rows weigh their budget, not their results
    of_part = [row for row in rows if part_of(entry) in row.parts]
    of_sheet = [row for row in rows if row.sheet == entry["sheet"]]
    for counted in [of_part] if of_part else [rows, of_sheet]:
        if sum(row.weight(entry) for row in counted) == entry["read"]:
            return _taken(entry, counted)
    lost = sum(len(row.left_of(entry)) for row in rows) if entry.get("summed") else 0
    return TakenShare(None, 0, 0, lost) if lost else None


def _taken(entry: Entry, rows: Sequence[WeighedRow]) -> TakenShare | None:
    weighing = [row for row in rows if row.weight(entry)]
    out = {
        kind: [row.weight(entry) for row in weighing if row.kind == kind]
        for kind in (RowKind.ASIDE, RowKind.REFUSED)
    }
    aside, refused = out.values()
    left = [cents for row in weighing for cents in row.left_of(entry)]
    if not (aside or refused or left):
        return None
    figure = entry["read"] - sum(aside) - sum(refused) - sum(left)
    return TakenShare(figure, len(aside), len(refused), len(left))
