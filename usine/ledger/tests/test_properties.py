"""What holds of the ledger whatever happened: random histories, late and corrected facts."""

import random
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import connection, transaction
from hypothesis import given
from hypothesis import strategies as st

from usine.ledger import closings, triggers
from usine.ledger.models import Account, Closing, Entry, Event, Head, Payload
from usine.ledger.operations import erase, record, settle, settle_many
from usine.ledger.queries import balance, balances, evidence
from usine.ledger.timelines import Posting, Timeline
from usine.ledger.verification import erased, verify
from usine.values import clock

pytestmark = pytest.mark.django_db

BEGIN = date(2024, 1, 1)
FIRST_MOMENT = datetime(2024, 6, 1, tzinfo=UTC)
TERRITORIES, STATUSES = ["T2-001", "T2-002"], ["to_start", "in_progress", "done"]

days = st.integers(0, 60).map(lambda n: BEGIN + timedelta(n)) | st.sampled_from(
    [date.min, date(2023, 12, 31), date(2024, 12, 31), date(2035, 6, 30), date.max]
)
lines = st.builds(
    Posting,
    measure=st.sampled_from(["actions", "grants"]),
    amount=st.integers(-3, 10**12),
    place=st.sampled_from(TERRITORIES),
    axis=st.sampled_from(["", "foncier"]),
    state=st.sampled_from(STATUSES),
    scheme=st.just(""),
    funder=st.sampled_from(["", "etat"]),
    year=st.sampled_from(["", "2025"]),
)
timelines = st.dictionaries(days, st.lists(lines, max_size=2), max_size=4)
subjects = st.sampled_from(["thing:1", "thing:2", "thing:3"])
# What each event in turn says of some subjects: later ones correct earlier ones.
histories = st.lists(st.dictionaries(subjects, timelines, min_size=1, max_size=3), max_size=5)


@pytest.fixture
def undone():
    """A context in which a test writes, and after which nothing of it is left."""

    class Undone:
        def __enter__(self):
            self.atomic = transaction.atomic()
            self.atomic.__enter__()

        def __exit__(self, *raised):
            transaction.set_rollback(True)
            self.atomic.__exit__(*raised)

    return Undone


def moment(number: int) -> datetime:
    return FIRST_MOMENT + timedelta(days=number)


def post(history: list[dict[str, Timeline]]) -> None:
    for number, changes in enumerate(history):
        with clock.set_to(moment(number)), transaction.atomic():
            event = record("test.post", subject="test:1", by=None, payload={"number": number})
            settle_many(changes, event=event)


def recount(history: list[dict[str, Timeline]], day: date, known: int, measure: str) -> Counter:
    """The same question answered from the objects themselves, as the first events told them."""
    latest: dict[str, Timeline] = {}
    for changes in history[:known]:
        latest.update(changes)
    counted: Counter = Counter()
    for timeline in latest.values():
        begun = [d for d in timeline if d <= day]
        for posting in timeline[max(begun)] if begun else []:
            if posting.measure == measure:
                counted[posting.place, posting.state] += posting.amount
    return Counter({cell: amount for cell, amount in counted.items() if amount})


@given(
    history=histories,
    day=days,
    known=st.integers(0, 6),
    measure=st.just("grants"),
    volume=st.sampled_from([1, 5, closings.VOLUME]),
)
def test_a_balance_equals_a_plain_recount(undone, history, day, known, measure, volume):
    with undone(), patch.object(closings, "VOLUME", volume):
        post(history)
        by = ("place", "state")
        assert balance(measure, as_of=day, by=by) == recount(history, day, 9, measure)
        expected = recount(history, day, known, measure)
        assert balance(measure, as_of=day, by=by, known=known) == expected
        several = balances(measure, as_of=[day, BEGIN], by=by, known=known)
        assert several == {day: expected, BEGIN: recount(history, BEGIN, known, measure)}
        for (territory, status), amount in expected.items():
            where = {"place": territory, "state": status}
            behind = evidence(measure, as_of=day, known=known, where=where)
            assert sum(total for _, total in behind) == amount
        assert verify() == []


