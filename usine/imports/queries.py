"""Reads that operations and pages of imports share."""

from collections import defaultdict
from datetime import date
from typing import Any

from django.db.models import F, QuerySet
from django.utils.text import Truncator

from usine.plans.gate import hold_actions, hold_plan
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.reading.extraction.survey import column_letters
from usine.territories.models import Territory

from .intake import given_back
from .models import ColumnMeaning, ImportRow, PlanImport
from .states import WRITTEN, Kind

# How many rows are looked at for examples of what columns hold, and how many are shown.
LOOKED_AT = 300
SAMPLES = 3


def remembered(territory: Territory) -> dict[str, str]:
    """{folded header: field} as users of the territory said of files since applied."""
    meanings = ColumnMeaning.objects.filter(territory=territory)
    return dict(meanings.values_list("header", "field"))


def elsewhere(territory: Territory) -> list[str]:
    """The names of the other territories of the programme: their rows are not of this plan."""
    others = Territory.objects.current().exclude(pk=territory.pk)
    return list(others.values_list("name", flat=True))


def meanings_of(plan_import: PlanImport) -> dict[str, str]:
    """{folded header: field} with which its file is read."""
    return remembered(plan_import.territory) | plan_import.meanings


def remembered_in(plan_import: PlanImport) -> dict[str, str]:
    """{folded header: field} of its columns that are read as another import had it."""
    known = remembered(plan_import.territory)
    return {
        header: known[header]
        for header in plan_import.headers
        if header in known and header not in plan_import.meanings
    }


def absent(plan_import: PlanImport) -> QuerySet[Action]:
    """The live actions of the plan that no row of the file is about."""
    found = plan_import.rows.filter(action__isnull=False).values("action")
    plan = Action.objects.live().filter(territory=plan_import.territory_id)
    return plan.exclude(pk__in=found)


def samples(plan_import: PlanImport) -> dict[tuple[str, str], list[str]]:
    """A few cells of each column, by sheet and letter, so that one sees what it holds."""
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    rows = plan_import.rows.order_by("position").values_list("sheet", "cells")
    for sheet, cells in rows[:LOOKED_AT]:
        for index, cell in enumerate(cells):
            text = _shortened(given_back(cell))
            shown = found[sheet, column_letters(index)]
            if text and text not in shown and len(shown) < SAMPLES:
                shown.append(text)
    return found


def _shortened(cell: Any) -> str:
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return f"{cell:.15g}"
    return Truncator(" ".join(str(cell or "").split())).chars(30)


def changed_since(plan_import: PlanImport) -> QuerySet[ImportRow]:
    """The rows whose action is no longer as the import left it, with their action."""
    written = plan_import.rows.filter(kind__in=WRITTEN)
    return written.exclude(version=F("action__version")).select_related("action")


# The command printed these before fields had one name: whoever reads its answers still finds them.
_PRINTED = {"planned_budget": "budget", "end": "dates", "period": "dates"}


def outcome(plan_import: PlanImport) -> dict[str, Any]:
    """What the file gives, as commands print it: counts, and why rows are refused or doubtful.

    Keys: those of `comparison.count` that say what the plan gets, the budget in euros;
    `rejected`, a list of `{sheet, row, cell, field, message}`, and `to_check`, of
    `{sheet, row, message}`.
    """
    counts = dict(plan_import.counts)
    cents = counts.pop("budget_total")
    for asked in ("set_aside", "to_answer", "to_check", "renamed"):
        del counts[asked]
    refused = plan_import.rows.filter(kind=Kind.REFUSED)
    doubtful = plan_import.rows.exclude(doubts=[])
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
        "to_check": [
            {"sheet": row.sheet, "row": row.number, "message": doubt["message"]}
            for row in doubtful
            for doubt in row.doubts
        ],
    }


def live_actions(plan_import: PlanImport, *, lock: bool = False) -> list[Action]:
    """The actions with which the file is compared; locked, nobody else changes them meanwhile."""
    actions = Action.objects.live().filter(territory=plan_import.territory_id)
    if not lock:
        return list(actions.order_by("pk"))
    hold_plan(plan_import.territory, by=None)
    return hold_actions(plan_import.territory)


def withdrawn_actions(plan_import: PlanImport) -> list[Action]:
    """The actions that left the plan, the latest last."""
    actions = Plan(territory=plan_import.territory).actions(withdrawn=True)
    return list(actions.order_by("withdrawn_on", "pk"))
