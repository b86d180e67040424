"""Somebody leaves: what is asked of them by name is handed to whoever takes over."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, see, withdraw
from usine.asks.queries import expected_by
from usine.asks.words import ERASED, forget
from usine.ledger.history import history
from usine.ledger.verification import verify
from usine.notices.models import Notice
from usine.people import leaving
from usine.people.models import Mandate, User
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_region, make_territory, make_user
from usine.values.errors import Refused

from .factories import COUNT, asked

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


def test_what_whoever_takes_over_asks_is_declined(
    territory, leaver, successor, coordinator, mandate
):
    mine = asked(territory, to=a_person(leaver), by=coordinator)
    handed = leaving.hand_over(mandate, to=coordinator, by=coordinator)
    mine.refresh_from_db()
    words = f"{coordinator} le demande et prend la suite."
    assert (mine.state, mine.words, waiting_for(coordinator)) == ("declined", words, 0)
    leaving.take_back_over(mandate, event=handed.number, by=coordinator)
    assert waiting_for(leaver) == 1


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


class TestWhatSomebodyWhoLeavesExpects:
    """A coordinator asked the keepers of two plans of the region, and one elsewhere."""

    @pytest.fixture
    def held(self, coordinator) -> Mandate:
        return coordinator.mandates.get()

    @pytest.fixture
    def colleague(self, territory) -> User:
        return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)

    @pytest.fixture
    def expected(self, territory, coordinator, successor) -> list[Ask]:
        beside = make_territory("Boulonnais", territory.lead_region)
        make_user(Role.PROJECT_MANAGER, territory=beside)
        there = [asked(each, by=coordinator) for each in (territory, beside)]
        closed = asked(territory, COUNT, by=coordinator)
        withdraw(closed, by=coordinator)
        away = make_territory("Vosges", make_region("44", "Grand Est"))
        make_user(Role.PROJECT_MANAGER, territory=away)
        asked(away, by=make_user(Role.NATIONAL_TEAM))
        return there

    def test_it_is_handed_over_by_themselves_and_answers_come_to_whoever_takes_over(
        self, territory, client, expected, held, coordinator, colleague, successor
    ):
        client.force_login(coordinator)
        assert client.get(reverse("people:account")).context["led"] == [held]
        page = reverse("people:hand_over", args=[held.pk])
        [there] = client.get(page).context["left_open"]
        assert there.label == "2\u00a0réponses attendues"
        reader = make_user(Role.READER, region=territory.lead_region)
        offered = client.get(page).context["form"].fields["to"].queryset
        assert (colleague in offered, reader in offered) == (True, False)
        client.post(page, {"to": colleague.pk})
        assert list(expected_by(colleague)) == expected
        assert list(expected_by(coordinator)) == []
        answer(expected[0], outcome="yes", by=successor)
        [notice] = Notice.objects.filter(kind="asks.closed")
        assert notice.person == colleague
        told = [fact.what for fact in history(expected[0].key, names=names_of)]
        assert "Suite confiée à une autre personne" in told
        assert verify() == []

    def test_it_comes_back(self, expected, held, coordinator, colleague):
        event = leaving.hand_over(held, to=colleague, by=coordinator)
        leaving.take_back_over(held, event=event.number, by=coordinator)
        assert list(expected_by(coordinator)) == expected
        gave_back, handed_on = history(expected[0].key, names=names_of)[:2]
        assert (gave_back.who, handed_on.who) == (str(coordinator), str(coordinator))

    def test_what_went_further_does_not(self, territory, expected, held, coordinator, colleague):
        event = leaving.hand_over(held, to=colleague, by=coordinator)
        third = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
        leaving.hand_over(colleague.mandates.get(), to=third, by=colleague)
        with pytest.raises(Refused, match="confiées à quelqu’un d’autre depuis"):
            leaving.take_back_over(held, event=event.number, by=coordinator)
        assert list(expected_by(third)) == expected

    def test_nobody_of_another_region_hands_it_over(self, client, expected, held, colleague):
        elsewhere = make_user(Role.REGIONAL_COORDINATOR, region=make_region("44", "Grand Est"))
        client.force_login(elsewhere)
        assert client.get(reverse("people:hand_over", args=[held.pk])).status_code == 403
        with pytest.raises(PermissionDenied):
            leaving.hand_over(held, to=colleague, by=elsewhere)

    def test_its_words_are_forgotten_with_who_wrote_them(
        self, expected, held, coordinator, colleague
    ):
        leaving.hand_over(held, to=colleague, by=coordinator)
        forget(coordinator)
        assert {each.text for each in expected_by(colleague)} == {ERASED}
