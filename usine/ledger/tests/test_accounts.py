"""Accounts are read once, however many are opened meanwhile, and few lists are kept."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from usine.ledger import accounts
from usine.ledger.operations import record, settle
from usine.ledger.queries import balance
from usine.ledger.timelines import Posting
from usine.ledger.verification import verify
from usine.values import clock

pytestmark = pytest.mark.django_db

JANUARY = date(2024, 1, 10)


def post(territory: str) -> None:
    with clock.set_to(datetime(2024, 6, 1, tzinfo=UTC)), transaction.atomic():
        event = record("test.post", subject="test:1", by=None)
        line = Posting("actions", place=territory, state="done")
        settle(f"thing:{territory}", {JANUARY: [line]}, event=event)


def test_opening_accounts_does_not_read_the_others_again(django_assert_num_queries):
    post("T2-001")
    known = accounts.current("actions")
    keys = [Posting("actions", place=place, state="done").account for place in ("T2-002", "T2-001")]
    with django_assert_num_queries(2):  # which is the last; the new one
        opened = accounts.opened("actions", keys)
    assert [key[1] for key in opened.keys] == ["T2-001", "T2-002"]
    assert [key[1] for key in known.keys] == ["T2-001"]
    with django_assert_num_queries(1):
        assert accounts.current("actions") is opened


def test_what_is_kept_is_bounded(monkeypatch):
    monkeypatch.setattr(accounts, "_CACHE_MAX", 16)
    accounts._cache.clear()
    for number in range(40):
        post(f"T2-{number:03}")
    assert len(accounts._cache) == 16
    assert balance("actions", as_of=JANUARY) == {(): 40}
    accounts._cache.clear()
    assert balance("actions", as_of=JANUARY) == {(): 40}
    assert verify() == []
