"""What is due by the one clock is done once over all workers, and caught up after a stop."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import connections
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from usine.jobs import schedules, tasks
from usine.jobs.models import JobKey, Schedule
from usine.jobs.schedules import Missed, declared, do_due, enqueue_due, every
from usine.values import clock

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOON = datetime(2025, 5, 27, 10, tzinfo=UTC)  # in Paris
ran: list[datetime] = []


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    """No other schedule than those that a test declares."""
    declared()
    monkeypatch.setattr(schedules, "_declared", {})
    ran.clear()


def chime(due_at: datetime) -> str:
    ran.append(due_at)
    return f"{len(ran)} coups"


def at(moment: datetime) -> list[datetime]:
    """When the work that is done at this moment was due."""
    ran.clear()
    with clock.set_to(moment):
        enqueue_due()
    return list(ran)


def test_a_day_s_work_is_done_at_its_hour_of_paris_winter_and_summer():
    every(hour=3, minute=15)(chime)
    assert at(datetime(2025, 3, 28, 12, tzinfo=UTC)) == []
    assert at(datetime(2025, 3, 29, 2, 14, 59, tzinfo=UTC)) == []
    assert at(datetime(2025, 3, 29, 2, 15, tzinfo=UTC)) == [
        datetime(2025, 3, 29, 2, 15, tzinfo=UTC)
    ]
    assert at(datetime(2025, 3, 29, 2, 16, tzinfo=UTC)) == []
    # The clocks went forward: 3:15 in Paris comes an hour earlier.
    assert at(datetime(2025, 3, 30, 1, 14, tzinfo=UTC)) == []
    assert at(datetime(2025, 3, 30, 1, 15, tzinfo=UTC)) == [
        datetime(2025, 3, 30, 1, 15, tzinfo=UTC)
    ]


@pytest.mark.parametrize(
    ("missed", "hours"), [(Missed.ONCE, [[3], [], [5]]), (Missed.EACH, [[1, 2, 3], [], [4, 5]])]
)
def test_what_was_missed_is_caught_up_as_declared(missed, hours):
    every(interval=HOUR, missed=missed)(chime)
    assert at(NOON) == []
    assert [
        [(due - NOON) // HOUR for due in at(NOON + hour * HOUR)] for hour in (3.5, 3.9, 5)
    ] == hours


def test_when_it_ran_and_what_came_of_it_are_kept():
    every(interval=HOUR)(chime)
    at(NOON)
    at(NOON + 2.5 * HOUR)
    row = Schedule.objects.get()
    assert (row.code, row.outcome) == ("jobs.chime", "1 coups")
    assert (row.ran_at, row.due_at) == (NOON + 2.5 * HOUR, NOON + 3 * HOUR)


@pytest.mark.usefixtures("database_queue")
@pytest.mark.django_db(transaction=True)
def test_workers_that_look_at_the_same_moment_take_each_due_time_once():
    every(interval=HOUR, missed=Missed.EACH)(chime)
    at(NOON)
    start = Barrier(4)

    def look(_) -> None:
        try:
            start.wait(timeout=30)
            at(NOON + 3 * HOUR)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(look, range(4)))
    assert DBTaskResult.objects.count() == 3
    # A due time taken back by hand is not given twice either.
    Schedule.objects.update(due_at=NOON + HOUR)
    look_again = at(NOON + 3 * HOUR)
    assert (look_again, DBTaskResult.objects.count()) == ([], 3)


@pytest.mark.usefixtures("database_queue")
def test_what_is_due_is_done_at_once_without_a_queue():
    every(interval=HOUR)(chime)
    every(hour=4, slow=True)(lambda due_at: "lent")
    outcomes = []
    for hour, slow in ((0, True), (1.5, False), (1.8, False), (24, False), (24, True)):
        with clock.set_to(NOON + hour * HOUR):
            do_due(slow=slow)
        outcomes.append([row.outcome for row in Schedule.objects.order_by("code")])
    assert outcomes == [
        ["", ""],
        ["", "1 coups"],
        ["", "1 coups"],
        ["", "2 coups"],
        ["lent", "2 coups"],
    ]
    assert [(due - NOON) // HOUR for due in ran] == [1, 24]
    assert not DBTaskResult.objects.exists()


def test_nothing_due_costs_one_query(django_assert_num_queries):
    every(interval=HOUR)(chime)
    every(hour=3)(lambda due_at: None)
    at(NOON)
    with django_assert_num_queries(1):
        at(NOON + HOUR / 2)


def test_jobs_and_keys_of_long_ago_are_forgotten_but_not_dead_letters():
    long_ago = timezone.now() - timedelta(days=91)
    for status, finished_at in (
        (TaskResultStatus.SUCCESSFUL, long_ago),
        (TaskResultStatus.FAILED, long_ago),
        (TaskResultStatus.SUCCESSFUL, timezone.now()),
        (TaskResultStatus.READY, None),
    ):
        DBTaskResult.objects.create(
            status=status, finished_at=finished_at, args_kwargs={}, run_after=None
        )
    JobKey.objects.create(key="old", given_at=long_ago)
    JobKey.objects.create(key="new", given_at=timezone.now())
    assert tasks.clear_jobs(timezone.now()) == "1\u00a0travail effacé, 1\u00a0clé effacée"
    assert DBTaskResult.objects.count() == 3
    assert [row.key for row in JobKey.objects.all()] == ["new"]