@given(changes=st.dictionaries(subjects, timelines, min_size=1))
def test_settle_twice_posts_nothing(undone, changes):
    with undone():
        post([changes])
        posted = Entry.objects.count()
        post([changes, changes])
        assert Entry.objects.count() == posted


@given(history=histories, seed=st.integers(0, 99), day=days)
def test_the_order_of_posting_never_matters(undone, history, seed, day):
    """Of the last word on each subject, whatever came in between and one by one or together."""
    last: dict[str, Timeline] = {}
    for changes in history:
        last.update(changes)
    with undone():
        post(history)
        together = balance("actions", as_of=day, by=("place", "state"))
    shuffled = list(last.items())
    random.Random(seed).shuffle(shuffled)
    with undone():
        for subject, timeline in shuffled:
            with transaction.atomic():
                event = record("test.post", subject=subject, by=None)
                settle(subject, timeline, event=event)
        assert balance("actions", as_of=day, by=("place", "state")) == together


COLUMNS = [
    (Event, "verb"),
    (Event, "subject"),
    (Event, "actor_id"),
    (Event, "recorded_at"),
    (Event, "payloads_digest"),
    (Event, "previous_seal"),
    (Event, "entries_seal"),
    (Event, "seal"),
    (Event, "number"),
    (Payload, "content"),
    (Payload, "event_id"),
    (Payload, "subject"),
    (Payload, "digest"),
    (Account, "id"),
    (Account, "measure"),
    (Account, "place"),
    (Account, "state"),
    (Account, "rank"),
    (Account, "seal"),
    (Entry, "event_id"),
    (Entry, "account_id"),
    (Entry, "subject"),
    (Entry, "effective_on"),
    (Entry, "amount"),
    (Closing, "volume"),
    (Closing, "measure"),
    (Closing, "grain"),
    (Closing, "start"),
    (Closing, "moves"),
    (Head, "number"),
    (Head, "recorded_at"),
    (Head, "seal"),
    (Head, "entries_seal"),
    (Head, "volume"),
    (Head, "entries"),
]


def flipped(value, draw: random.Random):
    """The same value but for one bit or one character."""
    match value:
        case None:
            return 7
        case int():
            return value ^ (8 << draw.randrange(3))
        case datetime():
            return value + timedelta(microseconds=1)
        case date():
            return value + timedelta(days=draw.choice([-1, 1]))
        case str():
            place = draw.randrange(len(value)) if value else 0
            return value[:place] + chr(ord((value or "a")[place]) ^ 1) + value[place + 1 :]
    blob = bytearray(value)
    blob[draw.randrange(len(blob))] ^= 1 << draw.randrange(8)
    return bytes(blob)


@pytest.mark.parametrize(("model", "column"), COLUMNS)
@pytest.mark.parametrize("seed", range(3))
def test_one_flipped_byte_is_found(undone, model, column, seed):
    draw = random.Random(f"{model.__name__} {column} {seed}")
    line = Posting("actions", place="T2-001", state="to_start")
    other = Posting("grants", 35_000_00, place="T2-002", state="asked")
    post(
        [
            {"thing:1": {BEGIN: [line]}, "thing:2": {BEGIN: [other]}},
            {"thing:1": {BEGIN: [line], BEGIN + timedelta(9): []}},
            {"thing:3": {BEGIN + timedelta(4): [line, other]}},
        ]
    )
    assert verify() == []
    quote = connection.ops.quote_name
    table, key, column = quote(model._meta.db_table), quote(model._meta.pk.column), quote(column)
    with undone(), connection.cursor() as cursor:
        triggers.remove(connection)
        cursor.execute(f"SELECT {key}, {column} FROM {table}")
        pk, value = draw.choice(cursor.fetchall())
        cursor.execute(
            f"UPDATE {table} SET {column} = %s WHERE {key} = %s", [flipped(value, draw), pk]
        )
        triggers.install(connection)
        assert verify() != []


@given(history=histories.filter(bool), number=st.integers(1, 5))
def test_a_lawful_erasure_is_not_an_alteration(undone, history, number):
    with undone():
        post(history)
        number = min(number, len(history))
        erase("test:1", by=None, reason="demande de la personne", numbers=[number])
        assert verify() == []
        assert erased() == [f"Événement {number}, test:1 : effacé."]
