"""The statuses of an action and the steps between them."""

from django.db import models

from usine.values.transitions import Transition

from .rights import EDIT


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


# The usual next step of a status comes first.
TRANSITIONS: dict[str, Transition[Status]] = {
    "review": Transition(
        frozenset({S.TO_START, S.UNKNOWN}), S.UNDER_REVIEW, EDIT, "Mettre à l’instruction"
    ),
    "start": Transition(
        frozenset({S.TO_START, S.UNDER_REVIEW, S.UNKNOWN}), S.IN_PROGRESS, EDIT, "Démarrer"
    ),
    "complete": Transition(frozenset({S.IN_PROGRESS}), S.DONE, EDIT, "Déclarer réalisée"),
    "abandon": Transition(
        frozenset({S.TO_START, S.UNDER_REVIEW, S.IN_PROGRESS, S.UNKNOWN}),
        S.ABANDONED,
        EDIT,
        "Abandonner",
    ),
    "resume": Transition(frozenset({S.ABANDONED}), S.TO_START, EDIT, "Reprendre"),
}


# The step that leads to each status.
LEADING_TO = {step.target: verb for verb, step in TRANSITIONS.items()}

# The statuses of actions that ask for nothing more.
CLOSED = (Status.DONE, Status.ABANDONED)


def is_confirmed_first(verb: str) -> bool:
    """Whether this step closes the action or opens it again, and so asks for a confirmation."""
    step = TRANSITIONS[verb]
    return step.target in CLOSED or step.sources <= set(CLOSED)
