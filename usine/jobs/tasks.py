"""The scheduled work of the queue itself."""

from datetime import datetime, timedelta

from django_tasks_db.models import DBTaskResult

from usine.values import clock
from usine.values.formats import format_counted

from .models import JobKey
from .schedules import every

# How long a key stays used.
KEYS_LAST = timedelta(days=90)
DONE_LAST = timedelta(days=30)


@every(hour=3, minute=30)
def clear_jobs(due_at: datetime) -> str:
    """Delete the old keys, and the jobs done long ago; dead letters stay."""
    done = DBTaskResult.objects.successful().filter(finished_at__lt=clock.now() - DONE_LAST)
    keys = JobKey.objects.filter(given_at__lt=clock.now() - KEYS_LAST)
    jobs = format_counted(done.delete()[0], "travail effacé", "travaux effacés")
    return f"{jobs}, {format_counted(keys.delete()[0], 'clé effacée', 'clés effacées')}"
