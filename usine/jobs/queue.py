"""The queue of jobs that workers do after the page is answered, and what became of them."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from usine.values import clock

from .models import JobKey


def enqueue(task: Task, *args: Any, key: str = "") -> bool:
    """Have a worker do `task(*args)`; returns False when `key` was used before.

    The job is committed with the transaction under way: no worker sees it earlier, and a rollback
    removes it. `args` are values that JSON can hold. Of several requests that use one key at the
    same moment, only one enqueues the job.
    """
    if key and not _first_use(key):
        return False
    task.enqueue(*args)
    return True


def _first_use(key: str) -> bool:
    return JobKey.objects.get_or_create(key=key, defaults={"given_at": clock.now()})[1]


def dead_letters() -> QuerySet[DBTaskResult]:
    """The jobs that failed for good, the latest first."""
    return DBTaskResult.objects.failed().order_by("-finished_at")


def retry(job: DBTaskResult) -> None:
    """Put a dead letter back in the queue, with as many attempts as a new job."""
    job.status, job.worker_ids, job.run_after = TaskResultStatus.READY, [], timezone.now()
    job.save(update_fields=["status", "worker_ids", "run_after"])
