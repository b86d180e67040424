"""Every write of instruction: one verb, checked against the rights of `by`, recorded."""

from collections.abc import Sequence

from usine.ledger.refusals import operation
from usine.plans.writing import refuse_if
from usine.values import clock
from usine.values.errors import Refused

from ..candidacies.gate import check_instructs, hold_to_instruct
from ..candidacies.moving import check_gates, check_step, move
from ..candidacies.opinions import end_opinions
from ..models import Candidacy
from . import rules


@operation
def take_step(candidacy: Candidacy, *, verb: str, words: str = "", by) -> Candidacy:
    """Take one of the steps that instructors take alone, with its reason.

    Raises GatesClosed with all that the step waits for, Refused when the call has no such step, or
    the candidacy is in another state.
    """
    candidacy = hold_to_instruct(candidacy, by=by)
    now = clock.now()
    refuse_if(rules.verb_refusal(verb))
    check_step(candidacy, verb)
    refuse_if(rules.words_refusal(verb, words))
    check_gates(candidacy, verb, now)
    event = move(candidacy, verb, at=now, words=words.strip(), by=by)
    if verb == "declare_ineligible":
        end_opinions(candidacy, "Le dossier n’est pas recevable.", event=event, by=by)
    return candidacy


def take_steps(
    candidacies: Sequence[Candidacy], *, verb: str, words: str = "", by
) -> dict[int, str]:
    """Take the same step for each; {candidacy: why it was refused}, the others are done."""
    check_instructs(by)
    refuse_if(rules.many_refusal(len(candidacies)))
    refused = {}
    for candidacy in candidacies:
        try:
            take_step(candidacy, verb=verb, words=words, by=by)
        except Refused as refusal:
            refused[candidacy.pk] = str(refusal)
    return refused
