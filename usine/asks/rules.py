"""What must hold of an ask, and why it does not: plain Python, no database."""

from collections.abc import Sequence
from datetime import date, timedelta

# The most characters of what one asks or answers: about three pages.
LONGEST = 6_000
# How far away a date may be.
FARTHEST = timedelta(days=730)
MOST_AT_ONCE = 100


def ask_refusal(text: str, due_on: date, today: date) -> str | None:
    """Why this may not be asked; None when it may."""
    if not text.strip():
        return "Dites ce que vous demandez."
    if len(text) > LONGEST:
        return "Ce message est trop long\u00a0: joignez plutôt un document au sujet."
    if due_on < today:
        return "La date attendue est passée."
    if due_on - today > FARTHEST:
        return "La date attendue est à plus de deux ans."
    return None


def count_refusal(count: int) -> str | None:
    """Why something may not be asked about so many subjects at once; None when it may."""
    if count == 0:
        return "Choisissez de quoi vous parlez."
    if count > MOST_AT_ONCE:
        return f"Demandez sur {MOST_AT_ONCE} lignes au plus à la fois."
    return None


def words_refusal(words: str, *, needed: bool) -> str | None:
    """Why these may not be the words of an answer; None when they may."""
    if needed and not words.strip():
        return "Écrivez quelques mots\u00a0: qui a demandé les lira."
    if len(words) > LONGEST:
        return "Ce texte est trop long\u00a0: joignez plutôt un document au sujet."
    return None


def rungs_passed(ladder: Sequence[int], asked_on: date, today: date) -> int:
    """How many steps of a ladder of reminders, in days, have passed."""
    return sum(asked_on + timedelta(days=days) <= today for days in ladder)


def is_lapsed(due_on: date, lapses_after: int, today: date) -> bool:
    return today > due_on + timedelta(days=lapses_after)
