"""The notes that people sign, and how they are forgotten."""

from usine.people.models import User

from .models import Note

ERASED = "Note effacée."


def forget(user: User) -> None:
    """Empty the notes that a person signed; that they wrote one on a day stays."""
    Note.objects.filter(by=user).update(text=ERASED)
