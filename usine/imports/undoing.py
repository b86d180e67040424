"""An import undone in one go: the plan is brought back to what it was before."""

from collections.abc import Sequence

from django.db import transaction

from usine.ledger.refusals import operation
from usine.plans.gate import hold_plan, locked
from usine.plans.models import Action
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

from . import operations, writing
from .gate import hold
from .models import ImportRow, PlanImport
from .queries import changed_since
from .states import WRITTEN, State

# How many actions a refusal names.
NAMED = 10


def submit_undo(plan_import: PlanImport, *, by) -> PlanImport:
    """Undo the import, in the background when it is large. Raises Refused as `undo` does."""
    with transaction.atomic():
        plan_import = _hold_to_undo(plan_import, "submit_undo", by=by)
        if plan_import.counts["actions"] > operations.ROWS_AT_ONCE:
            operations.enter(plan_import, "submit_undo")
            return plan_import
    return undo(plan_import, by=by)


@operation
def undo(plan_import: PlanImport, *, by) -> PlanImport:
    """Bring the plan back to what it was before the import.

    Created actions are withdrawn as of their first day, changed ones get their values and
    statuses back. Raises Refused, with their names, when imported actions changed since.
    """
    plan_import = _hold_to_undo(plan_import, "undo", by=by)
    writing.take_back(plan_import, by=by)
    plan_import.undone_at, plan_import.undone_by, plan_import.notice = clock.now(), by, ""
    operations.enter(plan_import, "undo")
    return plan_import


def _hold_to_undo(plan_import: PlanImport, verb: str, *, by) -> PlanImport:
    """Hold the import and all that it wrote; Refused when it cannot be undone any more."""
    plan_import = hold(plan_import, verb, by=by)
    if plan_import.event is None:
        raise Refused("Cet import n’a rien changé\u00a0: il n’y a rien à annuler.")
    written = plan_import.rows.filter(kind__in=WRITTEN).values_list("action", flat=True)
    hold_plan(plan_import.territory, by=by)
    locked(Action.objects.filter(pk__in=list(written)))
    if since := list(changed_since(plan_import)):
        raise Refused(_what_changed(since))
    return plan_import


@operation
def stand(plan_import: PlanImport, why: str) -> PlanImport:
    """Bring an import that could not be undone in the background back to applied, and say why;
    an undone import stays so."""
    plan_import = hold(plan_import, by=None)
    if plan_import.state == State.UNDOING:
        plan_import.notice = why
        operations.enter(plan_import, "stand")
    return plan_import


def _what_changed(rows: Sequence[ImportRow]) -> str:
    names = [f"«\u00a0{row.action}\u00a0»" for row in rows[:NAMED]]
    if len(rows) > NAMED:
        names.append(f"et {format_counted(len(rows) - NAMED, 'autre', 'autres')}")
    return (
        "Cet import ne peut plus être annulé en bloc\u00a0: des actions ont été modifiées depuis "
        f"({', '.join(names)})."
    )
