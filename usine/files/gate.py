"""Who comes to a document, and to a subject to file on; operations ask the right again."""

from django.shortcuts import get_object_or_404

from usine.subjects.models import Subject

from .models import Document
from .operations import check_right


def subject_to_file(user, key: str) -> Subject:
    """The subject, not found when the user may not see it, forbidden when they may only see it."""
    subject = get_object_or_404(Subject.objects.visible_to(user), pk=key)
    check_right(subject.pk, by=user)
    return subject


def document_to_read(user, pk: int) -> Document:
    """A document that stands, not found when the user may not see it."""
    return get_object_or_404(Document.objects.visible_to(user).standing(), pk=pk)


def document_to_change(user, pk: int) -> Document:
    """A document, withdrawn or not, forbidden to those who may only read it."""
    documents = Document.objects.visible_to(user).select_related("subject")
    document = get_object_or_404(documents, pk=pk)
    check_right(document.subject_id, by=user)
    return document
