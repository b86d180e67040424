"""A permanent link gives the figures that its page gave, whoever was writing meanwhile."""

import contextvars
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection, transaction
from django.test import Client

from usine.imports import operations
from usine.imports.models import PlanImport
from usine.imports.tests.imports import ECOLE, FRICHE, csv, send
from usine.ledger.queries import balance, head_number, snapshot
from usine.plans.tests.factories import make_territory
from usine.values import clock

pytestmark = pytest.mark.django_db(transaction=True)


class WritingThread(threading.Thread):
    """Applies an import through a connection of its own, and waits where it is told to."""

    def __init__(self, plan_import: PlanImport) -> None:
        super().__init__()
        self.plan_import = plan_import
        self.written, self.commit = threading.Event(), threading.Event()
        self.context = contextvars.copy_context()  # the clock of the test

    def run(self) -> None:
        self.context.run(self.apply)

    def apply(self) -> None:
        try:
            with transaction.atomic():
                operations.apply(self.plan_import, by=None)
                self.written.set()
                self.commit.wait(30)
        finally:
            connection.close()


@contextmanager
def applying(plan_import: PlanImport) -> Iterator[None]:
    """All is written by somebody else, and nothing is committed before the end."""
    writer = WritingThread(plan_import)
    writer.start()
    assert writer.written.wait(30)
    try:
        yield
    finally:
        writer.commit.set()
        writer.join()


def figures(address: str) -> tuple:
    response = Client().get(address)
    assert response.status_code == 200
    page = response.context["page"]
    counted = [each.as_of for each in page.past], [each.books for each in page.past]
    return response.context["permanent_url"], counted, page.bilan.actions


@pytest.fixture
def ready() -> PlanImport:
    with transaction.atomic():
        return send(make_territory(), csv(FRICHE, ECOLE))


def test_a_page_read_at_any_step_of_an_import_comes_back_to_the_unit(ready):
    today = clock.today().isoformat()
    read = [figures(f"/bilan/?au={today}")]
    with applying(ready):
        read.append(figures(f"/bilan/?au={today}"))
    read.append(figures(f"/bilan/?au={today}"))
    assert [actions for _, _, actions in read] == [0, 0, 2]
    for permanent, counted, actions in read:
        assert figures(permanent) == (permanent, counted, actions)


def test_a_snapshot_sees_one_state_and_waits_for_nobody(ready):
    day = clock.today()
    with snapshot() as last:
        before = balance("actions", as_of=day)
        with applying(ready):
            assert balance("actions", as_of=day) == before == {}
        # Committed since, and not seen: neither the event nor what it posted.
        assert (head_number(), balance("actions", as_of=day)) == (last, {})
    assert (head_number() > last, balance("actions", as_of=day)) == (True, {(): 2})
    assert balance("actions", as_of=day, known=last) == {}


def test_a_snapshot_within_a_transaction_reads_what_the_transaction_does(ready):
    with transaction.atomic():
        operations.apply(ready, by=None)
        with snapshot() as last:
            assert last == head_number()
            assert balance("actions", as_of=clock.today()) == {(): 2}
