"""Every write of documents: one verb, checked against the rights of `by`, in the ledger."""

from collections.abc import Sequence

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db.models import Sum

from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.people.reach import reaches
from usine.subjects.models import Subject
from usine.values import clock
from usine.values.errors import Refused

from . import rules
from .checking import Checked, Sent, checked
from .kinds import filed_kind
from .models import Document, DocumentContent
from .rights import WRITE


def attach(subject: str, *, sent: Sequence[Sent], by) -> list[Document]:
    """Attach files to a subject, "kind:identifier": all of them, or Refused says why none.

    They are checked, and images stripped, before anything is held: that takes seconds.
    """
    check_right(subject, by=by)
    if why := rules.count_refusal(len(sent)):
        raise Refused(why)
    return keep(subject, files=checked(sent), by=by)


@operation
def keep(subject: str, *, files: Sequence[Checked], by) -> list[Document]:
    """Attach files that were checked, for an operation whose own event brings them."""
    # A heavy file takes most of a second to write: before anybody waits for what is held.
    contents = [DocumentContent.objects.create(content=file.content) for file in files]
    _hold(subject, by)
    _check_new(subject, files)
    event = record("files.attach", subject=subject, by=by, payload={"files": _told(files)})
    pairs = zip(files, contents, strict=True)
    return [_document(subject, file, content, event, by) for file, content in pairs]


def _told(files: Sequence[Checked]) -> list[dict]:
    return [{"file": file.name, "sha256": file.sha256} for file in files]


def _document(subject: str, file: Checked, content: DocumentContent, event: Event, by) -> Document:
    return Document.objects.create(
        subject_id=subject,
        name=file.name,
        format=file.format.code,
        size=len(file.content),
        sha256=file.sha256,
        by=by,
        at=event.recorded_at,
        event=event,
        content=content,
    )


@operation
def withdraw(document: Document, *, by) -> Document:
    """Take a document off its subject; its bytes stay for a time (`rules.KEPT`), to put it back."""
    document = _held(document, by)
    if document.withdrawn_at:
        raise Refused("Ce document est déjà retiré.")
    _recorded("files.withdraw", document, by)
    return _moved(document, withdrawn_at=clock.now())


@operation
def put_back(document: Document, *, by) -> Document:
    """Put back a document that was withdrawn, as long as its bytes are there."""
    document = _held(document, by)
    if document.withdrawn_at is None:
        raise Refused("Ce document est déjà là.")
    if document.content_id is None:
        raise Refused("Ce document a été effacé\u00a0: ajoutez-le de nouveau.")
    if _standing(document.subject_id, [document.sha256]):
        raise Refused("Ce document a été ajouté de nouveau depuis.")
    _recorded("files.put_back", document, by)
    return _moved(document, withdrawn_at=None)


def _recorded(verb: str, document: Document, by) -> None:
    payload = {"document": document.pk, "file": document.name}
    record(verb, subject=document.subject_id, by=by, payload=payload)


def _moved(document: Document, *, withdrawn_at) -> Document:
    document.withdrawn_at = withdrawn_at
    document.save(update_fields=["withdrawn_at"])
    return document


def _held(document: Document, by) -> Document:
    """The document as it stands, held with its subject until the end of the transaction."""
    _hold(document.subject_id, by)
    document = Document.objects.get(pk=document.pk)
    if kind := filed_kind(document.subject_id):
        kind.check(document)
    return document


def _hold(subject: str, by) -> None:
    """Hold a subject as its room does, then its row: those who file on it come one by one."""
    kind = filed_kind(subject)
    if kind:
        kind.hold(subject, by)
    Subject.objects.select_for_update(no_key=True).filter(pk=subject).first()
    check_right(subject, by=by)


def _check_new(subject: str, files: Sequence[Checked]) -> None:
    digests = [file.sha256 for file in files]
    if there := _standing(subject, digests):
        raise Refused(f"«\u00a0{there.name}\u00a0», le même document, est déjà là.")
    if len(set(digests)) < len(digests):
        raise Refused("Deux de ces fichiers sont le même.")
    weight = Document.objects.filter(subject=subject).kept().aggregate(Sum("size"))["size__sum"]
    total = (weight or 0) + sum(len(file.content) for file in files)
    if why := rules.quota_refusal(total, settings.SUBJECT_DOCUMENTS_MAX_BYTES):
        raise Refused(why)


def _standing(subject: str, digests: Sequence[str]) -> Document | None:
    return Document.objects.standing().filter(subject=subject, sha256__in=digests).first()


def check_right(subject: str, *, by) -> None:
    """Raise PermissionDenied unless `by` may file on this subject; None is the system itself."""
    there = Subject.objects.filter(pk=subject).first()
    if there is None:
        raise Refused("Ce dont parle ce document n’est plus là.")
    if by is not None and not reaches(WRITE, by, there.place):
        raise PermissionDenied("Vous n’avez pas de mandat pour ajouter ou retirer un document ici.")
