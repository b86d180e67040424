"""Reads of documents that pages share."""

from collections.abc import Sequence
from dataclasses import dataclass

from .models import Document


@dataclass(frozen=True)
class Shelf:
    """The documents on a subject as a page shows them; `withdrawn` are those that may come back."""

    subject: str
    documents: Sequence[Document]
    withdrawn: Sequence[Document]
    writable: bool


def shelf(subject: str, *, reader, writable: bool) -> Shelf:
    """What a reader may open on a subject, the latest first; `writable`: they may change it."""
    documents = Document.objects.visible_to(reader).kept().filter(subject=subject)
    if not writable:
        documents = documents.standing()
    listed = list(documents.select_related("by"))
    return Shelf(
        subject,
        [each for each in listed if each.withdrawn_at is None],
        [each for each in listed if each.withdrawn_at],
        writable,
    )
