"""What somebody must have said or given: declarations, agreements, documents, earlier awards."""

from usine.calls.format.expressions import (
    AgreementGiven,
    Declared,
    DocumentPresent,
    PrerequisiteAward,
)

from ..findings import Finding
from ..logic import truth_of
from ..terms import Case, Seen
from ..words import joined
from .comparing import compared, unknown


def declared(asked: Declared, case: Case) -> Finding:
    seen = case.see(asked.fact)
    if not seen.is_known:
        return unknown([seen])
    return compared(
        truth_of(seen.value), [seen], gap="la réponse est non", excess="la réponse est oui"
    )


def agreement_given(asked: AgreementGiven, case: Case) -> Finding:
    return _given(
        f"agreement:{asked.ask}", case, ("accord donné", "accord refusé", "accord à obtenir")
    )


def document_present(asked: DocumentPresent, case: Case) -> Finding:
    words = ("pièce jointe", "pièce absente", "pièce à joindre")
    return _given(f"document:{asked.document}", case, words)


def prerequisite_award(asked: PrerequisiteAward, case: Case) -> Finding:
    words = ("candidature retenue", "candidature non retenue", "candidature à retenir d’abord")
    return _given(f"award:{asked.call}", case, words)


def _given(source: str, case: Case, words: tuple[str, str, str]) -> Finding:
    """`words` say yes, no and not yet; the label of what they are about follows."""
    given, label = case.given(source), case.terms.label(source)
    yes, no, not_yet = (f"{each}\u00a0: {label}" for each in words)
    if not isinstance(given.value, bool):
        return unknown([Seen(gap=joined((not_yet, given.why), ", "))])
    seen = Seen(given.value, yes if given.value else no, given.origin)
    return compared(truth_of(given.value), [seen], gap=no, excess=yes)
