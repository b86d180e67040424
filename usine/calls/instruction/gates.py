"""The gates of what is asked of others: a step waits for their answers."""

from collections.abc import Collection
from datetime import datetime

from usine.asks.models import Ask
from usine.values.formats import format_counted

from ..candidacies.gates import GateOutcome, register, unjudged
from ..candidacies.opinions import KINDS, UNFAVOURABLE, opinions
from ..format.procedure import AskSpec, GateSpec
from ..models import Candidacy


def asks_answered(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
    """What nobody was asked is not answered: it does not pass."""
    [spec] = [each for each in candidacy.file.asks if each.code == gate.ask]
    if spec.kind not in KINDS:
        return unjudged(candidacy, gate, moment)
    asks = opinions(candidacy)[gate.ask]
    missing = tuple(_missing(spec, gate, asks))
    answered = sum(each.outcome != "" for each in asks)
    told = format_counted(answered, "réponse", "réponses")
    return GateOutcome(gate.gate, not missing, f"{spec.label}\u00a0: {told}.", missing)


def _missing(spec: AskSpec, gate: GateSpec, asks: Collection[Ask]):
    answered = [each for each in asks if each.outcome]
    least = max(spec.at_least, gate.count or 1)
    if len(answered) < least:
        left = format_counted(least - len(answered), "réponse manque", "réponses manquent")
        yield f"{left}."
    if gate.need == "at_least":
        return
    for each in asks:
        if not each.outcome:
            yield f"{each.to}\u00a0: sans réponse."
        elif gate.need == "none_unfavourable" and each.outcome == UNFAVOURABLE:
            yield f"{each.to}\u00a0: {each.outcome_label.lower()}."


def register_gates() -> None:
    register("asks_answered", asks_answered)
