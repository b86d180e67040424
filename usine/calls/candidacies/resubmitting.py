"""A candidacy that was returned is sent again, which answers what was asked of it."""

from datetime import datetime

from usine.asks.doing import answer_by_doing
from usine.ledger.refusals import operation
from usine.values import clock

from ..models import Candidacy, Submission
from ..states import CandidacyState
from .answering import follow_answers
from .corrections import last_sent, waiting_corrections
from .gate import hold
from .moving import check_gates, check_step, move
from .operations import keep_sent

RESUBMITTED = "resubmitted"


def resubmit(candidacy: Candidacy, *, by) -> Submission:
    """Send it again: what was sent before stays, rounds that closed since do not matter.

    What was already sent again, the same, is given back. Raises GatesClosed with all that is
    missing.
    """
    return _resubmit(candidacy, clock.now(), by=by)


@operation
def _resubmit(candidacy: Candidacy, now: datetime, *, by) -> Submission:
    candidacy = hold(candidacy, by=by)
    if candidacy.state == CandidacyState.SUBMITTED and candidacy.corrections.exists():
        return last_sent(candidacy)
    check_step(candidacy, "resubmit")
    follow_answers(candidacy)
    check_gates(candidacy, "resubmit", now)
    submission = keep_sent(candidacy, now, by=by)
    event = move(candidacy, "resubmit", at=now, by=by)
    asked = waiting_corrections(candidacy)
    answer_by_doing(asked, outcome=RESUBMITTED, event=event, by=by, for_others=True)
    return submission
