"""The clock of calls: what nobody sent before the closing lapses."""

from datetime import datetime, timedelta

from usine.jobs.schedules import every
from usine.values.formats import format_counted

from .candidacies.operations import lapse
from .models import Candidacy, Origin
from .states import CandidacyState


@every(interval=timedelta(minutes=10))
def lapse_drafts(due_at: datetime) -> str:
    """Each in a transaction of its own; done again, it does nothing."""
    drafts = Candidacy.objects.filter(state=CandidacyState.DRAFT, origin=Origin.ONLINE)
    lapsed = [each for each in drafts.order_by("pk") if lapse(each, by=None)]
    return format_counted(len(lapsed), "brouillon caduc", "brouillons caducs")
