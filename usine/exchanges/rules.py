"""What must hold of a note, and why it does not: plain Python, no database."""

from datetime import datetime, timedelta

# The most characters of a note: about ten pages.
LONGEST = 20_000
# How long its author may still take a note back: the time to see a slip, not to think again.
TAKEN_BACK_WITHIN = timedelta(hours=1)
TOO_LATE = "Cette note ne peut plus être annulée\u00a0: écrivez-en une autre, qui la corrige."


def note_refusal(text: str) -> str | None:
    """Why this may not be a note; None when it may."""
    if not text.strip():
        return "Écrivez quelque chose."
    if len(text) > LONGEST:
        return "Cette note est trop longue\u00a0: joignez plutôt un document."
    return None


def is_too_late(written: datetime, now: datetime) -> bool:
    """Whether a note may no longer be taken back."""
    return now - written > TAKEN_BACK_WITHIN
