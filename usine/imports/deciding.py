"""What users answer to rows that wait: nothing of these is written before."""

from collections.abc import Collection

from usine.ledger.refusals import operation
from usine.values.errors import Refused

from .gate import hold
from .models import ImportRow, PlanImport
from .operations import compared_again
from .queries import live_actions
from .states import Decision, RowKind

NOT_AWAITED = (
    "L’aperçu a changé depuis\u00a0: une de ces lignes n’attend plus cette réponse. Regardez-les, "
    "puis répondez de nouveau."
)


@operation
def decide(plan_import: PlanImport, *, rows: Collection[int], decision: Decision, by) -> PlanImport:
    """Answer what rows wait for: whether the action that has their reference is theirs, or whether
    a status that goes back is right; or ask it again.

    Raises Refused, and answers none, when one of the rows does not wait for this answer: somebody
    else has given theirs.
    """
    plan_import = hold(plan_import, "decide", by=by)
    all_rows = list(plan_import.rows.all())
    named = [row for row in all_rows if row.pk in rows and awaits(row, decision)]
    if len(named) != len(set(rows)):
        raise Refused(NOT_AWAITED)
    for row in named:
        match decision:
            case Decision.AGAIN:
                row.is_answered, row.same_as_id, row.is_confirmed = False, None, False
            case Decision.CONFIRMED:
                row.is_confirmed = True
            case _:
                row.is_answered = True
                row.same_as_id = row.action_id if decision == Decision.SAME else None
    answers = ("is_answered", "same_as_id", "is_confirmed")
    return compared_again(plan_import, all_rows, live_actions(plan_import), *answers)


def awaits(row: ImportRow, decision: Decision) -> bool:
    """Whether a row may be answered so."""
    match decision:
        case Decision.AGAIN:
            return row.is_answered or row.is_confirmed
        case Decision.CONFIRMED:
            return row.is_held
    return row.kind == RowKind.ASKED
