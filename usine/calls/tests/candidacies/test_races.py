"""People who write, send and close one candidacy at the same moment."""

from datetime import UTC, datetime

import pytest

from usine.asks.tests.test_races import at_once
from usine.calls.candidacies.answering import mark_of
from usine.calls.candidacies.operations import lapse, save_answers, start, submit, withdraw
from usine.calls.models import Candidacy, Submission
from usine.ledger.models import Event
from usine.ledger.verification import verify

from .factories import SIRET, filled, make_plan, permanent_call, started

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
NOW = datetime(2025, 3, 10, tzinfo=UTC)


def test_the_same_candidacy_sent_a_hundred_times_is_sent_once():
    candidacy = filled(started(permanent_call()))
    works = [lambda: [submit(candidacy, by=None) for _ in range(25)]] * 4
    assert at_once(*works) == ["done"] * 4
    assert Submission.objects.count() == 1
    assert Event.objects.filter(verb="calls.submit_candidacy").count() == 1
    assert verify() == []


def test_two_who_write_other_fields_lose_nothing():
    candidacy = started(permanent_call())
    none = mark_of(None)

    def write(key: str, answer):
        return lambda: save_answers(candidacy, typed={key: answer}, marks={key: none}, by=None)

    assert at_once(write("aide", 100_00), write("commune", "62765")) == ["done", "done"]
    now = Candidacy.objects.get()
    assert (now.answers["aide"], now.answers["commune"], now.lock) == (100_00, "62765", 2)


def test_a_draft_is_begun_once_and_numbers_are_not_shared():
    call, action, other = permanent_call(), make_plan(), make_plan("Ailleurs")

    def begin(about: str):
        return lambda: start(call, about=about, number=SIRET, name="Ateliers", by=None)

    works = [begin(action.subject), begin(action.subject), begin(other.subject)]
    assert at_once(*works) == ["done", "done", "refused"]
    assert sorted(Candidacy.objects.values_list("number", flat=True)) == [1, 2]


def test_what_is_sent_and_taken_back_at_once_is_one_of_both():
    candidacy = filled(started(permanent_call()))
    outcomes = at_once(lambda: submit(candidacy, by=None), lambda: withdraw(candidacy, by=None))
    now = Candidacy.objects.get()
    # The example lets nobody take back what was sent.
    assert outcomes == ["done", "refused"]
    assert Submission.objects.count() == (now.state == "submitted")
    assert lapse(now, by=None) is None
    assert verify() == []
