"""The nightly removal of the bytes of documents that were withdrawn."""

from datetime import datetime

from django.db.models import Q

from usine.jobs.schedules import every
from usine.values import clock
from usine.values.formats import format_counted

from .models import DocumentContent
from .rules import KEPT


@every(hour=3, minute=20)
def empty_withdrawn(due_at: datetime) -> str:
    withdrawn = Q(document__withdrawn_at__lt=clock.now() - KEPT)
    # Those of a subject that its room no longer lists went with it.
    gone = DocumentContent.objects.filter(withdrawn | Q(document=None))
    return format_counted(gone.delete()[0], "document effacé", "documents effacés")
