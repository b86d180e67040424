"""Somebody leaves: what is asked of them by name is handed to whoever takes over."""

import pytest

from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import see
from usine.people import leaving
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.values.errors import Refused

from .factories import asked

pytestmark = pytest.mark.django_db


@pytest.fixture
def leaver(territory) -> User:
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


@pytest.fixture
def successor(territory) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def mandate(leaver) -> Mandate:
    return leaver.mandates.get()


def waiting_for(user: User) -> int:
    return Ask.objects.waiting().filter(person=user).count()


def test_what_is_asked_of_one_by_name_there_is_handed_over(
    territory, leaver, successor, coordinator, mandate
):
    elsewhere = make_territory("Vosges")
    make_user(Role.PROJECT_MANAGER, territory=elsewhere)
    asked(territory, to=a_person(leaver), by=coordinator)
    asked(elsewhere)  # of a role, elsewhere
    asked(territory, to=a_role(Role.PROJECT_MANAGER, territory))
    [there] = leaving.left_open(mandate)
    assert [item.title for item in there.items] == ["Avis sur le territoire\u00a0: Lacq"]
    assert there.label == "1\u00a0demande à laquelle répondre"
    handed = leaving.hand_over(mandate, to=successor, by=coordinator)
    assert (waiting_for(leaver), waiting_for(successor)) == (0, 1)
    [passed] = Ask.objects.waiting().filter(person=successor)
    assert (passed.by, passed.follows.person) == (coordinator, leaver)
    assert leaving.left_open(mandate) == []
    leaving.take_back_over(mandate, event=handed.number, by=coordinator)
    assert (waiting_for(leaver), waiting_for(successor)) == (1, 0)


def test_what_was_opened_meanwhile_is_not_given_back(
    territory, leaver, successor, coordinator, mandate
):
    asked(territory, to=a_person(leaver), by=coordinator)
    handed = leaving.hand_over(mandate, to=successor, by=coordinator)
    see(Ask.objects.waiting().get(person=successor), by=successor)
    with pytest.raises(Refused, match="s’en occupe déjà"):
        leaving.take_back_over(mandate, event=handed.number, by=coordinator)
    assert waiting_for(successor) == 1


def test_what_whoever_takes_over_is_asked_already_is_declined(
    territory, leaver, successor, coordinator, mandate
):
    mine = asked(territory, to=a_person(leaver), by=coordinator)
    asked(territory, to=a_person(successor), by=coordinator)
    handed = leaving.hand_over(mandate, to=successor, by=coordinator)
    mine.refresh_from_db()
    assert (mine.state, mine.words) == ("declined", f"C’est déjà demandé à {successor}.")
    assert waiting_for(successor) == 1
    leaving.take_back_over(mandate, event=handed.number, by=coordinator)
    assert (waiting_for(leaver), waiting_for(successor)) == (1, 1)
