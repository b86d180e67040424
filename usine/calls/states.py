"""The states of a candidacy, the steps between them, and which side takes each.

A step exists in a call when its version lists it (`CallStep`), which adds its gates.
"""

from enum import StrEnum
from typing import NamedTuple

from django.db import models

from .labels import STATES, VERBS


class CandidacyState(models.TextChoices):
    DRAFT = "draft", STATES["draft"]
    SUBMITTED = "submitted", STATES["submitted"]
    RETURNED = "returned", STATES["returned"]
    UNDER_REVIEW = "under_review", STATES["under_review"]
    INELIGIBLE = "ineligible", STATES["ineligible"]
    SHORTLISTED = "shortlisted", STATES["shortlisted"]
    ON_HOLD = "on_hold", STATES["on_hold"]
    PROPOSED = "proposed", STATES["proposed"]
    AWARDED = "awarded", STATES["awarded"]
    REFUSED = "refused", STATES["refused"]
    CLOSED = "closed", STATES["closed"]
    WITHDRAWN = "withdrawn", STATES["withdrawn"]
    LAPSED = "lapsed", STATES["lapsed"]


class DecisionOutcome(models.TextChoices):
    """What may be decided: the states to which it leads."""

    AWARDED = "awarded", STATES["awarded"]
    REFUSED = "refused", STATES["refused"]


class CandidacySide(StrEnum):
    """On which side of a candidacy one is."""

    APPLICANT = "applicant"
    INSTRUCTOR = "instructor"
    APPROVER = "approver"
    CLOCK = "clock"


S, Side = CandidacyState, CandidacySide


class CandidacyStep(NamedTuple):
    """A step from some states to another, or to one of those of `also`; only `who` takes it."""

    sources: frozenset[CandidacyState]
    target: CandidacyState
    who: CandidacySide
    label: str
    also: frozenset[CandidacyState] = frozenset()


def _step(
    verb: str,
    sources: set[CandidacyState],
    target: CandidacyState,
    who: CandidacySide,
    also: frozenset[CandidacyState] = frozenset(),
) -> CandidacyStep:
    return CandidacyStep(frozenset(sources), target, who, VERBS[verb], also)


_RECEIVED = {S.SUBMITTED, S.UNDER_REVIEW}
_STUDIED = {S.UNDER_REVIEW, S.SHORTLISTED, S.ON_HOLD}
_DECIDED = {S.AWARDED, S.REFUSED}

CANDIDACY_STEPS: dict[str, CandidacyStep] = {
    "submit": _step("submit", {S.DRAFT}, S.SUBMITTED, Side.APPLICANT),
    "resubmit": _step("resubmit", {S.RETURNED}, S.SUBMITTED, Side.APPLICANT),
    "return": _step("return", _RECEIVED, S.RETURNED, Side.INSTRUCTOR),
    "start": _step("start", {S.SUBMITTED}, S.UNDER_REVIEW, Side.INSTRUCTOR),
    "declare_ineligible": _step("declare_ineligible", _RECEIVED, S.INELIGIBLE, Side.INSTRUCTOR),
    "shortlist": _step("shortlist", {S.UNDER_REVIEW}, S.SHORTLISTED, Side.INSTRUCTOR),
    "hold": _step("hold", {S.UNDER_REVIEW, S.SHORTLISTED}, S.ON_HOLD, Side.INSTRUCTOR),
    "resume": _step("resume", {S.ON_HOLD}, S.UNDER_REVIEW, Side.INSTRUCTOR),
    # A decision is never edited: another one is proposed, which replaces it.
    "propose": _step("propose", _STUDIED | _DECIDED, S.PROPOSED, Side.INSTRUCTOR),
    "approve": _step("approve", {S.PROPOSED}, S.AWARDED, Side.APPROVER, frozenset({S.REFUSED})),
    # Back to where it was: what was decided stays so.
    "send_back": _step(
        "send_back", {S.PROPOSED}, S.UNDER_REVIEW, Side.APPROVER, frozenset(_DECIDED)
    ),
    "close": _step("close", {S.AWARDED}, S.CLOSED, Side.INSTRUCTOR),
    "withdraw": _step(
        "withdraw", {S.DRAFT, S.RETURNED, *_RECEIVED, *_STUDIED}, S.WITHDRAWN, Side.APPLICANT
    ),
    # Back to where it was: a draft that lapsed is one again, what was studied is studied.
    "reopen": _step(
        "reopen",
        {S.INELIGIBLE, S.WITHDRAWN, S.LAPSED},
        S.UNDER_REVIEW,
        Side.INSTRUCTOR,
        frozenset({S.DRAFT}),
    ),
    "lapse": _step("lapse", {S.DRAFT}, S.LAPSED, Side.CLOCK),
}

# The states of a candidacy that was never submitted.
UNSENT = (S.DRAFT, S.LAPSED)

# What only those who instruct or approve a candidacy know: to anybody else, and in figures, it is
# studied until a decision is released.
UNTOLD = frozenset({S.SHORTLISTED, S.ON_HOLD, S.PROPOSED, S.AWARDED, S.REFUSED})


def told(state: CandidacyState, outcome: str = "") -> CandidacyState:
    """A state as the others know it; `outcome` is that of the decision that was released last."""
    return CandidacyState(outcome or S.UNDER_REVIEW) if state in UNTOLD else state
