"""A worker does what waits, tries again what failed, takes back what it left."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from usine.jobs import worker
from usine.jobs.queue import dead_letters, enqueue
from usine.jobs.worker import Worker
from usine.values.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("database_queue")]


def job(*workers: str, status=TaskResultStatus.RUNNING) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="nowhere.nothing",
        worker_ids=list(workers),
        backend_name="default",
        run_after=timezone.now(),
    )


@task()
def fail() -> None:
    raise ConnectionRefusedError


@task()
def refuse() -> None:
    raise Refused("Non.")


def test_what_fails_is_tried_again_later_and_later_then_is_a_dead_letter():
    enqueue(fail)
    pauses = []
    for attempt in range(1, 6):
        before = timezone.now()
        DBTaskResult.objects.update(run_after=before)
        Worker("w").run()
        row = DBTaskResult.objects.get()
        assert len(row.worker_ids) == attempt
        pauses.append((row.status, round((row.run_after - before) / timedelta(minutes=1))))
    ready, dead = TaskResultStatus.READY, TaskResultStatus.FAILED
    assert pauses == [(ready, 1), (ready, 5), (ready, 30), (ready, 120), (dead, 0)]
    assert dead_letters().get().exception_class_path == "builtins.ConnectionRefusedError"


def test_what_is_refused_is_not_tried_again():
    enqueue(refuse)
    Worker("w").run()
    assert len(dead_letters().get().worker_ids) == 1


def test_a_job_whose_code_is_gone_is_tried_again_as_any_other():
    job(status=TaskResultStatus.READY)
    Worker("w").run()
    row = DBTaskResult.objects.get()
    assert (row.status, row.worker_ids) == (TaskResultStatus.READY, ["w"])


@pytest.mark.parametrize(
    ("workers", "status", "after"),
    [
        ("a", TaskResultStatus.RUNNING, TaskResultStatus.READY),
        ("ba", TaskResultStatus.RUNNING, TaskResultStatus.READY),
        ("aaaa", TaskResultStatus.RUNNING, TaskResultStatus.READY),
        ("aaaaa", TaskResultStatus.RUNNING, TaskResultStatus.FAILED),
        ("ab", TaskResultStatus.RUNNING, TaskResultStatus.RUNNING),
        ("a", TaskResultStatus.SUCCESSFUL, TaskResultStatus.SUCCESSFUL),
        ("", TaskResultStatus.READY, TaskResultStatus.READY),
    ],
)
def test_a_worker_takes_back_what_it_left_when_it_was_killed(workers, status, after):
    left = job(*workers, status=status)
    worker.take_back("a")
    left.refresh_from_db()
    assert (left.status, left.worker_ids) == (after, list(workers))


def test_it_takes_back_then_works_until_it_is_asked_to_stop(monkeypatch):
    left, looked = job("a"), []

    def look(working: Worker) -> None:
        looked.append(working.worker_id)
        working.running = len(looked) < 3

    monkeypatch.setattr(worker, "do_what_is_due", look)
    monkeypatch.setattr(worker, "IDLE", 0)
    monkeypatch.setattr(Worker, "configure_signals", lambda self: None)
    call_command("work", name="a")
    left.refresh_from_db()
    assert (left.status, looked) == (TaskResultStatus.READY, ["a"] * 3)


def test_what_is_due_is_enqueued_and_done(monkeypatch):
    monkeypatch.setattr(worker, "enqueue_due", lambda: enqueue(refuse))
    worker.do_what_is_due(Worker("w"))
    assert dead_letters().count() == 1
