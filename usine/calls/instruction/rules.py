"""What holds of the steps of instruction, and why not; plain values only."""

from collections.abc import Collection

from usine.values.formats import format_counted

from ..states import CANDIDACY_STEPS, CandidacySide, CandidacyState

S = CandidacyState
# What asks something, or decides, has an operation of its own.
_APART = frozenset({"return", "propose"})
STEPS = {
    verb: step
    for verb, step in CANDIDACY_STEPS.items()
    if step.who == CandidacySide.INSTRUCTOR and verb not in _APART
}
# What goes against somebody, or back, is given its reason.
REASONED = frozenset({"declare_ineligible", "hold", "reopen"})
MANY = 500
WORDS_MAX = 2_000


def verb_refusal(verb: str) -> str | None:
    return None if verb in STEPS else "Cette étape se fait autrement."


def words_refusal(verb: str, words: str) -> str | None:
    if verb in REASONED and not words.strip():
        return f"Donnez le motif de l’étape «\u00a0{STEPS[verb].label}\u00a0»."
    if len(words) > WORDS_MAX:
        return f"Ce motif dépasse {WORDS_MAX} caractères."
    return None


def again_refusal(verbs: Collection[str]) -> str | None:
    """Why a call has nothing corrected: what is returned must be sent again."""
    if "resubmit" in verbs:
        return None
    return f"Cet appel n’a pas d’étape «\u00a0{CANDIDACY_STEPS['resubmit'].label}\u00a0»."


def correction_refusal(
    fields: Collection[str],
    documents: Collection[str],
    *,
    keys: Collection[str],
    codes: Collection[str],
) -> str | None:
    """Why these may not be what is to correct, of the fields and documents that are asked."""
    if not fields and not documents:
        return "Choisissez au moins un champ ou une pièce à corriger."
    if set(fields) - set(keys) or set(documents) - set(codes):
        return "Ce dossier ne demande pas l’un de ces champs ou de ces pièces."
    return None


def wait_refusal(state: str) -> str | None:
    """Why a correction that was closed may not wait again."""
    if state == CandidacyState.RETURNED:
        return None
    return "Demandez de nouveau des corrections depuis la page du dossier."


# What is studied, of which one asks others.
_STUDIED = frozenset({S.SUBMITTED, S.UNDER_REVIEW, S.SHORTLISTED, S.ON_HOLD})


def opinion_refusal(state: CandidacyState) -> str | None:
    """Why nobody is asked of a candidacy."""
    if state in _STUDIED:
        return None
    return f"Cette candidature est dans l’état «\u00a0{state.label}\u00a0»."


def many_refusal(count: int) -> str | None:
    if count > MANY:
        return f"{format_counted(count, 'dossier', 'dossiers')}\u00a0: {MANY} au plus à la fois."
    return None
