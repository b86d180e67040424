"""The axes of the programme, the statuses of an action and the steps between them."""

from typing import NamedTuple

from django.db import models


class Axis(models.TextChoices):
    """The four axes of the second period, in the words of its launch (13 November 2023)."""

    TRANSITION = "transition", "Transition écologique et énergétique"
    INNOVATION = "innovation", "Innovation"
    COMPETENCES = "competences", "Compétences et recrutement"
    FONCIER = "foncier", "Foncier industriel"


# As its one-year review names them, where there is little room.
AXIS_SHORT: dict[Axis, str] = {
    Axis.TRANSITION: "Transition",
    Axis.INNOVATION: "Innovation",
    Axis.COMPETENCES: "Compétences",
    Axis.FONCIER: "Foncier",
}

AXIS_GOALS: dict[Axis, str] = {
    Axis.TRANSITION: (
        "accélérer la transition écologique et énergétique des Territoires d’industrie"
    ),
    Axis.INNOVATION: "faire des territoires des écosystèmes d’innovation ambitieux",
    Axis.COMPETENCES: (
        "lever les freins au recrutement afin de développer les compétences "
        "dans les territoires industriels attractifs"
    ),
    Axis.FONCIER: (
        "mobiliser un foncier industriel adapté aux enjeux et besoins "
        "des industriels comme des collectivités"
    ),
}


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


def closes(verb: str) -> bool:
    """Whether this step closes the action: not taken without having been confirmed."""
    return TRANSITIONS[verb].target in CLOSED
