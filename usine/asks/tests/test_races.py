"""People who meet on one ask: one of them acts, the others are told why not."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from django.db import connections

from usine.asks.models import Ask
from usine.asks.operations import answer, decline, keep_time, withdraw
from usine.ledger.models import Event
from usine.values.errors import Refused

from .factories import again, asked

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def at_once(*works: Callable[[], object]) -> list[str]:
    """What each of these says, done at the same moment on a connection of its own."""
    start = Barrier(len(works))

    def do(work: Callable[[], object]) -> str:
        try:
            start.wait(timeout=60)
            work()
        except Refused:
            return "refused"
        finally:
            connections.close_all()
        return "done"

    with ThreadPoolExecutor(len(works)) as pool:
        return sorted(pool.map(do, works))


def test_an_ask_is_closed_once(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    outcomes = at_once(
        *[partial(answer, ask, outcome="yes", by=again(manager)) for _ in range(2)],
        partial(decline, ask, words="Non", by=again(manager)),
        partial(withdraw, ask, by=again(coordinator)),
    )
    assert outcomes == ["done", *["refused"] * 3]
    assert Event.objects.filter(subject=ask.key).count() == 2


def test_the_same_is_asked_once(territory, manager):
    assert at_once(*[partial(asked, territory)] * 4) == ["done", *["refused"] * 3]
    assert Ask.objects.count() == 1


def test_workers_that_meet_remind_once(territory, manager):
    ask = asked(territory)
    Ask.objects.update(at="2025-01-02T12:00Z")
    at_once(*[partial(keep_time, ask)] * 4)
    assert Event.objects.filter(verb="asks.remind_late").count() == 1
