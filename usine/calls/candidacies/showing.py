"""How the state of a candidacy is told to whom."""

from usine.people.access import grants_of

from ..labels import APPLICANT_STATES, PUBLIC_STATES, STATES
from ..models import Candidacy
from ..rights import APPLY
from ..states import CandidacyState
from .gate import may_edit

S = CandidacyState
# What only those who instruct know: before a decision is released, all of this is "under review".
_UNTOLD = frozenset({S.SHORTLISTED, S.ON_HOLD, S.PROPOSED, S.AWARDED, S.REFUSED, S.INELIGIBLE})


def is_staff(user) -> bool:
    return grants_of(user).nation(APPLY)


def shown_state(candidacy: Candidacy, reader) -> CandidacyState:
    """The one way by which pages, lists and counts learn a state."""
    state = CandidacyState(candidacy.state)
    return state if is_staff(reader) or state not in _UNTOLD else S.UNDER_REVIEW


def state_label(candidacy: Candidacy, reader) -> str:
    """As its call names it for this reader, else as the house does."""
    state, side = shown_state(candidacy, reader), _side_of(candidacy, reader)
    named = {each.state: each.labels for each in candidacy.file.call.labels}
    return str(getattr(named[state], side) if state in named else _USUAL[side][state])


_USUAL = {"staff": STATES, "applicant": APPLICANT_STATES, "public": PUBLIC_STATES}


def _side_of(candidacy: Candidacy, reader) -> str:
    if is_staff(reader):
        return "staff"
    return "applicant" if may_edit(candidacy, reader) else "public"
