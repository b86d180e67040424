"""How far a candidacy came, as it is told to whom."""

from collections.abc import Sequence
from datetime import datetime
from itertools import takewhile

from usine.ledger.history import Fact, history
from usine.people.queries import names_of

from ..labels import APPLICANT_STATES, PUBLIC_STATES, STATES
from ..models import Candidacy, CandidacyDecision, Passage
from ..models.decisions import decision_at
from ..states import CandidacyState, told
from .gate import knows_study, may_edit
from .history import UNTOLD


def shown_state(candidacy: Candidacy, reader) -> CandidacyState:
    """The one way by which pages, lists and counts learn a state."""
    is_known = knows_study(candidacy, reader)
    return CandidacyState(candidacy.state) if is_known else candidacy.told_state


def shown_since(candidacy: Candidacy, reader) -> datetime:
    """When it came to the state that is shown; reads its passages and its decisions."""
    if knows_study(candidacy, reader):
        return candidacy.state_since
    state = candidacy.told_state
    released = [each for each in candidacy.decisions.all() if each.released_at]
    latest = takewhile(
        lambda each: _told_at(each, released) == state, reversed(candidacy.passages.all())
    )
    return min((each.at for each in latest), default=candidacy.state_since)


def _told_at(passage: Passage, released: Sequence[CandidacyDecision]) -> CandidacyState:
    decision = decision_at(passage.at, released)
    return told(CandidacyState(passage.state), decision.outcome if decision else "")


def shown_words(candidacy: Candidacy, reader) -> str:
    """Why it is in its state, to who studies it; to anybody else, why it was not taken."""
    if knows_study(candidacy, reader) or candidacy.state == CandidacyState.INELIGIBLE:
        return getattr(candidacy.passages.last(), "words", "")
    return ""


def shown_history(candidacy: Candidacy, reader) -> list[Fact]:
    """Its life; how it is studied, to those who study it."""
    facts = history(candidacy.subject, names=names_of)
    if knows_study(candidacy, reader):
        return facts
    return [each for each in facts if each.verb not in UNTOLD]


def state_label(candidacy: Candidacy, reader) -> str:
    """As its call names it for this reader, else as the house does."""
    state, side = shown_state(candidacy, reader), _side_of(candidacy, reader)
    named = {each.state: each.labels for each in candidacy.file.call.labels}
    return str(getattr(named[state], side) if state in named else _USUAL[side][state])


_USUAL = {"staff": STATES, "applicant": APPLICANT_STATES, "public": PUBLIC_STATES}


def _side_of(candidacy: Candidacy, reader) -> str:
    if knows_study(candidacy, reader):
        return "staff"
    return "applicant" if may_edit(candidacy, reader) else "public"
