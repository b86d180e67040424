"""The states of an ask, the steps between them, and which side takes each."""

from enum import StrEnum
from typing import NamedTuple

from django.db import models


class AskState(models.TextChoices):
    OPEN = "open", "Nouvelle"
    SEEN = "seen", "Vue"
    ANSWERED = "answered", "Répondue"
    DECLINED = "declined", "Déclinée"
    REDIRECTED = "redirected", "Transmise"
    WITHDRAWN = "withdrawn", "Retirée"
    LAPSED = "lapsed", "Sans réponse"


class Side(StrEnum):
    """On which side of an ask one is."""

    ASKER = "asker"
    ASKED = "asked"
    CLOCK = "clock"


class Turn(NamedTuple):
    """A step from some states to another; only `who` takes it."""

    sources: frozenset[AskState]
    target: AskState
    who: Side
    label: str


S = AskState
# Something is still expected.
WAITING = (S.OPEN, S.SEEN)
_WAITING = frozenset(WAITING)

TURNS: dict[str, Turn] = {
    "see": Turn(frozenset({S.OPEN}), S.SEEN, Side.ASKED, "Ouvrir"),
    "answer": Turn(_WAITING, S.ANSWERED, Side.ASKED, "Répondre"),
    "decline": Turn(_WAITING, S.DECLINED, Side.ASKED, "Décliner"),
    "redirect": Turn(_WAITING, S.REDIRECTED, Side.ASKED, "Passer à…"),
    "withdraw": Turn(_WAITING, S.WITHDRAWN, Side.ASKER, "Retirer"),
    "lapse": Turn(_WAITING, S.LAPSED, Side.CLOCK, "Délai passé"),
    "resume": Turn(frozenset({S.DECLINED, S.REDIRECTED}), S.SEEN, Side.ASKED, "Reprendre"),
    # What somebody had opened stays seen.
    "restore": Turn(frozenset({S.WITHDRAWN}), S.OPEN, Side.ASKER, "Remettre"),
}
