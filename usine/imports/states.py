"""The life of an import: read, previewed, applied or given up, perhaps undone."""

from django.db import models

from usine.plans.rights import EDIT
from usine.values.transitions import Transition


class State(models.TextChoices):
    READING = "reading", "En cours de lecture"
    UNREADABLE = "unreadable", "Fichier refusé"
    READY = "ready", "À valider"
    APPLYING = "applying", "En cours d’application"
    APPLIED = "applied", "Appliqué"
    UNDOING = "undoing", "En cours d’annulation"
    UNDONE = "undone", "Annulé"
    ABANDONED = "abandoned", "Abandonné"


# Why something may no longer be asked of an import.
REFUSALS: dict[State, str] = {
    State.READING: "Cet import est en cours de lecture.",
    State.UNREADABLE: "Le fichier de cet import a été refusé.",
    State.READY: "Cet import n’est pas encore appliqué.",
    State.APPLYING: "Cet import est en cours d’application.",
    State.APPLIED: "Cet import est déjà appliqué.",
    State.UNDOING: "Cet import est en cours d’annulation.",
    State.UNDONE: "Cet import est déjà annulé.",
    State.ABANDONED: "Cet import est abandonné.",
}


class RowKind(models.TextChoices):
    """What a row of the file would do to the plan."""

    NEW = "new", "Nouvelle"
    CHANGED = "changed", "Modifiée"
    UNCHANGED = "unchanged", "Sans changement"
    REFUSED = "refused", "Refusée"
    ASIDE = "aside", "Laissée de côté"
    ASKED = "asked", "À trancher"


class Slip(models.TextChoices):
    """What an accepted row looks like, which the user should check before applying it."""

    RENAMED = "renamed", "Intitulé tout autre"
    SHORTENED = "shortened", "Intitulé raccourci"
    REWORDED = "reworded", "Intitulé reformulé"
    REOPENED = "reopened", "Action rouverte"
    BACK = "back", "Statut qui recule"
    DROPPED = "dropped", "Action abandonnée"
    WITHDRAWN = "withdrawn", "Action retirée"
    AMOUNT = "amount", "Budget d’un autre ordre"
    YEAR = "year", "Année lointaine"
    TOLD = "told", "Dit par le fichier"
    SINCE = "since", "Changé des deux côtés"


class Decision(models.TextChoices):
    """What the user says of a row that waits."""

    SAME = "meme", "C’est bien cette action"
    OTHER = "autre", "C’est une nouvelle action"
    CONFIRMED = "oui", "Oui, c’est bien cela"
    AGAIN = "redemander", "Redemander"


# The rows that write to the plan.
WRITTEN = (RowKind.NEW, RowKind.CHANGED)
# The rows that are not accepted: by the rules, by the user, or until the user answers.
LEFT = (RowKind.REFUSED, RowKind.ASIDE, RowKind.ASKED)
# The plan keeps its status until the user says that the file is right.
HELD = (Slip.REOPENED, Slip.BACK, Slip.DROPPED)


# The plan may keep its value instead of these.
KEPT = (Slip.SHORTENED, Slip.REWORDED, Slip.AMOUNT, Slip.YEAR, Slip.SINCE)


S = State


TRANSITIONS: dict[str, Transition[State]] = {
    "preview": Transition(frozenset({S.READING}), S.READY, EDIT),
    "refuse": Transition(frozenset({S.READING}), S.UNREADABLE, EDIT),
    # The file is read again, with other meanings of its columns.
    "understand": Transition(frozenset({S.READY, S.READING}), S.READING, EDIT),
    "forget_columns": Transition(frozenset({S.READY, S.READING}), S.READING, EDIT),
    "settle": Transition(frozenset({S.READY}), S.READING, EDIT),
    "give_value": Transition(frozenset({S.READY}), S.READING, EDIT),
    "retract": Transition(frozenset({S.READY}), S.READING, EDIT),
    # The first reading stopped in the middle.
    "read_again": Transition(frozenset({S.READING}), S.READING, EDIT),
    "answer": Transition(frozenset({S.READY}), S.READY, EDIT),
    "set_aside": Transition(frozenset({S.READY}), S.READY, EDIT),
    "decide": Transition(frozenset({S.READY}), S.READY, EDIT),
    # A large one is applied in the background; back to the preview when the plan moved meanwhile.
    "submit": Transition(frozenset({S.READY}), S.APPLYING, EDIT),
    "reconsider": Transition(frozenset({S.READY, S.APPLYING}), S.READY, EDIT),
    "apply": Transition(frozenset({S.READY, S.APPLYING}), S.APPLIED, EDIT),
    # A large one is undone in the background; it stands as it was when that cannot be done.
    "submit_undo": Transition(frozenset({S.APPLIED}), S.UNDOING, EDIT),
    "stand": Transition(frozenset({S.UNDOING}), S.APPLIED, EDIT),
    "undo": Transition(frozenset({S.APPLIED, S.UNDOING}), S.UNDONE, EDIT),
    "abandon": Transition(frozenset({S.READING, S.READY, S.UNREADABLE}), S.ABANDONED, EDIT),
}

# The user has still to decide what becomes of these.
DRAFTS = frozenset({S.READING, S.UNREADABLE, S.READY, S.APPLYING})
# Background work is under way.
BUSY = frozenset({S.READING, S.APPLYING, S.UNDOING})
# These make the history of the plan; the others are drafts, or abandoned.
SETTLED = frozenset({S.APPLIED, S.UNDOING, S.UNDONE})

# Tones of the design system's badges; grey for the others.
STATE_TONES = {State.READY: "info", State.APPLIED: "success", State.UNREADABLE: "error"}
KIND_TONES = {
    RowKind.NEW: "success",
    RowKind.CHANGED: "info",
    RowKind.REFUSED: "error",
    RowKind.ASKED: "warning",
}
