"""A candidacy goes from a state to another: what each step checks, then writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from usine.ledger.models import Event
from usine.ledger.operations import record, settle
from usine.ledger.refusals import save
from usine.plans.writing import refuse_if
from usine.values.errors import Refused

from ..models import Candidacy, Passage
from ..states import CANDIDACY_STEPS, CandidacySide, CandidacyState
from . import rules, subjects
from .gate import hold_call_to_join
from .gates import outcomes
from .measures import timeline_of
from .proof import after


class GatesClosed(Refused):
    """A step waits for what its gates say is missing."""


def refusal_of(candidacy: Candidacy, verb: str) -> str | None:
    """Why a candidacy may not take a step, its gates aside; None when it may.

    Who applies takes a step from the state that they know: another refusal would tell the true one.
    """
    steps = [step.verb for step in candidacy.file.steps]
    is_applicant = CANDIDACY_STEPS[verb].who == CandidacySide.APPLICANT
    state = candidacy.told_state if is_applicant else CandidacyState(candidacy.state)
    why = rules.step_refusal(state, verb, steps=steps)
    return why or rules.closing_refusal(verb, is_released=bool(candidacy.outcome))


def check_step(candidacy: Candidacy, verb: str) -> None:
    refuse_if(refusal_of(candidacy, verb))


def check_gates(candidacy: Candidacy, verb: str, moment: datetime) -> None:
    gates = {gate.gate for step in candidacy.file.steps if step.verb == verb for gate in step.gates}
    if "quota" in gates:
        # It counts other candidacies: their steps wait for this one.
        hold_call_to_join(candidacy.call)
    closed = [each for each in outcomes(candidacy, verb, moment) if not each.passes]
    if closed:
        raise GatesClosed(" ".join(each.sentence for each in closed))


def move(
    candidacy: Candidacy,
    verb: str,
    *,
    at: datetime,
    by,
    words: str = "",
    to: CandidacyState | None = None,
    details: Mapping[str, Any] | None = None,
    about: Mapping[str, dict] | None = None,
) -> Event:
    """Take a step at a moment, that of the receipt for a submission; `to` is where it leads, when
    the step does not say, or one of its other ends. `about`: what the event says of other
    subjects."""
    candidacy.state, candidacy.state_since = to or target_of(candidacy, verb), at
    save(candidacy)
    came(candidacy, by=by, at=at, words=words)
    recorded = _RECORDED.get(verb, f"{verb}_candidacy")
    return record_candidacy(recorded, candidacy, by=by, details=details, about=about)


# A draft that begins is recorded as "start_candidacy".
_RECORDED = {"start": "review_candidacy"}


def target_of(candidacy: Candidacy, verb: str) -> CandidacyState:
    """Where a step leads; what is opened again becomes a draft if it was never sent."""
    step = CANDIDACY_STEPS[verb]
    if verb == "reopen" and candidacy.submitted_at is None:
        return CandidacyState.DRAFT
    return step.target


def came(candidacy: Candidacy, *, by, at: datetime, words: str = "") -> None:
    Passage.objects.create(candidacy=candidacy, state=candidacy.state, at=at, by=by, words=words)


def record_candidacy(
    verb: str,
    candidacy: Candidacy,
    *,
    by,
    details: Mapping[str, Any] | None = None,
    about: Mapping[str, dict] | None = None,
) -> Event:
    """Record what was done, how the candidacy then stands, and post what it counts for."""
    subjects.put(candidacy)
    others = dict(about or {})
    sent = candidacy.submissions.order_by("rank").last()
    if sent and verb in _SENDING:
        others[sent.subject] = {"candidacy": candidacy.pk, "rank": sent.rank, "digest": sent.digest}
    event = record(
        f"calls.{verb}",
        subject=candidacy.subject,
        by=by,
        payload={**(details or {}), **after(candidacy)},
        about=others,
    )
    settle(candidacy.subject, timeline_of(candidacy), event=event)
    return event


_SENDING = ("submit_candidacy", "resubmit_candidacy")
