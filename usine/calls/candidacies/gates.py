"""What a step of a candidacy waits for: the gates that its version lists, from a closed list.

A gate that nothing here can judge does not pass: what is unknown is no yes.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import NamedTuple

from usine.values.formats import format_counted

from ..eligibility.logic import Truth
from ..format.form import DocumentSpec
from ..format.model import CallFile
from ..format.procedure import GateSpec
from ..forms import condition_holds
from ..labels import GATES
from ..models import Candidacy
from .answering import Answers, faults, readable
from .case import standing_codes, verdict_of


class GateOutcome(NamedTuple):
    """Whether a gate lets pass, in words, with what is missing."""

    gate: str
    passes: bool
    sentence: str
    missing: tuple[str, ...] = ()


Check = Callable[[Candidacy, GateSpec, datetime], GateOutcome]
_checks: dict[str, Check] = {}


def register(code: str, check: Check) -> None:
    """Declare how a gate is judged; its room calls this once, when it is ready."""
    _checks[code] = check


def outcomes(candidacy: Candidacy, verb: str, moment: datetime) -> list[GateOutcome]:
    """Those of the gates of a step, at a moment; none when the call has no such step."""
    steps = {step.verb: step for step in candidacy.file.steps}
    gates = steps[verb].gates if verb in steps else ()
    return [_checks.get(gate.gate, unjudged)(candidacy, gate, moment) for gate in gates]


def unjudged(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
    return GateOutcome(
        gate.gate, False, f"Condition à vérifier par l’instruction\u00a0: {GATES[gate.gate]}."
    )


def _form_valid(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
    missing = [f"{each.field.label}\u00a0: {each.sentence}" for each in faults(candidacy)]
    told = format_counted(len(missing), "réponse à compléter", "réponses à compléter")
    return GateOutcome(gate.gate, not missing, f"Formulaire\u00a0: {told}.", tuple(missing))


def missing_documents(candidacy: Candidacy) -> list[DocumentSpec]:
    """The documents that are required and not there."""
    there = standing_codes(candidacy)
    asked = wanted_documents(candidacy)
    return [each for each in asked if each.required and each.code not in there]


def wanted_documents(candidacy: Candidacy) -> Iterator[DocumentSpec]:
    """Those that its answers do not put aside."""
    yield from documents_of(candidacy.file, candidacy.answers)


def documents_of(file: CallFile, answers: Answers) -> Iterator[DocumentSpec]:
    answers = readable(file, answers)
    for each in file.documents:
        if each.when is None or condition_holds(file, each.when, answers):
            yield each


def _documents_present(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
    missing = [each.title for each in missing_documents(candidacy)]
    told = format_counted(len(missing), "document manque", "documents manquent")
    return GateOutcome(gate.gate, not missing, f"Documents\u00a0: {told}.", tuple(missing))


def _no_rule(truth: Truth, one: str, several: str) -> Check:
    def check(candidacy: Candidacy, gate: GateSpec, moment: datetime) -> GateOutcome:
        # What was sent is judged as of its receipt: its window was then open.
        rules = verdict_of(candidacy, candidacy.submitted_at or moment).rules
        against = [each for each in rules if each.verdict is truth]
        missing = tuple(f"{each.sentence} {each.gap}".strip() for each in against)
        return GateOutcome(
            gate.gate,
            not missing,
            f"Règles\u00a0: {format_counted(len(missing), one, several)}.",
            missing,
        )

    return check


register("form_valid", _form_valid)
register("documents_present", _documents_present)
register("no_rule_unmet", _no_rule(Truth.UNMET, "règle non remplie", "règles non remplies"))
register("no_rule_unknown", _no_rule(Truth.UNKNOWN, "règle à préciser", "règles à préciser"))
