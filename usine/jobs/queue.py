"""Work given to be done after the page is answered, and what became of it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from usine.values import clock

from .models import JobKey


def enqueue(task: Task, *args: Any, key: str = "") -> bool:
    """Have `task(*args)` done by a worker; returns whether it was taken.

    Given within a transaction, the job is committed with it: no worker sees it before, and nothing
    is left of it when the transaction is taken back. `args` are plain values, as JSON has them.
    A `key` that was used before is not taken again, whoever asks at the same moment.
    """
    if key and not _first_use(key):
        return False
    task.enqueue(*args)
    return True


def _first_use(key: str) -> bool:
    return JobKey.objects.get_or_create(key=key, defaults={"given_at": clock.now()})[1]


def dead_letters() -> QuerySet[DBTaskResult]:
    """The jobs that failed and are not tried again, the latest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def retry(job: DBTaskResult) -> None:
    """Give a dead letter to the workers again, with as many attempts as a new job."""
    job.status, job.worker_ids, job.run_after = TaskResultStatus.READY, [], timezone.now()
    job.save(update_fields=["status", "worker_ids", "run_after"])
