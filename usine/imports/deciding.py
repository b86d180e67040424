"""What users answer to rows that wait: nothing of these is written before."""

from collections.abc import Collection

from usine.ledger.refusals import operation

from .gate import hold
from .models import PlanImport
from .operations import compared_again
from .queries import live_actions
from .states import Decision, RowKind


@operation
def decide(plan_import: PlanImport, *, rows: Collection[int], decision: Decision, by) -> PlanImport:
    """Answer what rows wait for: whether the action that has their reference is theirs, or whether
    a status that goes back is right; or ask it again."""
    plan_import = hold(plan_import, "decide", by=by)
    all_rows = list(plan_import.rows.all())
    for row in all_rows:
        if row.pk not in rows:
            continue
        if decision == Decision.AGAIN:
            row.is_answered, row.same_as_id, row.is_confirmed = False, None, False
        elif decision == Decision.CONFIRMED:
            row.is_confirmed = row.is_confirmed or row.is_held
        elif row.kind == RowKind.ASKED:
            row.is_answered = True
            row.same_as_id = row.action_id if decision == Decision.SAME else None
    answers = ("is_answered", "same_as_id", "is_confirmed")
    return compared_again(plan_import, all_rows, live_actions(plan_import), *answers)
