"""Those who meet on a candidacy that is returned."""

import pytest

from usine.asks.models import Ask
from usine.asks.operations import answer, withdraw
from usine.asks.tests.test_races import at_once
from usine.calls.candidacies.answering import mark_of
from usine.calls.candidacies.operations import save_answers
from usine.calls.candidacies.resubmitting import resubmit
from usine.calls.instruction.returning import recall, return_candidacy
from usine.calls.models import Candidacy, Submission
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people.roles import Role
from usine.people.tests.factories import make_user

from .candidacies.factories import (
    correction_of_aid,
    permanent_call,
    returned,
    started,
    submitted,
)

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def saving(candidacy: Candidacy):
    marks = {"aide": mark_of(1_000_00)}
    return lambda: save_answers(candidacy, typed={"aide": 900_00}, marks=marks, by=None)


def returning(candidacy: Candidacy):
    return lambda: return_candidacy(candidacy, **correction_of_aid(), by=None)


def test_sent_again_a_hundred_times_it_is_sent_once():
    candidacy = returned()
    works = [lambda: [resubmit(candidacy, by=None) for _ in range(25)]] * 4
    assert at_once(*works) == ["done"] * 4
    assert list(Submission.objects.values_list("rank", flat=True)) == [1, 2]
    assert Event.objects.filter(verb="calls.resubmit_candidacy").count() == 1
    assert verify() == []


def test_an_answer_written_while_it_is_returned_is_kept_or_refused():
    candidacy = submitted(started(permanent_call()))
    make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    outcomes = at_once(saving(candidacy), returning(candidacy))
    now = Candidacy.objects.get()
    written = now.answers["aide"] == 900_00
    assert (now.state, outcomes.count("done")) == ("returned", 1 + written)


def test_it_is_returned_once():
    candidacy = submitted(started(permanent_call()))
    make_user(Role.PROJECT_MANAGER, territory=candidacy.territory)
    assert at_once(*[returning(candidacy)] * 4) == ["done", *["refused"] * 3]
    assert Ask.objects.count() == 1


def test_what_is_written_while_it_is_recalled_is_dropped_or_refused():
    candidacy = returned()
    at_once(saving(candidacy), lambda: recall(candidacy, by=None))
    now = Candidacy.objects.get()
    assert (now.state, now.answers["aide"]) == ("submitted", 1_000_00)


def test_sent_again_answered_and_withdrawn_at_once_it_is_one_of_these():
    candidacy = returned()
    ask = Ask.objects.get()
    at_once(
        lambda: resubmit(candidacy, by=None),
        lambda: answer(ask, outcome="resubmitted", by=None),
        lambda: withdraw(ask, by=None),
        lambda: recall(candidacy, by=None),
    )
    now, closed = Candidacy.objects.get(), Ask.objects.get()
    sent = Submission.objects.count() == 2
    assert (now.state, closed.state) == ("submitted", "answered" if sent else "withdrawn")
    assert verify() == []
