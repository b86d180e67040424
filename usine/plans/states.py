"""The statuses of an action and the steps between them."""

from typing import NamedTuple

from django.db import models


class Status(models.TextChoices):
    TO_START = "to_start", "À initier"
    UNDER_REVIEW = "under_review", "En cours d’instruction"
    IN_PROGRESS = "in_progress", "En cours de réalisation"
    DONE = "done", "Réalisée"
    ABANDONED = "abandoned", "Abandonnée"
    UNKNOWN = "unknown", "Non renseignée"


class Priority(models.TextChoices):
    HIGH = "high", "Haute"
    NORMAL = "normal", "Normale"
    LOW = "low", "Basse"


S = Status


class Transition(NamedTuple):
    label: str
    sources: frozenset[Status]
    target: Status


# The usual next step of a status comes first.
TRANSITIONS: dict[str, Transition] = {
    "review": Transition(
        "Mettre à l’instruction", frozenset({S.TO_START, S.UNKNOWN}), S.UNDER_REVIEW
    ),
    "start": Transition(
        "Démarrer", frozenset({S.TO_START, S.UNDER_REVIEW, S.UNKNOWN}), S.IN_PROGRESS
    ),
    "complete": Transition("Déclarer réalisée", frozenset({S.IN_PROGRESS}), S.DONE),
    "abandon": Transition(
        "Abandonner",
        frozenset({S.TO_START, S.UNDER_REVIEW, S.IN_PROGRESS, S.UNKNOWN}),
        S.ABANDONED,
    ),
    "resume": Transition("Reprendre", frozenset({S.ABANDONED}), S.TO_START),
}


# What asks for nothing more.
CLOSED = (Status.DONE, Status.ABANDONED)


def is_confirmed_first(verb: str) -> bool:
    """Whether this step closes the action, or opens it again: not taken in passing."""
    step = TRANSITIONS[verb]
    return step.target in CLOSED or step.sources <= set(CLOSED)
