"""The notes that people sign, and how they are forgotten."""

from usine.people.models import User

from .models import Note, NoteMention

ERASED = "Note effacée."


def forget(user: User) -> None:
    """Empty the notes that a person signed; that they wrote one on a day stays. No note mentions
    them any more."""
    Note.objects.filter(by=user).update(text=ERASED)
    NoteMention.objects.filter(person=user).delete()
