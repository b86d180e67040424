"""Many writers at once: the chain and the totals stay whole, on both engines."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection, transaction

from usine.ledger import columns, replay
from usine.ledger.models import Event
from usine.ledger.operations import record, settle
from usine.ledger.queries import balance
from usine.ledger.timelines import Posting
from usine.ledger.verification import verify
from usine.values import clock

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

WRITERS, WRITES = 6, 8
BEGIN = date(2024, 1, 1)


def write(writer: int) -> None:
    """Its own things, and one that everybody settles over and over; some give up half-way."""
    try:
        for turn in range(WRITES):
            line = Posting("actions", place=f"T2-{writer:03d}", state=f"s{turn % 3}")
            with transaction.atomic():
                event = record("test.write", subject=f"test:{writer}", by=None)
                settle(f"thing:{writer}-{turn}", {BEGIN + timedelta(turn): [line]}, event=event)
                shared = {BEGIN + timedelta(writer): [Posting("shared", place="T2-000")]}
                settle("thing:shared", shared, event=event)
                if turn == WRITES - 1:
                    transaction.set_rollback(True)
    finally:
        connection.close()


def test_concurrent_writers_never_break_the_chain_or_the_totals():
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    assert Event.objects.count() == WRITERS * (WRITES - 1)
    far = BEGIN + timedelta(100)
    by_territory = balance("actions", as_of=far, by=["place"])
    assert by_territory == {(f"T2-{writer:03d}",): WRITES - 1 for writer in range(WRITERS)}
    assert balance("shared", as_of=far) == {(): 1}
    assert verify() == []


def test_what_is_written_during_the_proof_is_no_fault(monkeypatch):
    """It compares rows with payloads, and entries with timelines: both as it began."""

    def tell(amount: int) -> None:
        try:
            with transaction.atomic():
                Session.objects.update_or_create(
                    pk="1", defaults={"session_data": str(amount), "expire_date": clock.now()}
                )
                record("test.tell", subject="thing:1", by=None, payload={"amount": str(amount)})
        finally:
            connection.close()

    def read_after_a_write(*asked) -> dict:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(tell, 2).result()
        return read(*asked)

    proved = {"session_data": columns.value_of("amount")}
    monkeypatch.setattr(columns, "_columns", {})
    columns.register("thing", Session, proved=proved, free={"expire_date"})
    with ThreadPoolExecutor(1) as pool:
        pool.submit(tell, 1).result()
    read = replay._last_recorded
    monkeypatch.setattr(replay, "_last_recorded", read_after_a_write)
    assert verify() == []
    assert Session.objects.get().session_data == "2"
