"""A job is given with what it is about, once for its key, and seen when it failed."""

import io
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import connections, transaction
from django_tasks import TaskResultStatus, task
from django_tasks_db.models import DBTaskResult

from usine.jobs.queue import dead_letters, enqueue, retry
from usine.jobs.worker import Worker

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("database_queue")]

done: list[str] = []
broken: set[str] = set()


@task()
def note(what: str) -> None:
    if what in broken:
        raise ConnectionRefusedError(what)
    done.append(what)


@pytest.fixture(autouse=True)
def _nothing_done():
    done.clear()
    broken.clear()


def waiting() -> list[list]:
    jobs = DBTaskResult.objects.ready().order_by("enqueued_at")
    return [job.args_kwargs["args"] for job in jobs]


def test_a_job_waits_until_a_worker_does_it():
    assert enqueue(note, "one") is True
    assert (waiting(), done) == ([["one"]], [])
    Worker("w").run()
    assert (waiting(), done) == ([], ["one"])


def test_nothing_is_left_of_a_job_whose_transaction_is_taken_back():
    with transaction.atomic():
        enqueue(note, "one", key="k")
        transaction.set_rollback(True)
    assert waiting() == []
    assert enqueue(note, "again", key="k") is True


def test_a_key_is_taken_once():
    assert [enqueue(note, "one", key="a"), enqueue(note, "two", key="a")] == [True, False]
    assert [enqueue(note, "three", key="b"), enqueue(note, "four")] == [True, True]
    assert waiting() == [["one"], ["three"], ["four"]]
    Worker("w").run()
    assert enqueue(note, "five", key="a") is False


@pytest.mark.django_db(transaction=True)
def test_a_key_asked_by_all_at_once_is_taken_once():
    start = Barrier(4)

    def ask(what: str) -> bool:
        try:
            start.wait(timeout=30)
            with transaction.atomic():
                return enqueue(note, what, key="same")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(ask, "abcd"))
    assert sorted(taken) == [False, False, False, True]
    assert len(waiting()) == 1


def failed(what: str) -> DBTaskResult:
    enqueue(note, what)
    job = DBTaskResult.objects.latest("enqueued_at")
    job.worker_ids = ["w"] * 5
    job.set_failed(ConnectionRefusedError(f"{what} n’a pas répondu"))
    job.save()
    return job


def jobs(**options) -> str:
    written = io.StringIO()
    call_command("jobs", stdout=written, **options)
    return written.getvalue()


def test_what_failed_is_listed_and_tried_again():
    broken.add("one")
    first, second = failed("one"), failed("two")
    assert [job.pk for job in dead_letters()] == [second.pk, first.pk]
    assert jobs().splitlines()[-3:] == [
        "2\u00a0travaux échoués.",
        f"{second.pk}  {note.module_path}  ConnectionRefusedError: two n’a pas répondu",
        f"{first.pk}  {note.module_path}  ConnectionRefusedError: one n’a pas répondu",
    ]
    assert jobs(retry=str(second.pk)) == "1\u00a0travail repris.\n"
    assert jobs(retry="all") == "1\u00a0travail repris.\n"
    Worker("w").run()
    assert done == ["two"]
    first.refresh_from_db()
    # With as many attempts as a new job.
    assert (first.status, first.worker_ids) == (TaskResultStatus.READY, ["w"])
    assert jobs(retry="all") == "0\u00a0travail repris.\n"


@pytest.mark.parametrize("unknown", ["n’importe quoi", "5b1f6ea9-4d0c-4bb4-a2fb-3ad2a3e8d0a7"])
def test_an_identifier_that_is_none_is_refused(unknown):
    failed("one")
    with pytest.raises(CommandError, match="Aucun travail échoué n’a cet identifiant"):
        jobs(retry=unknown)


def test_a_job_taken_again_is_seen_no_more():
    retry(failed("one"))
    assert not dead_letters().exists()
