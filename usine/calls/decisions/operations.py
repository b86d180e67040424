"""Every write of decisions: one verb, checked against the rights of `by`, recorded."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from usine.ledger.operations import record, settle_many
from usine.ledger.refusals import operation, save
from usine.plans.writing import refuse_if
from usine.values import clock
from usine.values.dates import paris_day
from usine.values.errors import Refused
from usine.values.formats import format_counted

from ..candidacies.gate import (
    check_approves,
    check_may_approve,
    hold_many,
    hold_to_approve,
    hold_to_instruct,
)
from ..candidacies.measures import timeline_of
from ..candidacies.moving import check_gates, check_step, move
from ..candidacies.proof import after as candidacy_after
from ..models import Candidacy, CandidacyDecision
from ..states import CandidacyState
from . import rules
from .proof import after

# How many files a refusal names.
_NAMED = 5


@operation
def propose(
    candidacy: Candidacy,
    *,
    outcome: str,
    by,
    awarded: int = 0,
    advance: int = 0,
    investment: int | None = None,
    motive: str = "",
) -> CandidacyDecision:
    """Propose what to decide of a candidacy, amounts in cents; somebody else approves it.

    Raises GatesClosed with all that the step waits for, Refused when the call has no such step, or
    the candidacy is in another state.
    """
    candidacy = hold_to_instruct(candidacy, by=by)
    now = clock.now()
    check_step(candidacy, "propose")
    refuse_if(
        rules.proposal_refusal(
            outcome=outcome,
            awarded=awarded,
            advance=advance,
            investment=investment,
            motive=motive,
            benefits=candidacy.file.scheme.benefits,
        )
    )
    decision = CandidacyDecision(
        candidacy=candidacy,
        outcome=outcome,
        awarded=awarded,
        advance=advance,
        investment=investment,
        motive=motive.strip(),
        proposed_by=by,
        proposed_at=now,
    )
    save(decision)
    # Gates read what is proposed: a refusal takes no place of a quota.
    check_gates(candidacy, "propose", now)
    move(candidacy, "propose", at=now, by=by, about=after(decision))
    return decision


@operation
def send_back(decision: CandidacyDecision, *, words: str, by) -> CandidacyDecision:
    """Send a proposal back to those who instruct, and say why; what was decided before holds."""
    decision = _hold_proposal(decision, by=by)
    refuse_if(rules.words_refusal(words))
    candidacy = decision.candidacy
    check_step(candidacy, "send_back")
    now = clock.now()
    check_gates(candidacy, "send_back", now)
    before = _standing(candidacy)
    back = CandidacyState(before.outcome) if before else None
    move(candidacy, "send_back", at=now, words=words.strip(), to=back, by=by)
    return decision


@operation
def approve(decision: CandidacyDecision, *, by) -> CandidacyDecision:
    """Decide what somebody else proposed; nobody else is told before it is released.

    Raises Refused to who proposed it, or when another proposal took its place, GatesClosed with all
    that the step waits for.
    """
    decision = _hold_proposal(decision, by=by)
    candidacy = decision.candidacy
    check_step(candidacy, "approve")
    refuse_if(
        rules.second_person_refusal(decision.proposed_by_id, by.pk if by is not None else None)
    )
    now = clock.now()
    check_gates(candidacy, "approve", now)
    decision.replaces = _standing(candidacy)
    decision.approved_by, decision.approved_at = by, now
    decision.decided_on = paris_day(now)
    save(decision)
    to = CandidacyState(decision.outcome)
    move(candidacy, "approve", at=now, to=to, by=by, about=after(decision))
    return decision


def approve_many(decisions: Sequence[CandidacyDecision], *, by) -> dict[int, str]:
    """Approve each; {decision: why it was refused}, the others are approved."""
    check_approves(by)
    refuse_if(rules.many_refusal(len(decisions)))
    refused = {}
    for decision in decisions:
        try:
            approve(decision, by=by)
        except Refused as refusal:
            refused[decision.pk] = str(refusal)
    return refused


def _hold_proposal(decision: CandidacyDecision, *, by) -> CandidacyDecision:
    """The proposal as it stands, its candidacy held by who approves it."""
    candidacy = hold_to_approve(decision.candidacy, by=by)
    last = candidacy.decisions.latest("pk")
    is_last = last.pk == decision.pk and last.approved_at is None
    refuse_if(rules.approval_refusal(is_last=is_last))
    last.candidacy = candidacy
    return last


def _standing(candidacy: Candidacy) -> CandidacyDecision | None:
    """The last decision that was approved, released or not."""
    return candidacy.decisions.filter(approved_at__isnull=False).order_by("pk").last()


@operation
def release(decisions: Sequence[CandidacyDecision], *, by) -> list[CandidacyDecision]:
    """Tell what was decided, of some candidacies of one call, in one event: all or none.

    What is awarded counts from the day on which it was decided. Nothing takes it back: another
    decision replaces it. Raises Refused with the files that cannot be told yet.
    """
    check_approves(by)
    refuse_if(rules.many_refusal(len(decisions)))
    rows = _hold_to_release(decisions, by=by)
    refuse_if(rules.calls_refusal([each.candidacy.call_id for each in rows]))
    _release(rows, clock.now(), by=by)
    return rows


def _hold_to_release(decisions: Sequence[CandidacyDecision], *, by) -> list[CandidacyDecision]:
    """The decisions as they stand, their candidacies held. Refuses those that do not hold."""
    candidacies = {each.pk: each for each in hold_many({one.candidacy_id for one in decisions})}
    for candidacy in candidacies.values():
        check_may_approve(candidacy, by=by)
    keys = {each.pk for each in decisions}
    rows = list(CandidacyDecision.objects.to_release().filter(pk__in=keys))
    left = sorted(keys - {each.pk for each in rows})
    by_key = {each.pk: candidacies[each.candidacy_id] for each in decisions}
    refuse_if(_left_refusal(by_key[pk] for pk in left))
    for each in rows:
        each.candidacy = candidacies[each.candidacy_id]
    return rows


def _left_refusal(left: Iterable[Candidacy]) -> str | None:
    """Names what is not approved, is released already, or was withdrawn or proposed again."""
    names = [each.reference for each in left]
    if not names:
        return None
    more = len(names) - _NAMED
    named = ", ".join(names[:_NAMED]) + (f" et {more} de plus" if more > 0 else "")
    count = format_counted(len(names), "dossier n’a", "dossiers n’ont")
    return f"{count} pas de décision approuvée à publier\u00a0: {named}. Rien n’est publié."


def _release(rows: Sequence[CandidacyDecision], now: datetime, *, by) -> None:
    candidacies = [each.candidacy for each in rows]
    for each in rows:
        each.released_at, each.candidacy.outcome = now, each.outcome
    CandidacyDecision.objects.bulk_update(rows, ["released_at"])
    Candidacy.objects.bulk_update(candidacies, ["outcome"])
    about = {each.subject: candidacy_after(each) for each in candidacies}
    for each in rows:
        about |= after(each)
    event = record(
        "calls.release_decisions",
        subject=candidacies[0].call.subject,
        by=by,
        payload={"released": len(rows)},
        about=about,
    )
    settle_many({each.subject: timeline_of(each) for each in candidacies}, event=event)
