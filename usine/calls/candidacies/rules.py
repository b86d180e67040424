"""What holds of candidacies, and why it does not; plain values only."""

from collections.abc import Sequence
from datetime import datetime

from ..eligibility.windows import is_open
from ..format.header import Window
from ..hours import told
from ..stages import Stage
from ..states import CANDIDACY_STEPS, CandidacyState

# The kinds of subjects for which one applies to a call, by what it is for.
_KINDS = {"action": "action"}
_NAMED = {"action": "une action", "territory": "un territoire"}


def call_refusal(stage: Stage, *, is_external: bool) -> str | None:
    """Why a call takes no candidacy here; None when it does."""
    if is_external:
        return "Cet appel se dépose sur le site de son opérateur."
    if stage == Stage.CLOSED:
        return "Cet appel est retiré\u00a0: il ne prend plus de candidature."
    if stage == Stage.DRAFT:
        return "Cet appel est en préparation\u00a0: il ne prend pas encore de candidature."
    return None


def about_refusal(applies_for: str, about: str, *, is_needed: bool) -> str | None:
    """A candidacy is for what its call is for."""
    kind = _KINDS.get(applies_for, "territory")
    given = about.partition(":")[0]
    if given == kind or (not given and not is_needed):
        return None
    return f"Cet appel est pour {_NAMED[kind]}\u00a0: choisissez-en {_NAMED[kind].split()[0]}."


def window_refusal(windows: Sequence[Window], code: str, at: datetime, region: str) -> str | None:
    """Why a round takes nothing at a moment, with the hour of its end where the reader is; without
    a code, the first round that is open would do."""
    rounds = [each for each in windows if not code or each.code == code]
    if any(is_open(each, at) for each in rounds):
        return None
    to_come = [each.opens_at for each in rounds if each.opens_at and each.opens_at > at]
    if to_come:
        return f"L’appel ouvre le {told(min(to_come), region)}."
    closed = [each.closes_at for each in rounds if each.closes_at]
    if closed:
        return f"L’appel est fermé depuis le {told(max(closed), region)}."
    return "La période de cette candidature n’est plus dans l’appel."


def has_closed(windows: Sequence[Window], code: str, at: datetime) -> bool:
    """Whether a round is over; one that left the call is not known to be."""
    ends = [each.closes_at for each in windows if each.code == code]
    return bool(ends) and all(each is not None and each <= at for each in ends)


def received_refusal(received_at: datetime, now: datetime) -> str | None:
    if received_at > now:
        return "Cette date de réception est à venir."
    return None


def step_refusal(state: CandidacyState, verb: str, *, steps: Sequence[str]) -> str | None:
    """Why a candidacy may not take a step; `steps` are those of its call."""
    step = CANDIDACY_STEPS[verb]
    if verb not in steps:
        return f"Cet appel n’a pas d’étape «\u00a0{step.label}\u00a0»."
    if state not in step.sources:
        return f"Cette candidature est dans l’état «\u00a0{state.label}\u00a0»."
    return None


def closing_refusal(verb: str, *, is_released: bool) -> str | None:
    """What nobody was told of is not over."""
    if verb == "close" and not is_released:
        return "La décision n’est pas encore publiée."
    return None


def draft_refusal(state: CandidacyState) -> str | None:
    """Why answers and documents may not change; None while it is a draft."""
    if state == CandidacyState.DRAFT:
        return None
    return (
        f"Cette candidature est dans l’état «\u00a0{state.label}\u00a0»\u00a0: "
        "ses réponses et ses pièces ne changent plus."
    )


def writing_refusal(state: CandidacyState) -> str | None:
    """The same; what was returned changes too, as far as it is to correct."""
    return None if state == CandidacyState.RETURNED else draft_refusal(state)


def locked_refusal(labels: Sequence[str]) -> str | None:
    """Why answers that nobody asked to correct may not change."""
    if not labels:
        return None
    named = ", ".join(f"«\u00a0{label}\u00a0»" for label in labels)
    return f"Ce qui est à corriger a changé entre-temps\u00a0: {named} n’en fait plus partie."


def version_refusal(reads_new_version: bool) -> str | None:
    if reads_new_version:
        return "L’appel a une nouvelle version\u00a0: lisez d’abord ce qui change."
    return None
