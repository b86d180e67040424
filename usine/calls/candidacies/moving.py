"""A candidacy goes from a state to another: what each step checks, then writes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from usine.ledger.operations import record, settle
from usine.ledger.refusals import save
from usine.plans.writing import refuse_if
from usine.values.errors import Refused

from ..models import Candidacy, Passage
from ..states import CANDIDACY_STEPS, CandidacyState
from . import rules, subjects
from .gates import outcomes
from .measures import timeline_of
from .proof import after


class GatesClosed(Refused):
    """A step waits for what its gates say is missing."""


def refusal_of(candidacy: Candidacy, verb: str) -> str | None:
    """Why a candidacy may not take a step, its gates aside; None when it may."""
    steps = [step.verb for step in candidacy.file.steps]
    return rules.step_refusal(CandidacyState(candidacy.state), verb, steps=steps)


def check_step(candidacy: Candidacy, verb: str) -> None:
    refuse_if(refusal_of(candidacy, verb))


def check_gates(candidacy: Candidacy, verb: str, moment: datetime) -> None:
    closed = [each for each in outcomes(candidacy, verb, moment) if not each.passes]
    if closed:
        raise GatesClosed(" ".join(each.sentence for each in closed))


def move(candidacy: Candidacy, verb: str, *, at: datetime, by, words: str = "") -> None:
    """Take a step at a moment, that of the receipt for a submission."""
    candidacy.state, candidacy.state_since = target_of(candidacy, verb), at
    save(candidacy)
    came(candidacy, by=by, at=at, words=words)
    record_candidacy(_RECORDED.get(verb, f"{verb}_candidacy"), candidacy, by=by)


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
    verb: str, candidacy: Candidacy, *, by, details: Mapping[str, Any] | None = None
) -> None:
    """Record what was done, how the candidacy then stands, and post what it counts for."""
    subjects.put(candidacy)
    about = {}
    if sent := candidacy.submissions.order_by("rank").last():
        about[sent.subject] = {"candidacy": candidacy.pk, "rank": sent.rank, "digest": sent.digest}
    event = record(
        f"calls.{verb}",
        subject=candidacy.subject,
        by=by,
        payload={**(details or {}), **after(candidacy)},
        about=about if verb == "submit_candidacy" else {},
    )
    settle(candidacy.subject, timeline_of(candidacy), event=event)
