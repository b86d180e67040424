"""What holds of the steps of instruction, and why not; plain values only."""

from usine.values.formats import format_counted

from ..states import CANDIDACY_STEPS, CandidacySide

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


def many_refusal(count: int) -> str | None:
    if count > MANY:
        return f"{format_counted(count, 'dossier', 'dossiers')}\u00a0: {MANY} au plus à la fois."
    return None
