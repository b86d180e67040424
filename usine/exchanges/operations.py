"""Every write of notes: one verb, checked against the rights of `by`, recorded in the ledger."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied

from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.people.reach import reaches
from usine.subjects.models import Subject
from usine.values import clock
from usine.values.errors import Refused

from .kinds import noted_kind
from .models import Note
from .rights import WRITE
from .rules import note_refusal


@operation
def add_note(subject: str, *, text: str, by) -> Note:
    """Add a note to a subject, "kind:identifier", signed by `by` and dated now.

    Raises Refused when the text is empty or the subject is not there, and what its room raises.
    """
    check_right(subject, by=by)
    kind = noted_kind(subject)
    if kind:
        kind.hold(subject, by)
    if why := note_refusal(text):
        raise Refused(why)
    text = text.strip()
    event = record("exchanges.add_note", subject=subject, by=by, payload={"note": text})
    [note] = keep_notes([(subject, text)], event=event, by=by)
    if kind:
        kind.follow([note])
    return note


def keep_notes(texts: Iterable[tuple[str, str]], *, event: Event, by) -> list[Note]:
    """Write notes that an event of the caller has just recorded: (subject, text), in order."""
    return Note.objects.bulk_create(
        Note(subject_id=subject, text=text, by=by, event=event, at=event.recorded_at)
        for subject, text in texts
    )


def withdraw_notes(event: Event, subjects: Iterable[str] | None = None) -> None:
    """Take back the notes that an event brought, when what it had recorded is undone."""
    notes = Note.objects.standing().filter(event=event)
    if subjects is not None:
        notes = notes.filter(subject__in=list(subjects))
    notes.update(withdrawn_at=clock.now())


def check_right(subject: str, *, by) -> None:
    """Raise PermissionDenied unless `by` may note this subject; None is the system itself."""
    there = Subject.objects.filter(pk=subject).first()
    if there is None:
        raise Refused("Ce dont parle cette note n’est plus là.")
    if by is not None and not reaches(WRITE, by, there.place):
        raise PermissionDenied("Vous n’avez pas de mandat pour écrire une note ici.")
