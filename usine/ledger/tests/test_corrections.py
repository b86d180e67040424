"""What was learnt afterwards of a day that was already known."""

from collections import Counter
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import transaction
from hypothesis import given
from hypothesis import strategies as st

from usine.ledger.operations import record, settle_many
from usine.ledger.queries import balance, corrections, evidence
from usine.ledger.timelines import Posting, Timeline
from usine.values import clock

from .test_properties import days, histories, undone
from .test_properties import post as post_all

pytestmark = pytest.mark.django_db

__all__ = ["undone"]  # a fixture

JANUARY, MARCH = date(2024, 1, 10), date(2024, 3, 10)
EARLY, LATE = datetime(2024, 4, 1, tzinfo=UTC), datetime(2024, 5, 1, tzinfo=UTC)


def line(status: str, territory: str = "T2-001") -> Posting:
    return Posting("actions", place=territory, axis="foncier", state=status)


def post(timelines: dict[str, Timeline], at: datetime) -> None:
    with clock.set_to(at), transaction.atomic():
        settle_many(timelines, event=record("test.post", subject="test:1", by=None))


def test_they_say_by_how_much_each_cell_moved():
    post({"thing:1": {JANUARY: [line("to_start")]}, "thing:2": {JANUARY: [line("done")]}}, EARLY)
    post({"thing:1": {JANUARY: [line("done")]}, "thing:3": {MARCH: [line("done")]}}, LATE)
    asked: dict[str, Any] = {"as_of": JANUARY, "known": 1}
    assert corrections("actions", **asked, by=["state"]) == {("to_start",): -1, ("done",): 1}
    assert corrections("actions", **asked) == {}
    assert corrections("actions", as_of=MARCH, known=1) == {(): 1}
    elsewhere = {"place": "T2-404"}
    assert corrections("actions", as_of=MARCH, known=1, where=elsewhere) == {}
    assert corrections("actions", as_of=MARCH, known=2) == {}
    with pytest.raises(ValueError, match="colour"):
        corrections("actions", **asked, by=["colour"])


def test_nothing_is_corrected_in_an_empty_ledger():
    assert corrections("actions", as_of=JANUARY, known=0) == {}
    assert balance("actions", as_of=JANUARY, known=0) == {}


@given(history=histories, day=days, known=st.integers(0, 6))
def test_with_what_was_known_they_give_what_is_known(undone, history, day, known):
    with undone():
        post_all(history)
        by = ("place", "state")
        for measure in ("actions", "grants"):
            then = Counter(balance(measure, as_of=day, by=by, known=known))
            then.update(corrections(measure, as_of=day, known=known, by=by))
            now = balance(measure, as_of=day, by=by)
            assert {cell: amount for cell, amount in then.items() if amount} == now


def test_evidence_tells_where_each_subject_counts(django_assert_num_queries):
    post({"thing:1": {JANUARY: [line("to_start")]}, "thing:2": {JANUARY: [line("done")]}}, EARLY)
    post({"thing:1": {MARCH: [line("done", "T2-002")]}}, LATE)
    with django_assert_num_queries(1):
        known = list(evidence("actions", as_of=MARCH, known=1, by=["place", "state"]))
    assert known == [("thing:1", "T2-001", "to_start", 1), ("thing:2", "T2-001", "done", 1)]
    assert list(evidence("actions", as_of=MARCH, by=["place"])) == [
        ("thing:1", "T2-002", 1),
        ("thing:2", "T2-001", 1),
    ]
    with pytest.raises(ValueError, match="colour"):
        evidence("actions", as_of=MARCH, by=["colour"])
