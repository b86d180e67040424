"""A worker: does the jobs of the queue and those that are due, and tries failed ones again."""

import logging
import time
from datetime import timedelta

from django.db import close_old_connections
from django.utils import timezone
from django.utils.module_loading import import_string
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from usine.values.errors import Refused

from .schedules import enqueue_due

logger = logging.getLogger("usine.jobs")

# How long a job waits after each failure, before it becomes a dead letter: a mail server may be
# away for two hours and a half.
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
MOST_ATTEMPTS = len(PAUSES) + 1
# Seconds between two looks at an empty queue.
IDLE = 1


class WorkerKilled(Exception):
    """Each worker that did this job was killed."""


class Worker(db_worker.Worker):
    """Does all the jobs of the queue, then stops; puts failed ones back for later."""

    def __init__(self, name: str) -> None:
        super().__init__(
            queue_names=["*"],
            interval=IDLE,
            batch=True,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=name,
            excluded_queue_names=[],
        )

    def run_task(self, db_task_result: DBTaskResult) -> None:
        super().run_task(db_task_result)
        if db_task_result.status == TaskResultStatus.FAILED:
            _try_later(db_task_result)


def work(name: str) -> None:
    """Do jobs until SIGINT or SIGTERM, which let the job under way end."""
    take_back(name)
    worker = Worker(name)
    worker.configure_signals()
    while worker.running:
        do_what_is_due(worker)
        if worker.running:
            time.sleep(IDLE)


def do_what_is_due(worker: Worker) -> None:
    close_old_connections()
    enqueue_due()
    worker.run()


def take_back(name: str) -> None:
    """Make ready again the jobs that a worker of this name was doing when it was killed.

    A job may thus run twice, and must find nothing left to do the second time. A job whose workers
    are killed each time fails in the end.
    """
    for job in DBTaskResult.objects.running():
        if job.worker_ids[-1:] != [name]:
            continue
        if len(job.worker_ids) < MOST_ATTEMPTS:
            job.status = TaskResultStatus.READY
            job.save(update_fields=["status"])
        else:
            job.set_failed(WorkerKilled(f"{name}, {len(job.worker_ids)} times"))


def _try_later(job: DBTaskResult) -> None:
    """Put a failed job back for later, unless a rule refused it: it would refuse it again."""
    attempts = len(job.worker_ids)
    if attempts >= MOST_ATTEMPTS or _was_refused(job):
        logger.error("dead letter", extra={"fields": {"job": job.pk, "task": job.task_path}})
        return
    job.status, job.run_after = TaskResultStatus.READY, timezone.now() + PAUSES[attempts - 1]
    job.save(update_fields=["status", "run_after"])


def _was_refused(job: DBTaskResult) -> bool:
    try:
        return issubclass(import_string(job.exception_class_path), Refused)
    except ImportError:
        return False
