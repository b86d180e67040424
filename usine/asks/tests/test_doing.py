"""What is asked, done elsewhere than on the page of the ask: told by a room that is not ours."""

import pytest

from usine.asks.addressing import a_person
from usine.asks.doing import answer_by_doing, done_in, take_back_doing, withdraw_by_doing
from usine.asks.models import Ask
from usine.asks.operations import redirect
from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.territories.measures import subject_of

from .factories import asked, facts, told


@pytest.fixture
def official(territory) -> User:
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


@pytest.fixture
def to_official(territory, official, coordinator) -> Ask:
    return asked(territory, to=a_person(official), by=coordinator)


@pytest.fixture
def ask(territory, manager, coordinator) -> Ask:
    return asked(territory, by=coordinator)


def doing(territory, by: User) -> Event:
    return record("tests.do", subject=subject_of(territory), by=by)


def states() -> dict[int, str]:
    return dict(Ask.objects.values_list("pk", "state"))


def test_whoever_does_it_has_answered(territory, manager, coordinator, ask, to_official):
    event = doing(territory, manager)
    both = [ask.pk, to_official.pk]
    assert answer_by_doing(both, outcome="yes", words="Fait.", event=event, by=manager) == [ask]
    assert states() == {ask.pk: "answered", to_official.pk: "open"}
    ask.refresh_from_db()
    assert (ask.outcome, ask.words, ask.closed_by) == ("yes", "Fait.", manager)
    assert facts(ask)[0] == ("Réponse donnée", str(manager))
    assert told(coordinator) == [
        f"{manager} a répondu à votre demande /a-faire/termine/#demande-{ask.pk}"
    ]
    assert [*done_in(event.number)] == [ask]
    assert answer_by_doing(both, outcome="no", event=event, by=manager) == []


def test_some_things_are_done_for_whoever_was_asked(territory, manager, ask, to_official):
    both = [ask.pk, to_official.pk]
    event = doing(territory, manager)
    done = answer_by_doing(both, outcome="yes", event=event, by=manager, for_others=True)
    assert done == [ask, to_official]


def test_whoever_passed_it_on_and_does_it_has_answered(territory, manager, official, ask):
    following = redirect(ask, to=a_person(official), by=manager)
    event = doing(territory, manager)
    assert answer_by_doing([following.pk], outcome="yes", event=event, by=manager) == [following]
    assert states() == {ask.pk: "redirected", following.pk: "answered"}


def test_what_was_done_is_expected_again_once_undone(
    territory, manager, coordinator, ask, to_official
):
    event = doing(territory, manager)
    official = to_official.person
    other = doing(territory, official)
    answer_by_doing([ask.pk], outcome="yes", event=event, by=manager)
    answer_by_doing([to_official.pk], outcome="yes", event=other, by=official)
    take_back_doing(event.number, by=manager)
    assert states() == {ask.pk: "seen", to_official.pk: "answered"}
    ask.refresh_from_db()
    assert (ask.outcome, ask.values, ask.closed_by) == ("", {}, None)
    assert facts(ask)[0][1] == str(manager)
    assert told(coordinator) == [
        f"{official} a répondu à votre demande /a-faire/termine/#demande-{to_official.pk}"
    ]


def test_what_was_asked_again_meanwhile_waits_already(territory, manager, coordinator, ask):
    event = doing(territory, manager)
    answer_by_doing([ask.pk], outcome="yes", event=event, by=manager)
    again = asked(territory, by=coordinator)
    take_back_doing(event.number, by=manager)
    assert states() == {ask.pk: "answered", again.pk: "open"}


def test_whoever_asked_and_does_it_expects_it_no_more(
    territory, manager, coordinator, official, ask
):
    others = asked(territory, to=a_person(official), by=make_user(Role.NATIONAL_TEAM))
    event = doing(territory, coordinator)
    assert withdraw_by_doing([ask.pk, others.pk], event=event, by=coordinator) == [ask]
    assert states() == {ask.pk: "withdrawn", others.pk: "open"}
    assert told(manager) == []
    take_back_doing(event.number, by=coordinator)
    assert states() == {ask.pk: "open", others.pk: "open"}
    assert told(manager) == [f"{coordinator} attend une réponse de vous /a-faire/#{ask.part}"]
