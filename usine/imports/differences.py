"""What a file announces of itself, and is not what is read of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from usine.plans.fields import FIELDS
from usine.values.formats import format_cents, format_counted

from .models import ImportRow, PlanImport
from .states import RowKind

ACTIONS = "actions"
"""What a file announces when it counts its actions: `reading.totals` says so."""


@dataclass(frozen=True)
class FileDifference:
    """A figure of the file that is not what is read; `name` is what the user says to have seen."""

    name: str
    text: str


def differences(plan_import: PlanImport) -> list[FileDifference]:
    every = plan_import.account.get("differences", ())
    rows = _rows(plan_import) if every else []
    return [FileDifference(name_of(each), in_words(each, of_plan(each, rows))) for each in every]


def _rows(plan_import: PlanImport) -> list[ImportRow]:
    """The accepted rows, when users set some of them aside."""
    if not plan_import.counts.get("set_aside"):
        return []
    rows = plan_import.rows.exclude(kind=RowKind.REFUSED)
    return list(rows.only("plan_import", "sheet", "kind", "values"))


def of_plan(entry: Mapping[str, Any], rows: Sequence[ImportRow]) -> str:
    """What the plan takes of the figure that is read, and how many of its rows are set aside; empty
    when there are none, or when these rows do not make that figure."""
    for counted in (rows, [row for row in rows if row.sheet == entry["sheet"]]):
        weights = [_weight(entry, row) for row in counted]
        left = [row.kind == RowKind.ASIDE for row in counted]
        aside = sum(is_left and bool(weight) for is_left, weight in zip(left, weights, strict=True))
        if aside and sum(weights) == entry["read"]:
            taken = sum(
                weight for is_left, weight in zip(left, weights, strict=True) if not is_left
            )
            those = format_counted(aside, "ligne est", "lignes sont")
            return f", dont {figure_of(entry, taken)} pour le plan\u00a0: {those} de côté"
    return ""


def _weight(entry: Mapping[str, Any], row: ImportRow) -> int:
    """What a row counts for: an action, one of an axis, or its budget."""
    if not is_count(entry):
        return row.values.get("planned_budget") or 0
    axis = entry["what"].removeprefix(ACTIONS).removeprefix(", ")
    return int(not axis or FIELDS["axis"].show(row.values.get("axis")) == axis)


def name_of(difference: Mapping[str, Any]) -> str:
    """The name of a difference: it changes with its figures."""
    return f"{place_of(difference)}={difference['announced']}:{difference['read']}"


def place_of(entry: Mapping[str, Any]) -> str:
    return f"{entry['sheet']}!{entry['cell']}".lstrip("!")


def is_count(entry: Mapping[str, Any]) -> bool:
    """Whether an entry counts actions: all of them, or those of an axis."""
    return entry["what"] == ACTIONS or entry["what"].startswith(f"{ACTIONS}, ")


def figure_of(entry: Mapping[str, Any], figure: int) -> str:
    if is_count(entry):
        return format_counted(figure, "action", "actions")
    return format_cents(figure)


def in_words(entry: Mapping[str, Any], of_plan: str = "") -> str:
    """A difference, as `intake.account_of` gives it, in a sentence."""
    named = entry["what"].removeprefix(ACTIONS).removeprefix(", ")
    what = f"«\u00a0{named}\u00a0», " if named else ""
    return (
        f"Le fichier annonce {figure_of(entry, entry['announced'])}, nous lisons "
        f"{figure_of(entry, entry['read'])}{of_plan} ({what}{place_of(entry)})."
    )
