"""The clock of asks: reminders of what is not answered, before the digest leaves; what lapses."""

from collections import Counter
from datetime import datetime

from usine.jobs.schedules import every
from usine.values.formats import format_counted

from .models import Ask
from .operations import keep_time


@every(hour=6, minute=30)
def remind_due(due_at: datetime) -> str:
    """Each in a transaction of its own; done again, it does nothing."""
    done = Counter(keep_time(each) for each in Ask.objects.waiting().order_by("pk").iterator())
    reminded = format_counted(done["remind_late"], "rappel", "rappels")
    return f"{reminded}, {format_counted(done['lapse'], 'demande close', 'demandes closes')}"
