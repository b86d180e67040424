"""What the proof says of tables that do not say what events told of their rows."""

from datetime import UTC, datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import transaction

from usine.ledger import columns, erasers, sources
from usine.ledger.operations import erase, record
from usine.ledger.verification import erased, verify

pytestmark = pytest.mark.django_db

AT = datetime(2024, 1, 10, 8, 30, 15, 123456, UTC)


@pytest.fixture(autouse=True)
def _things(monkeypatch):
    """Sessions stand for the rows of a room; what they hold is proved, but for `session_data`."""
    monkeypatch.setattr(sources, "_sources", {})
    monkeypatch.setattr(columns, "_columns", {})
    monkeypatch.setattr(erasers, "_erasers", {})
    columns.register(
        "thing",
        Session,
        proved={"expire_date": columns.value_of("until")},
        free={"session_data"},
    )


def a_thing(key: str = "1", **payload) -> Session:
    thing = Session.objects.create(pk=key, session_data="", expire_date=AT)
    tell(key, **payload)
    return thing


@transaction.atomic
def tell(key: str, **payload) -> None:
    record("test.tell", subject=f"thing:{key}", by=None, payload=payload)


def test_a_moment_is_what_was_told():
    a_thing(until=AT)
    assert verify() == []


def test_the_last_event_that_told_it_is_right():
    a_thing(until=datetime(2023, 1, 1, tzinfo=UTC))
    tell("1", until=[None, AT])
    tell("1", other="nothing of it")
    assert verify() == []


def test_another_value_is_named():
    a_thing(until=None)
    assert verify() == [
        "thing:1 : pour « expire_date », le registre dit (vide), "
        "la table « 2024-01-10T08:30:15.123Z »."
    ]


def test_a_row_of_which_nothing_was_told_is_named():
    a_thing(other="nothing of it")
    assert verify() == [
        "thing:1 : le registre ne dit rien de « expire_date », "
        "la table « 2024-01-10T08:30:15.123Z »."
    ]


def test_a_free_column_may_change():
    a_thing(until=AT)
    Session.objects.update(session_data="autre")
    assert verify() == []


def test_what_was_erased_is_listed_and_no_fault():
    a_thing(until=AT)
    erase("thing:1", by=None, reason="demande")
    Session.objects.update(expire_date=datetime(2025, 1, 1, tzinfo=UTC))
    assert verify() == []
    assert erased() == ["Événement 1, thing:1 : effacé."]
    tell("1", until=AT)
    assert len(verify()) == 1


def test_rows_are_compared_in_batches(monkeypatch):
    monkeypatch.setattr("usine.ledger.replay.BATCH", 2)
    for key in ("1", "2", "3", "4", "5"):
        a_thing(key, until=AT)
    Session.objects.filter(pk__in=["2", "5"]).update(expire_date=datetime(2025, 1, 1, tzinfo=UTC))
    assert [fault.partition(" ")[0] for fault in verify()] == ["thing:2", "thing:5"]
