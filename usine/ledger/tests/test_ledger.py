"""What the ledger promises, on small histories."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from usine.ledger.measures import EvidenceRow, Measure, declare, declared
from usine.ledger.models import Account, Entry, Event, Payload
from usine.ledger.operations import record, settle, settle_many
from usine.ledger.queries import (
    balance,
    balances,
    evidence,
    head_number,
    history,
    number_at,
    recorded_at,
)
from usine.ledger.seals import account_id, account_seal, canonical, entries_seal
from usine.ledger.timelines import Posting, Timeline
from usine.ledger.verification import verify
from usine.values import clock

pytestmark = pytest.mark.django_db

JANUARY, FEBRUARY, MARCH = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10)


def line(status: str, territory: str = "T2-001", axis: str = "foncier") -> Posting:
    return Posting("actions", place=territory, axis=axis, state=status)


def post(timelines: dict[str, Timeline], *, at: datetime | None = None) -> int:
    with clock.set_to(at or datetime(2024, 6, 1, tzinfo=UTC)), transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        return settle_many(timelines, event=event)


def test_a_balance_follows_the_timeline():
    post({"thing:1": {JANUARY: [line("to_start")], FEBRUARY: [line("done")]}})

    assert balance("actions", as_of=JANUARY - timedelta(1)) == {}
    assert balance("actions", as_of=JANUARY, by=["state"]) == {("to_start",): 1}
    assert balance("actions", as_of=FEBRUARY, by=["state"]) == {("done",): 1}
    assert balance("actions", as_of=FEBRUARY) == {(): 1}


def test_settle_twice_posts_nothing():
    timeline = {JANUARY: [line("to_start")], FEBRUARY: [line("done")]}
    assert post({"thing:1": timeline}) == 3
    assert post({"thing:1": timeline}) == 0
    assert verify() == []


def test_a_correction_of_the_past_posts_a_reversal_and_a_new_line():
    early, late = datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
    post({"thing:1": {MARCH: [line("done")]}}, at=early)
    post({"thing:1": {FEBRUARY: [line("done")]}}, at=late)

    assert sorted(Entry.objects.values_list("effective_on", "amount")) == [
        (FEBRUARY, 1),
        (MARCH, -1),
        (MARCH, 1),
    ]
    assert balance("actions", as_of=FEBRUARY) == {(): 1}
    assert balance("actions", as_of=FEBRUARY, known=1) == {}
    assert balance("actions", as_of=MARCH, known=1) == {(): 1}
    assert balance("actions", as_of=MARCH) == {(): 1}
    assert balance("actions", as_of=MARCH, known=0) == {}


def test_balances_at_many_dates_cost_what_one_costs(django_assert_num_queries):
    post({"thing:1": {JANUARY: [line("to_start")], MARCH: [line("done")]}})
    balance("actions", as_of=MARCH)  # reads the accounts once
    days = [JANUARY, FEBRUARY, MARCH]
    with django_assert_num_queries(2):
        totals = balances("actions", as_of=days, by=["state"])
    assert totals == {
        JANUARY: {("to_start",): 1},
        FEBRUARY: {("to_start",): 1},
        MARCH: {("done",): 1},
    }
    assert balances("actions", as_of=days, known=0) == {day: {} for day in days}
    assert balances("actions", as_of=days, known=1, by=["state"]) == totals


def test_where_keeps_a_value_or_several():
    post(
        {
            "thing:1": {JANUARY: [line("done", "T2-001")]},
            "thing:2": {JANUARY: [line("done", "T2-002")]},
            "thing:3": {JANUARY: [line("to_start", "T2-003")]},
        }
    )
    assert balance("actions", as_of=MARCH, where={"place": "T2-001"}) == {(): 1}
    some = {"place": ["T2-001", "T2-003"]}
    assert balance("actions", as_of=MARCH, by=["place", "state"], where=some) == {
        ("T2-001", "done"): 1,
        ("T2-003", "to_start"): 1,
    }
    assert list(evidence("actions", as_of=MARCH, where={"state": "done"})) == [
        ("thing:1", 1),
        ("thing:2", 1),
    ]
    assert list(evidence("actions", as_of=MARCH, where=some)) == [("thing:1", 1), ("thing:3", 1)]


def test_an_unknown_dimension_is_refused():
    with pytest.raises(ValueError, match="colour"):
        balance("actions", as_of=MARCH, by=["colour"])
    with pytest.raises(ValueError, match="colour"):
        evidence("actions", as_of=MARCH, where={"colour": "red"})


def test_evidence_as_it_was_known():
    early, late = datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
    post({"thing:1": {JANUARY: [line("done")]}}, at=early)
    post({"thing:1": {JANUARY: []}, "thing:2": {JANUARY: [line("done")]}}, at=late)
    assert list(evidence("actions", as_of=MARCH)) == [("thing:2", 1)]
    assert list(evidence("actions", as_of=MARCH, known=1)) == [("thing:1", 1)]


def test_the_ledger_is_written_in_a_transaction_only(transactional_db):
    with pytest.raises(transaction.TransactionManagementError):
        record("test.post", subject="test:1", by=None)


def test_entries_go_with_the_latest_event():
    with transaction.atomic():
        first = record("test.post", subject="test:1", by=None)
        record("test.post", subject="test:2", by=None)
        with pytest.raises(ValueError, match="sealed"):
            settle("thing:1", {JANUARY: [line("done")]}, event=first)


def test_an_account_rolled_back_is_never_served():
    with transaction.atomic():
        post({"thing:1": {JANUARY: [line("done", "T2-404")]}})
        assert balance("actions", as_of=MARCH, by=["place"]) == {("T2-404",): 1}
        transaction.set_rollback(True)
    post({"thing:1": {JANUARY: [line("done", "T2-001")]}})
    assert balance("actions", as_of=MARCH, by=["place"]) == {("T2-001",): 1}
    assert verify() == []


def test_time_never_goes_back():
    late, early = datetime(2024, 5, 1, tzinfo=UTC), datetime(2024, 4, 1, tzinfo=UTC)
    post({}, at=late)
    post({}, at=early)
    assert [event.recorded_at for event in Event.objects.all()] == [late, late]


def test_what_is_sealed_is_written_in_one_way_for_ever():
    """Written otherwise, what was recorded would lose its proof."""
    day = date(2025, 5, 27)
    assert canonical({"b": ["é", day], "a": None}) == '{"a":null,"b":["é","2025-05-27"]}'
    account = ("actions", "T2-001", "foncier", "", "", "", "")
    assert account_id(account) == account_id(account[:3]) == 312836782953785733
    assert account_seal("", account, 0)[:16] == "a5b2443331fe8fa1"
    assert entries_seal("", [(1, "action:1", day, 1)])[:16] == "d0228f485f131bea"


def test_the_clock_is_aware():
    with pytest.raises(ValueError, match="aware"), clock.set_to(datetime(2024, 1, 1)):
        pass
    with clock.set_to(datetime(2024, 5, 27, 22, 30, tzinfo=UTC)):
        assert clock.today() == date(2024, 5, 28)  # already tomorrow in Paris


def test_a_measure_is_posted_as_its_room_declared_it(monkeypatch):
    with pytest.raises(ValueError, match="'colours' is not declared"):
        post({"thing:1": {JANUARY: [Posting("colours")]}})
    places = Measure("places", "count", ("place",), "Lieux", {}, lambda rows, asked: [])
    declare(places)
    with pytest.raises(ValueError, match="'places' is not posted by axis, state"):
        post({"thing:1": {JANUARY: [Posting("places", axis="foncier", state="done")]}})
    assert post({"thing:1": {JANUARY: [Posting("places", place="T2-001")]}}) == 1
    assert declared()["places"] == places
    with pytest.raises(ValueError, match="colour"):
        declare(replace(places, dimensions=("colour",)))


def test_a_measure_labels_its_codes_and_names_what_evidence_gives():
    post({"thing:1": {JANUARY: [line("done")]}})
    measure = Measure(
        "actions",
        "count",
        ("place", "state"),
        "Actions",
        {"place": lambda: {"T2-001": "Ici"}, "state": {"done": "Réalisée"}},
        lambda rows, asked: [],
    )
    [row] = evidence("actions", as_of=MARCH, by=measure.dimensions)
    assert measure.row(row) == EvidenceRow("thing:1", 1, place="T2-001", state="done")
    assert measure.labels_of("place") == {"T2-001": "Ici"}
    assert measure.labels_of("state") == {"done": "Réalisée"}
    assert measure.labels_of("axis") == {}


def test_history_tells_what_was_recorded_about_a_subject(django_assert_num_queries):
    with transaction.atomic():
        first = record("test.one", subject="thing:1", by=None)
        many = record(
            "test.many",
            subject="list:1",
            by=None,
            payload={"count": 2},
            about={"thing:1": {"name": "Un"}, "thing:2": {"name": "Deux"}},
        )
        with pytest.raises(ValueError, match="its own subject, thing:1"):
            record("test.one", subject="thing:1", by=None, about={"thing:1": {}})
    with django_assert_num_queries(1):
        payloads = [(payload.event.verb, payload.decoded) for payload in history("thing:1")]
    assert payloads == [("test.many", {"name": "Un"}), ("test.one", {})]
    assert many.payload == {"count": 2}
    assert many.payload_about("thing:2") == {"name": "Deux"}
    assert [payload.event for payload in history("list:1")] == [many]
    assert [payload.event for payload in history("thing:1")] == [many, first]
    assert verify() == []


def test_what_was_known_at_a_moment_is_the_number_of_an_event():
    early, late = datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)
    assert (number_at(late), head_number(), recorded_at(0)) == (0, 0, None)
    post({}, at=early)
    post({}, at=early)
    post({}, at=late)
    assert [number_at(early - timedelta(1)), number_at(early), number_at(late)] == [0, 2, 3]
    assert (head_number(), recorded_at(2), recorded_at(3)) == (3, early, late)


@pytest.mark.parametrize("model", [Event, Entry, Account, Payload])
@pytest.mark.parametrize("verb", ["UPDATE {0} SET {1} = {1}", "DELETE FROM {0}"])
def test_the_database_refuses_to_change_what_was_recorded(model, verb):
    post({"thing:1": {JANUARY: [line("done")]}})
    table, column = model._meta.db_table, model._meta.pk.column
    if model is Payload:
        column = "content"
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table, column))
    assert verify() == []
