import pytest
from django.core.management import call_command
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from usine.pages.management.commands import work

pytestmark = pytest.mark.django_db


def job(*workers: str, status=TaskResultStatus.RUNNING) -> DBTaskResult:
    return DBTaskResult.objects.create(
        status=status,
        args_kwargs={"args": [], "kwargs": {}},
        task_path="nowhere.nothing",
        worker_ids=list(workers),
        backend_name="default",
        run_after=timezone.now(),
    )


@pytest.mark.parametrize(
    ("workers", "status", "after"),
    [
        (["a"], TaskResultStatus.RUNNING, TaskResultStatus.READY),
        (["a", "a"], TaskResultStatus.RUNNING, TaskResultStatus.READY),
        (["b", "a"], TaskResultStatus.RUNNING, TaskResultStatus.READY),
        (["a", "a", "a"], TaskResultStatus.RUNNING, TaskResultStatus.FAILED),
        (["a", "b"], TaskResultStatus.RUNNING, TaskResultStatus.RUNNING),
        (["a"], TaskResultStatus.SUCCESSFUL, TaskResultStatus.SUCCESSFUL),
        ([], TaskResultStatus.READY, TaskResultStatus.READY),
    ],
)
def test_a_worker_takes_back_what_it_left_when_it_was_killed(workers, status, after):
    left = job(*workers, status=status)
    work.take_back("a")
    left.refresh_from_db()
    assert left.status == after
    assert left.worker_ids == workers


def test_it_takes_back_then_works(monkeypatch):
    left, called = job("a"), []
    monkeypatch.setattr(work, "call_command", lambda *args, **kwargs: called.append((args, kwargs)))
    call_command("work", name="a")
    left.refresh_from_db()
    assert left.status == TaskResultStatus.READY
    assert called == [(("db_worker",), {"queue_name": "*", "worker_id": "a", "reload": False})]
