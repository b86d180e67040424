"""The decision on a candidacy, as it is told to whom."""

from typing import NamedTuple

from ..candidacies.gate import knows_study, may_approve, may_instruct
from ..candidacies.moving import refusal_of
from ..models import Candidacy, CandidacyDecision
from ..states import CandidacyState


class DecisionPanel(NamedTuple):
    """What the page of a candidacy shows of its decision, and what one may do about it."""

    decision: CandidacyDecision | None
    # Whether who proposed and who approved it are told.
    is_known: bool
    title: str
    note: str
    proposes: bool
    approves: bool


def panel_of(candidacy: Candidacy, reader) -> DecisionPanel:
    decision = shown_decision(candidacy, reader)
    is_waiting = candidacy.state == CandidacyState.PROPOSED
    return DecisionPanel(
        decision,
        knows_study(candidacy, reader),
        "Décision" if decision and decision.approved_at else "Décision proposée",
        _note(candidacy, decision),
        may_instruct(candidacy, reader) and not refusal_of(candidacy, "propose"),
        may_approve(candidacy, reader) and is_waiting and decision is not None,
    )


def _note(candidacy: Candidacy, decision: CandidacyDecision | None) -> str:
    """How far a decision is from being told."""
    if decision is None or decision.released_at:
        return ""
    if decision.approved_at:
        return "Approuvée, pas encore publiée\u00a0: personne d’autre ne la connaît."
    if candidacy.state == CandidacyState.PROPOSED:
        return "Une autre personne l’approuve."
    return "Renvoyée à l’instruction\u00a0: elle ne tient plus."


def shown_decision(candidacy: Candidacy, reader) -> CandidacyDecision | None:
    """The last one, be it a proposal, to those who instruct or approve; to anybody else, the last
    that was released."""
    rows = candidacy.decisions.select_related("proposed_by", "approved_by").order_by("pk")
    if not knows_study(candidacy, reader):
        rows = rows.filter(released_at__isnull=False)
    return rows.last()
