"""The steps that instructors take alone."""

from ..candidacies.moving import refusal_of
from ..models import Candidacy
from .rules import STEPS


def steps_of(candidacy: Candidacy) -> list[tuple[str, str]]:
    """(verb, label) of those that its call has and its state allows, their gates aside."""
    return [(verb, each.label) for verb, each in STEPS.items() if not refusal_of(candidacy, verb)]
