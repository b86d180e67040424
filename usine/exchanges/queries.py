"""Reads of notes that pages share."""

from django.db.models import Prefetch, QuerySet

from usine.files.models import Document
from usine.people.models import User
from usine.people.reach import reachers
from usine.subjects.models import Subject

from .models import Note, NoteMention
from .rights import READ


def notes_on(subject: str, *, reader) -> QuerySet[Note]:
    """The notes on a subject that a user may read, the latest first, with who signed them, whom
    they mention and the documents that they brought."""
    notes = Note.objects.standing().visible_to(reader)
    documents = Document.objects.visible_to(reader).standing()
    return (
        notes.filter(subject=subject)
        .select_related("by")
        .prefetch_related(
            Prefetch("mentions", NoteMention.objects.select_related("person")),
            Prefetch("documents", documents),
        )
    )


def mentionable(subject: str) -> list[User]:
    """The people who may read the notes on a subject, and see it, by their names."""
    return reachers(READ, Subject.objects.get(pk=subject))
