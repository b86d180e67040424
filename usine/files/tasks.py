"""The nightly removal of the bytes of documents that were withdrawn."""

from datetime import datetime

from usine.jobs.schedules import every
from usine.values import clock
from usine.values.formats import format_counted

from .models import DocumentContent
from .rules import KEPT


@every(hour=3, minute=20)
def empty_withdrawn(due_at: datetime) -> str:
    gone = DocumentContent.objects.filter(document__withdrawn_at__lt=clock.now() - KEPT)
    return format_counted(gone.delete()[0], "document effacé", "documents effacés")
