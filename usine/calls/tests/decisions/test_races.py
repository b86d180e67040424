"""People who decide of the same candidacies at the same moment."""

import pytest

from usine.asks.tests.test_races import at_once
from usine.calls.candidacies.operations import withdraw
from usine.calls.decisions.operations import approve, propose, release, send_back
from usine.calls.models import CandidacyDecision
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people.roles import Role

from ..candidacies.factories import again
from .factories import AWARD, REFUSAL, another, approved, decided_call, made, proposed, studied

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def events(verb: str) -> int:
    return Event.objects.filter(verb=f"calls.{verb}").count()


def test_one_decision_is_proposed():
    candidacy, users = studied(), [made(Role.INSTRUCTOR) for _ in range(3)]
    works = [lambda by=by: propose(candidacy, **AWARD, by=by) for by in users]
    assert at_once(*works) == ["done", "refused", "refused"]
    assert CandidacyDecision.objects.count() == 1


def test_a_proposal_is_approved_once_or_sent_back():
    decision, users = proposed(), [made(Role.APPROVER) for _ in range(3)]
    works = [
        *[lambda by=by: approve(decision, by=by) for by in users[:2]],
        lambda: send_back(decision, words="Non.", by=users[2]),
    ]
    assert at_once(*works) == ["done", "refused", "refused"]
    assert events("approve_candidacy") + events("send_back_candidacy") == 1
    assert list(verify()) == []


def test_the_last_place_of_a_quota_is_given_once():
    call = decided_call(approve=[{"gate": "quota", "place": "region", "max": 1}])
    first = proposed(studied(call))
    second, by = proposed(another(first.candidacy)), made(Role.APPROVER)
    works = [lambda each=each: approve(each, by=by) for each in (first, second)]
    assert at_once(*works) == ["done", "refused"]
    assert events("approve_candidacy") == 1


def test_what_is_approved_is_released_once():
    decision, by = approved(), made(Role.APPROVER)
    other = approved(another(decision.candidacy))
    works = [
        lambda: release([decision, other], by=by),
        lambda: release([other, decision], by=by),
    ]
    assert at_once(*works) == ["done", "refused"]
    assert events("release_decisions") == 1
    assert list(verify()) == []


def test_what_is_withdrawn_or_proposed_again_is_not_released():
    decision, by = approved(), made(Role.APPROVER)
    candidacy, instructor = decision.candidacy, made(Role.INSTRUCTOR)
    at_once(
        lambda: release([decision], by=by),
        lambda: withdraw(candidacy, by=None),
        lambda: propose(candidacy, **REFUSAL, by=instructor),
    )
    released = events("release_decisions")
    now = again(candidacy)
    assert now.outcome == ("awarded" if released else "")
    assert (now.state == "withdrawn") <= (not released)
    assert list(verify()) == []
