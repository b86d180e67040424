"""Reads of notes that pages share."""

from django.db.models import QuerySet

from .models import Note


def notes_on(subject: str, *, reader) -> QuerySet[Note]:
    """The notes on a subject that a user may read, the latest first, with who signed them."""
    notes = Note.objects.standing().visible_to(reader)
    return notes.filter(subject=subject).select_related("by")
