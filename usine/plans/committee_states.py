"""The states of a committee and the steps between them."""

from django.db import models

from usine.values.transitions import Transition

from .rights import EDIT


class CommitteeState(models.TextChoices):
    PLANNED = "planned", "Prévu"
    MET = "met", "Tenu"
    CANCELLED = "cancelled", "Annulé"


S = CommitteeState

COMMITTEE_TRANSITIONS: dict[str, Transition[CommitteeState]] = {
    "meet": Transition(frozenset({S.PLANNED}), S.MET, EDIT, "Déclarer tenu"),
    "cancel": Transition(frozenset({S.PLANNED}), S.CANCELLED, EDIT, "Annuler le comité"),
    "reopen": Transition(
        frozenset({S.MET, S.CANCELLED}), S.PLANNED, EDIT, "Remettre au calendrier"
    ),
}
