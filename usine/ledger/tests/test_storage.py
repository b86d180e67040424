"""What SQLite would let in: other writings, replaced rows, tables remade without their triggers."""

import sqlite3
from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from usine.ledger import accounts, sources, triggers, verification
from usine.ledger.models import Account
from usine.ledger.operations import record, settle
from usine.ledger.timelines import Posting
from usine.ledger.verification import verify
from usine.values import clock

DAY = date(2024, 1, 10)
sqlite_only = pytest.mark.skipif(
    connection.vendor != "sqlite", reason="PostgreSQL has types, and does not remake tables"
)


@pytest.fixture(autouse=True)
def _nothing_else(monkeypatch):
    monkeypatch.setattr(sources, "_sources", {})


def post() -> None:
    with clock.set_to(datetime(2024, 6, 1, 8, 30, 15, 250, tzinfo=UTC)), transaction.atomic():
        event = record("test.post", subject="test:1", by=None, payload={"n": 1})
        line = Posting("actions", place="T2-001", axis="foncier", state="done")
        settle("thing:1", {DAY: [line]}, event=event)


@sqlite_only
@pytest.mark.django_db
@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("ledger_event", "recorded_at = replace(recorded_at, ' ', 'T')"),
        ("ledger_event", "recorded_at = recorded_at || '+00:00'"),
        ("ledger_event", "recorded_at = recorded_at || '0'"),
        ("ledger_head", "recorded_at = replace(recorded_at, ' ', 'T')"),
        ("ledger_head", "recorded_at = substr(recorded_at, 1, 19) || '.000000'"),
        ("ledger_entry", "effective_on = effective_on || ' 00:00:00'"),
        ("ledger_closing", "start = start || 'T00:00'"),
        ("ledger_event", "seal = CAST(seal AS BLOB)"),
        ("ledger_payload", "content = CAST(content AS BLOB)"),
        ("ledger_account", "place = CAST(place AS BLOB)"),
        ("ledger_entry", "amount = amount + 0.5"),
        ("ledger_closing", "moves = CAST(moves AS TEXT)"),
    ],
)
def test_another_writing_of_a_value_is_found(table, change):
    post()
    assert verify() == []
    triggers.remove(connection)
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {change}")
    triggers.install(connection)
    column = change.partition(" ")[0]
    assert any(f"Table {table}, colonne {column} : " in fault for fault in verify())


@sqlite_only
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("table", ["event", "account", "payload"])
def test_sqlite_replaces_nothing_through_whatever_connection(table):
    post()
    raw = sqlite3.connect(connection.settings_dict["NAME"])
    try:
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            raw.execute(f"INSERT OR REPLACE INTO ledger_{table} SELECT * FROM ledger_{table}")
    finally:
        raw.close()
    assert verify() == []


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_an_entry_that_sqlite_replaced_is_found():
    post()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT OR REPLACE INTO ledger_entry (id, event_id, account_id, subject, effective_on, "
            "amount) SELECT id, event_id, account_id, 'thing:2', effective_on, amount "
            "FROM ledger_entry"
        )
    assert "Événement 1 : lui ou ses écritures ont été altérés." in verify()


@sqlite_only
@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_remade_has_its_triggers_again():
    post()
    with connection.schema_editor() as editor:
        editor._remake_table(Account)
    assert [fault for fault in verify() if "ledger_account_no_update" in fault]
    call_command("migrate", verbosity=0)
    assert verify() == []
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Account.objects.update(place="T2-002")


@pytest.mark.django_db(transaction=True)
def test_one_more_dimension_breaks_no_seal(monkeypatch):
    """As a migration would add it: at the end, and empty."""
    post()
    colour = models.CharField("couleur", max_length=24, default="", blank=True)
    colour.set_attributes_from_name("colour")
    colour.model = Account
    with connection.schema_editor() as editor:
        editor.add_field(Account, colour)
    colour.contribute_to_class(Account, "colour")
    try:
        call_command("migrate", verbosity=0)
        fields = (*accounts.FIELDS, "colour")
        monkeypatch.setattr(accounts, "FIELDS", fields)
        monkeypatch.setattr(verification, "FIELDS", fields)
        assert verify() == []
        assert list(Account.objects.values_list("colour", flat=True)) == [""]
    finally:
        Account._meta.local_fields.remove(colour)
        Account._meta._expire_cache()
        with connection.schema_editor() as editor:
            editor.remove_field(Account, colour)
        triggers.install(connection)
