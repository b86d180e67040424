"""A candidacy is returned to whoever wrote it, to correct some of it by a day (room `asks`)."""

from collections.abc import Collection, Sequence
from datetime import date

from django.urls import reverse

from usine.asks.addressing import Addressee, a_role
from usine.asks.kinds import AskKind, Outcome
from usine.asks.models import Ask
from usine.asks.operations import ask
from usine.ledger.refusals import operation, save
from usine.pages.links import Link
from usine.people.roles import Role
from usine.plans.writing import refuse_if
from usine.values import clock
from usine.values.errors import Refused

from ..candidacies.corrections import (
    CORRECTION_CODE,
    correctable,
    end_corrections,
    put_back_sent,
    standing_correction,
    waiting_corrections,
    wanted,
)
from ..candidacies.gate import hold_to_instruct
from ..candidacies.moving import check_gates, check_step, move
from ..candidacies.resubmitting import RESUBMITTED, resubmit
from ..models import AskedCorrection, Candidacy, Origin
from ..rights import APPLY, INSTRUCT
from ..states import CandidacyState
from . import rules

RECALLED = "Ces corrections ne sont plus attendues\u00a0: le dossier est étudié tel que déposé."


def candidacy_of(key: str) -> Candidacy:
    """That of a subject, "candidacy:12"."""
    return Candidacy.objects.get(pk=int(key.partition(":")[2]))


@operation
def return_candidacy(
    candidacy: Candidacy,
    *,
    fields: Collection[str],
    documents: Collection[str],
    words: str,
    due_on: date,
    by,
) -> AskedCorrection:
    """Have some answers and documents corrected, in these words, by a day: only they may change
    until it is sent again.

    Raises Refused when nothing is chosen, or what its form does not ask, when its call has no way
    to send again, and what `asks.ask` raises.
    """
    candidacy = hold_to_instruct(candidacy, by=by)
    check_step(candidacy, "return")
    refuse_if(rules.again_refusal([each.verb for each in candidacy.file.steps]))
    keys = [field.key for _, asked in correctable(candidacy) for field in asked]
    codes = [each.code for each in wanted(candidacy)]
    refuse_if(rules.correction_refusal(fields, documents, keys=keys, codes=codes))
    now = clock.now()
    check_gates(candidacy, "return", now)
    chosen = {
        "fields": [key for key in keys if key in fields],
        "documents": [code for code in codes if code in documents],
    }
    came_from = CandidacyState(candidacy.state)
    move(candidacy, "return", at=now, by=by, details=chosen)
    to = addressee_of(candidacy)
    asked = ask(CORRECTION, candidacy.subject, text=words, to=to, due_on=due_on, by=by)
    correction = AskedCorrection(candidacy=candidacy, ask=asked, came_from=came_from, **chosen)
    save(correction)
    return correction


def addressee_of(candidacy: Candidacy) -> Addressee:
    """Whoever writes it."""
    if candidacy.origin == Origin.ONLINE:
        return a_role(Role.PROJECT_MANAGER, candidacy.territory)
    return a_role(Role.NATIONAL_TEAM, None)


@operation
def recall(candidacy: Candidacy, *, by) -> Candidacy:
    """Expect no correction any more: it is again as it was sent, in its state before."""
    candidacy = hold_to_instruct(candidacy, by=by)
    correction = standing_correction(candidacy)
    if correction is None:
        raise Refused("Cette candidature n’est plus à compléter.")
    put_back_sent(candidacy)
    to = CandidacyState(correction.came_from)
    event = move(candidacy, "recall", at=clock.now(), to=to, by=by)
    end_corrections(candidacy, RECALLED, event=event, by=by)
    return candidacy


def _check(keys: Sequence[str]) -> None:
    """It is asked by returning a candidacy, which says what is to correct."""
    for candidacy in map(candidacy_of, keys):
        is_asked = waiting_corrections(candidacy)
        if candidacy.state != CandidacyState.RETURNED or is_asked:
            raise Refused("Demandez des corrections depuis la page du dossier.")


def _work(asked: Ask) -> Link:
    number = asked.subject_id.partition(":")[2]
    return Link("Corriger le dossier", reverse("calls:candidacy", args=[number]))


CORRECTION = AskKind(
    CORRECTION_CODE,
    "Corriger une candidature",
    (Outcome(RESUBMITTED, "Déposer de nouveau"),),
    may_ask=INSTRUCT,
    may_answer=APPLY,
    check=_check,
    hold=lambda asked: hold_to_instruct(candidacy_of(asked.subject_id), by=None),
    on_answer=lambda asked, by: resubmit(candidacy_of(asked.subject_id), by=by),
    on_withdraw=lambda asked, by: recall(candidacy_of(asked.subject_id), by=by),
    wait_refusal=lambda asked: rules.wait_refusal(candidacy_of(asked.subject_id).state),
    work=_work,
    after_ladder=lambda asked: [asked.by] if asked.by else [],
    of_oneself=True,
    # A candidacy that waits is never left in silence: its page tells that it is late.
    lapses_after=36_500,
)
