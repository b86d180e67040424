"""The steps that instructors take alone."""

from ..candidacies.moving import refusal_of
from ..models import Candidacy
from .rules import STEPS, again_refusal


def steps_of(candidacy: Candidacy) -> list[tuple[str, str]]:
    """(verb, label) of those that its call has and its state allows, their gates aside."""
    return [(verb, each.label) for verb, each in STEPS.items() if not refusal_of(candidacy, verb)]


def may_return(candidacy: Candidacy) -> bool:
    """Whether its call and its state let it be corrected, the gates of that aside."""
    verbs = [each.verb for each in candidacy.file.steps]
    return not (refusal_of(candidacy, "return") or again_refusal(verbs))
