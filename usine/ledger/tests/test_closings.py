"""Closings of days, months and years, of all volumes and of each one."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from usine.ledger import closings
from usine.ledger.models import Closing, Grain, Head
from usine.ledger.operations import record, settle_many
from usine.ledger.queries import balance, balances
from usine.ledger.timelines import Posting, Timeline
from usine.ledger.verification import verify
from usine.values import clock

from .test_properties import undone

pytestmark = pytest.mark.django_db

__all__ = ["undone"]  # a fixture

JANUARY, FEBRUARY, MARCH = date(2024, 1, 10), date(2024, 2, 10), date(2024, 3, 10)
FIRST = datetime(2024, 6, 1, tzinfo=UTC)


def line(amount: int = 1, territory: str = "T2-001") -> Posting:
    return Posting("grants", amount, place=territory)


def post(timelines: dict[str, Timeline]) -> int:
    """Its number; each event is recorded an hour after the one before."""
    number = Head.objects.get().number
    with clock.set_to(FIRST + timedelta(hours=number)), transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        settle_many(timelines, event=event)
    return event.number


def stored() -> set[tuple]:
    rows = Closing.objects.values_list("volume", "grain", "start", "moves")
    return {(volume, grain, start, bytes(moves)) for volume, grain, start, moves in rows}


def volume_after(event: int) -> int:
    return Head.objects.values_list(closings.volume_after(event), flat=True).get()


amounts = st.integers(-(10**15), 10**15)
# What each of a few accounts moves by, on any day there is.
lines = st.lists(st.tuples(st.integers(0, 3), amounts), min_size=1)
moved = st.dictionaries(st.dates(), lines, min_size=1)


@given(history=st.lists(moved, max_size=3), more=st.lists(st.dates(), max_size=3))
def test_they_add_up_to_the_end_of_any_day(undone, history, more):
    days = {date.min, date.max, *more, *(day for moved in history for day in moved)}
    with undone():
        Head.objects.update(volume=max(len(history), 1))
        for volume, by_day in enumerate(history, start=1):
            moves = {day: tuple(np.array(lines).T) for day, lines in by_day.items()}
            closings.post("grants", moves, volume=volume)
        for known in (None, *range(len(history))):
            rows = closings.read("grants", days, known=known)
            totals = closings.add_up(rows, days, 4)
            counted = history if known is None else history[:known]
            for day, vector in totals.items():
                expected: Counter[int] = Counter()
                for by_day in counted:
                    for moving, lines in by_day.items():
                        if moving <= day:
                            expected.update(dict.fromkeys(range(4), 0))
                            for rank, amount in lines:
                                expected[rank] += amount
                assert vector.tolist() == [expected[rank] for rank in range(4)]


def test_an_old_correction_changes_three_closings_of_each_kind():
    post({f"thing:{n}": {JANUARY + timedelta(n): [line()]} for n in range(500)})
    before = stored()
    post({"thing:0": {JANUARY: [line(3)]}})
    assert {closing[:3] for closing in stored() - before} == {
        (volume, grain, start)
        for volume in (closings.ALL, 1)
        for grain, start in [
            (Grain.DAY, JANUARY),
            (Grain.MONTH, date(2024, 1, 1)),
            (Grain.YEAR, date(2024, 1, 1)),
        ]
    }
    assert len(stored()) == len(before)
    assert balance("grants", as_of=date.max) == {(): 502}


def test_many_days_are_posted_in_batches(monkeypatch):
    monkeypatch.setattr(closings, "BATCH", 2)
    post({f"thing:{n}": {JANUARY + timedelta(n): [line()]} for n in range(5)})
    assert balance("grants", as_of=JANUARY + timedelta(3)) == {(): 4}
    assert verify() == []


def test_what_cancels_out_leaves_an_empty_closing():
    post({"thing:1": {JANUARY: [line()]}})
    post({"thing:1": {MARCH: [line()]}})
    closing = Closing.objects.get(volume=closings.ALL, grain=Grain.DAY, start=JANUARY)
    assert bytes(closing.moves) == closings.EMPTY
    assert verify() == []


def test_a_full_volume_is_followed_by_another(monkeypatch):
    monkeypatch.setattr(closings, "VOLUME", 3)
    for number in range(5):
        things = {f"thing:{number}-{n}": {JANUARY: [line()]} for n in range(2)}
        assert post(things) == number + 1
    assert post({}) == 6
    head = Head.objects.get()
    assert (head.volume, head.entries) == (5, 2)
    volumes = Closing.objects.filter(grain=Grain.DAY).values_list("volume", flat=True)
    assert list(volumes) == [closings.ALL, 1, 3, 5]
    for event, volume in [(0, 1), (1, 1), (2, 3), (3, 3), (4, 5), (6, 5)]:
        assert volume_after(event) == volume
    assert verify() == []


def test_a_volume_holds_the_whole_of_its_events(monkeypatch):
    monkeypatch.setattr(closings, "VOLUME", 1)
    with clock.set_to(FIRST), transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        settle_many({"thing:1": {JANUARY: [line()]}}, event=event)
        settle_many({"thing:2": {JANUARY: [line()]}}, event=event)
    assert Head.objects.get().volume == 1
    post({})
    assert (Head.objects.get().volume, volume_after(0), volume_after(1)) == (2, 1, 2)
    assert verify() == []


def test_balances_as_known_at_many_dates_cost_what_one_costs(
    monkeypatch, django_assert_num_queries
):
    monkeypatch.setattr(closings, "VOLUME", 2)
    for n in range(6):
        post({f"thing:{n}": {JANUARY: [line()], MARCH: [line(3, "T2-002")]}, "other": {}})
    days = [JANUARY, FEBRUARY, MARCH, date(2024, 12, 31)]
    with django_assert_num_queries(4):
        several = balances("grants", as_of=days, known=3)
    assert several == {days[0]: {(): 3}, days[1]: {(): 3}, days[2]: {(): 9}, days[3]: {(): 9}}
    with django_assert_num_queries(4):
        assert balance("grants", as_of=MARCH, known=3) == {(): 9}


def test_no_day_asks_for_nothing():
    post({"thing:1": {JANUARY: [line()]}})
    post({"thing:1": {JANUARY: [line(2)]}})
    assert balances("grants", as_of=[]) == {}
    assert balances("grants", as_of=[], known=1) == {}
    assert list(closings.read("grants", [])) == []
