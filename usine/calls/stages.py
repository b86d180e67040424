"""The stages of a call and the steps between them; its windows say when it takes candidacies."""

from django.db import models

from usine.values.transitions import Transition

from .rights import MAKE


class Stage(models.TextChoices):
    DRAFT = "draft", "En préparation"
    TEST = "test", "À l’essai"
    OPEN = "open", "Publié"
    CLOSED = "closed", "Retiré"


S = Stage

STEPS: dict[str, Transition[Stage]] = {
    "try_call": Transition(frozenset({S.DRAFT}), S.TEST, MAKE, "Mettre à l’essai"),
    "open_call": Transition(frozenset({S.DRAFT, S.TEST}), S.OPEN, MAKE, "Publier l’appel"),
    "close_call": Transition(frozenset({S.OPEN}), S.CLOSED, MAKE, "Retirer l’appel"),
    "reopen_call": Transition(frozenset({S.CLOSED}), S.OPEN, MAKE, "Publier de nouveau"),
}
