"""Every write of notes: one verb, checked against the rights of `by`, recorded in the ledger."""

from collections.abc import Collection, Iterable, Sequence

from django.core.exceptions import PermissionDenied

from usine.files.checking import Checked, Sent, checked
from usine.files.operations import keep
from usine.files.rights import WRITE as ATTACH
from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.ledger.queries import history
from usine.ledger.refusals import operation
from usine.notices.operations import take_back, tell
from usine.people.models import User
from usine.people.reach import reaches
from usine.subjects.models import Subject
from usine.values import clock
from usine.values.errors import Refused

from .kinds import MENTIONED, noted_kind
from .models import Note, NoteMention
from .queries import mentionable
from .rights import WRITE
from .rules import TOO_LATE, is_too_late, note_refusal

ADDED = "exchanges.add_note"


def add_note(
    subject: str, *, text: str, by, mentions: Collection[User] = (), sent: Sequence[Sent] = ()
) -> Note:
    """Add a note to a subject, "kind:identifier", signed by `by` and dated now, with the documents
    that it brings; the people whom it mentions are told.

    Raises Refused when the text is empty, the subject is not there, a file is not taken or a person
    may not read the note, and what its room raises.
    """
    check_right(subject, by=by)
    if sent:
        _check_documents(subject, by=by)
    if why := note_refusal(text):
        raise Refused(why)
    # Before anything is held: that takes seconds.
    files = checked(sent)
    return _add(subject, text.strip(), files, mentions, by)


@operation
def _add(subject: str, text: str, files: Sequence[Checked], mentions: Collection[User], by) -> Note:
    kind = noted_kind(subject)
    if kind:
        kind.hold(subject, by)
    check_right(subject, by=by)
    if stranger := next(iter(set(mentions) - set(mentionable(subject))), None):
        raise Refused(f"{stranger} ne peut pas lire cette note.")
    before = kind.before(subject) if kind else {}
    documents = keep(subject, files=files, by=by) if files else []
    payload = {"note": text, "before": before}
    event = record(ADDED, subject=subject, by=by, payload=payload)
    [note] = keep_notes([(subject, text)], event=event, by=by)
    note.documents.set(documents)
    _mention(note, mentions, event)
    if kind:
        kind.follow([note])
    return note


def _mention(note: Note, people: Collection[User], event: Event) -> None:
    NoteMention.objects.bulk_create(NoteMention(note=note, person=person) for person in people)
    tell(MENTIONED, people=people, event=event, by=note.by, part=part_of(note))


@operation
def undo_note(subject: str, *, event: int, by) -> None:
    """Take back the note that `by` has just added, with an event: nobody reads it any more, and the
    history tells both. Documents that it brought stay those of the subject.

    Raises PermissionDenied when somebody else signed it, Refused when something happened to the
    subject since, or once it is too late.
    """
    kind = noted_kind(subject)
    if kind:
        kind.hold(subject, by)
    check_right(subject, by=by)
    note = _last_note(subject, event)
    if note is None or is_too_late(note.at, clock.now()):
        raise Refused(TOO_LATE)
    if by is not None and note.by_id != by.pk:
        raise PermissionDenied("Seul l’auteur d’une note l’annule.")
    added = Payload.objects.select_related("event").get(event=event, subject=subject)
    if kind:
        kind.reopen(subject, event, by)
    withdraw_notes(added.event)
    undone = record("exchanges.undo_note", subject=subject, by=by)
    if kind:
        kind.give_back(subject, (added.decoded or {})["before"], undone)


def _last_note(subject: str, event: int) -> Note | None:
    """The note that an event added to a subject, held, if nothing happened to the subject since."""
    notes = Note.objects.standing().select_for_update(of=("self",), no_key=True)
    note = notes.filter(subject=subject, event=event, event__verb=ADDED).first()
    last = history(subject).first()
    is_told = last is not None and last.event_id == event and "before" in (last.decoded or {})
    return note if is_told else None


def part_of(note: Note) -> str:
    """Where the page of its subject shows a note."""
    return f"note-{note.pk}"


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
    take_back(event, notes.values_list("subject", flat=True))
    notes.update(withdrawn_at=clock.now())


def _check_documents(subject: str, *, by) -> None:
    """Raise PermissionDenied unless `by` may leave documents on this subject."""
    if not may_attach(by, Subject.objects.get(pk=subject).place):
        raise PermissionDenied("Votre mandat ne permet pas de déposer de document ici.")


def may_attach(by, place: str) -> bool:
    """Whether a note of theirs may bring documents there; None is the system itself."""
    return by is None or reaches(ATTACH, by, place)


def check_right(subject: str, *, by) -> None:
    """Raise PermissionDenied unless `by` may note this subject; None is the system itself."""
    there = Subject.objects.filter(pk=subject).first()
    if there is None:
        raise Refused("Ce dont parle cette note n’est plus là.")
    if by is not None and not reaches(WRITE, by, there.place):
        raise PermissionDenied("Vous n’avez pas de mandat pour écrire une note ici.")
