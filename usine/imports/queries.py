"""Reads that operations and pages of imports share."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import chain
from typing import Any

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat
from django.utils.text import Truncator

from usine.ledger.models import Payload
from usine.plans.fields import DETAILS
from usine.plans.gate import hold_actions, hold_plan
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.reading import Category
from usine.reading.accounting import Aside
from usine.reading.extraction.survey import column_letters
from usine.territories.models import Territory

from .differences import compared
from .filling import CENTS, OF_PLAN
from .intake import from_json
from .memory import remembered
from .models import ImportFile, ImportRow, PlanImport
from .states import WRITTEN, RowKind
from .whose import doubts_of_plan

# The acts that leave the version of an action as it is.
ACTS = (
    *(f"plans.{verb}_{kind}" for verb in ("add", "change", "remove") for kind in DETAILS),
    *("plans.fill_in", "plans.block", "plans.lift_block", "plans.locate", "exchanges.add_note"),
    "plans.put_back",
)
# How many rows are searched for examples of cells, and how many examples a column has.
LOOKED_AT = 300
SAMPLES = 3


def elsewhere(territory: Territory) -> list[str]:
    """The names of the other territories of the programme, whose rows are refused."""
    others = Territory.objects.current().exclude(pk=territory.pk)
    return list(others.values_list("name", flat=True))


def remembered_in(plan_import: PlanImport) -> dict[str, str]:
    """{folded header: field} of its columns whose meaning comes from another import."""
    known = remembered(plan_import.territory)
    return {
        header: known[header]
        for header in plan_import.headers
        if header in known and header not in plan_import.meanings
    }


def absent(plan_import: PlanImport) -> QuerySet[Action]:
    """The live actions of the plan that no row of the file is about."""
    matched = plan_import.rows.filter(action__isnull=False).values("action")
    plan = Action.objects.live().filter(territory=plan_import.territory_id)
    return plan.exclude(pk__in=matched)


def samples(plan_import: PlanImport) -> dict[tuple[str, str], list[str]]:
    """A few cells of each column, by sheet and letter, as examples of what the column holds."""
    by_column: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = plan_import.rows.order_by("position").values_list("sheet", "cells")
    for sheet, cells in chain(rows[:LOOKED_AT], _lines_beside(plan_import)):
        for index, cell in enumerate(cells):
            text = Truncator(on_one_line(from_json(cell))).chars(30)
            examples = by_column[sheet, column_letters(index)]
            if text and text not in examples and len(examples) < SAMPLES:
                examples.append(text)
    return by_column


def file_lines(plan_import: PlanImport) -> list[Any]:
    """The lines of the file, as `ImportFile.lines` keeps them."""
    lines = ImportFile.objects.filter(plan_import=plan_import).values_list("lines", flat=True)
    return next(iter(lines), [])


def _lines_beside(plan_import: PlanImport) -> Iterator[tuple[str, list[str]]]:
    """The lines under the headers of the sheets beside the plan, by sheet."""
    beside = {sheet["name"]: sheet["header"] for sheet in plan_import.sheets if sheet.get("beside")}
    for sheet, number, texts, _ in file_lines(plan_import) if beside else ():
        if number > beside.get(sheet, number):
            yield sheet, texts


def on_one_line(cell: Any) -> str:
    """A cell of the file as a user reads it, on one line."""
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return " ".join(str("" if cell is None else cell).split())


def changed_since(plan_import: PlanImport) -> QuerySet[ImportRow]:
    """The rows whose action changed since the import, with the action: its fields, its details,
    what blocks it, its place or its notes."""
    written = plan_import.rows.filter(kind__in=WRITTEN)
    acts = Payload.objects.filter(
        subject=Concat(Value("action:"), Cast(OuterRef("action"), CharField())),
        event__gt=plan_import.event_id or 0,
        event__verb__in=ACTS,
    )
    changed = ~Q(version=F("action__version")) | Exists(acts)
    return written.filter(changed).select_related("action")


# Scripts that read the command's output know these fields under the names that it printed first.
_PRINTED = {"planned_budget": "budget", "end": "dates", "period": "dates"}


NOT_TAKEN = "le plan ne prend pas ce qu’elle dit"


def outcome(plan_import: PlanImport) -> dict[str, Any]:
    """The result of an import, as commands print it: counts, and why rows are refused or doubtful.

    Keys: those of `comparison.count` that bear on the plan, with the budget in euros;
    `rejected`, a list of `{sheet, row, cell, field, message}`, and `to_check`, of those with
    `words`; `incomplete`, of `{sheet, row, cell, field, words, why}`; `kept_cells`, how many give
    nothing where the plan knows something; `changed_since`, the cells of which the plan keeps what
    it says since the file was downloaded; `removed_since`, those of lines that it has no more;
    `deleted_lines`, those of the plan that the file has no more; and those of
    `intake.account_of`, where what the plan does not take is set aside too, each of `differences`
    with what the plan takes, `taken`, and a `message`; and `another_plan`, sentences on why the
    file may be that of another territory.
    """
    counts = dict(plan_import.counts)
    cents = counts.pop("budget_total")
    for asked in ("set_aside", "to_answer", "to_check", "renamed"):
        del counts[asked]
    for told in ("not_taken", "unwritten"):
        counts.pop(told, None)
    counts.setdefault("asked", 0)
    counts.setdefault("to_decide", 0)
    kept, since = counts.pop("kept", 0), counts.pop("since", [])
    gone, deleted = counts.pop("gone", []), counts.pop("deleted", [])
    refused = list(plan_import.rows.filter(kind=RowKind.REFUSED))
    account = plan_import.account
    differing, proofs = compared(plan_import)
    taken = plan_import.rows.exclude(kind=RowKind.REFUSED)
    doubtful = plan_import.rows.exclude(doubts=[])
    incomplete = [
        {name: value for name, value in entry.items() if name not in (OF_PLAN, CENTS)}
        | {"field": _PRINTED.get(entry["field"], entry["field"])}
        for row in taken.exclude(incomplete=[])
        for entry in row.incomplete
    ]
    words = {(entry["sheet"], entry["cell"]): entry["words"] for entry in incomplete}
    not_taken = [
        asdict(Aside(Category.INCOMPLETE, sheet, cell, 1, words[sheet, cell], NOT_TAKEN))
        for sheet, cell in plan_import.not_taken
    ]
    return counts | {
        "budget_total_eur": cents / 100 if cents % 100 else cents // 100,
        "rejected": [
            {
                "sheet": row.sheet,
                "row": row.number,
                "cell": problem["cell"],
                "field": _PRINTED.get(problem["field"], problem["field"]),
                "message": problem["message"],
            }
            for row in refused
            for problem in row.problems
        ],
        "kept_cells": kept,
        "changed_since": since,
        "removed_since": gone,
        "deleted_lines": deleted,
        "to_check": [
            {
                "sheet": row.sheet,
                "row": row.number,
                "cell": doubt.get("cell", ""),
                "field": _PRINTED.get(doubt.get("field", ""), doubt.get("field", "")),
                "words": doubt.get("words", ""),
                "message": doubt["message"],
            }
            for row in doubtful
            for doubt in row.doubts
        ],
        "cells": account["cells"]
        | {
            "read": account["cells"]["read"] - len(not_taken),
            "aside": account["cells"]["aside"] + len(not_taken),
        },
        "aside": [*account["aside"], *not_taken],
        "incomplete": incomplete,
        "questions": account["questions"],
        "differences": [
            {**each.entry, "taken": each.taken, "message": each.text} for each in differing
        ],
        "proofs": proofs,
        "another_plan": doubts_of_plan(plan_import),
    }


def live_actions(plan_import: PlanImport, *, lock: bool = False) -> list[Action]:
    """The live actions that the file is compared with; `lock` keeps others from changing them."""
    actions = Action.objects.live().filter(territory=plan_import.territory_id)
    if not lock:
        return list(actions.order_by("pk"))
    hold_plan(plan_import.territory, by=None)
    return hold_actions(plan_import.territory)


def withdrawn_actions(plan_import: PlanImport) -> list[Action]:
    """The actions that left the plan, the latest last."""
    actions = Plan(territory=plan_import.territory).actions(withdrawn=True)
    return list(actions.order_by("withdrawn_on", "pk"))
