"""The deputies of a project manager: named for a period, counted nowhere."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.ledger.verification import verify
from usine.people import operations
from usine.people.enlistment import Newcomer, enlist
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.values.errors import Refused

from .factories import make_territory, make_user
from .steps import TODAY, invitation, notices

pytestmark = pytest.mark.django_db

JUNE = {"starts_on": TODAY, "ends_on": date(2025, 6, 30)}
TYPED = {
    "email": "ada@exemple.fr",
    "first_name": "Ada",
    "last_name": "Lovelace",
    "starts_on": "2025-05-27",
    "ends_on": "2025-06-30",
}


@pytest.fixture
def manager(territory) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def managing(client, manager):
    client.force_login(manager)
    return client


def page(territory) -> str:
    return reverse("people:deputies", args=[territory.slug])


def faults(response) -> dict:
    return response.context["form"].errors


def deputy(territory, by) -> Mandate:
    return invitation(by, place=territory, role=Role.DEPUTY, **JUNE)


def test_a_manager_names_somebody_without_an_account(managing, territory, mailoutbox):
    response = managing.post(page(territory), TYPED)
    assert notices(response) == [
        "Ada Lovelace est suppléant du 27\u00a0mai 2025 au 30\u00a0juin 2025. "
        "Un message part à son adresse."
    ]
    [mandate] = Mandate.objects.filter(role=Role.DEPUTY)
    assert (mandate.starts_on, mandate.ends_on) == (TODAY, date(2025, 6, 30))
    assert [mail.to for mail in mailoutbox] == [["ada@exemple.fr"]]
    [row] = managing.get(page(territory)).context["rows"]
    assert (row.mandate, row.state, row.may_end, row.may_cancel) == (
        *(mandate, "En cours"),
        *(True, True),
    )
    assert verify() == []


def test_it_is_undone_from_the_message(managing, territory):
    announced = managing.post(page(territory), TYPED, follow=True)
    mandate = Mandate.objects.get(role=Role.DEPUTY)
    undo = reverse("people:take_back_deputy", args=[mandate.pk])
    assert f'action="{undo}"' in announced.content.decode()
    assert notices(managing.post(undo)) == [
        "La suppléance est retirée\u00a0: elle ne donne plus aucun droit."
    ]
    [fact, given] = managing.get(page(territory)).context["history"]
    assert (fact.what, given.what) == (
        "Mandat retiré (Ada Lovelace)",
        "Mandat donné (Ada Lovelace)",
    )


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ({"ends_on": ""}, {"ends_on": ["Ce champ est obligatoire."]}),
        ({"ends_on": "2025-05-26"}, {"ends_on": ["Le dernier jour précède le premier."]}),
        (
            {"starts_on": "2025-05-26"},
            {"starts_on": ["Une suppléance commence aujourd’hui ou plus tard."]},
        ),
    ],
)
def test_what_is_typed_is_checked(managing, territory, typed, error):
    assert faults(managing.post(page(territory), TYPED | typed)) == error
    assert not User.objects.filter(email="ada@exemple.fr").exists()


def test_a_known_address_is_asked_about_without_its_name(managing, territory):
    stranger = make_user(email="ada@exemple.fr")
    response = managing.post(page(territory), TYPED)
    assert list(faults(response)) == ["known"]
    assert str(stranger) not in response.content.decode()
    managing.post(page(territory), TYPED | {"known": "on"})
    assert stranger.mandates.get().role == Role.DEPUTY


def test_a_colleague_is_named_at_once(managing, territory):
    colleague = make_user(Role.READER, territory=territory, email="ada@exemple.fr")
    assert managing.post(page(territory), TYPED).status_code == 302
    assert colleague.mandates.filter(role=Role.DEPUTY).exists()


def test_its_end_is_moved_and_never_taken_away(managing, manager, territory):
    mandate = deputy(territory, manager)
    end = reverse("people:end_deputy", args=[mandate.pk])
    assert list(faults(managing.post(end, {"on": ""}))) == ["on"]
    assert notices(managing.post(end, {"on": "2025-06-15"})) == [
        "La suppléance prend fin le 15\u00a0juin 2025."
    ]
    with pytest.raises(Refused, match="jusqu’à un jour donné"):
        operations.end_mandate(mandate, on=None, by=manager, reason="Encore.")


def test_without_a_last_day_it_is_not_given(manager, territory, signed_in):
    with pytest.raises(Refused, match="jusqu’à un jour donné"):
        invitation(manager, place=territory, role=Role.DEPUTY)
    newcomer = Newcomer("ada@exemple.fr", "Ada", "Lovelace", Role.DEPUTY, TODAY, territory)
    with pytest.raises(Refused, match="jusqu’à un jour donné"):
        enlist([newcomer], by=None)
    typed = {**TYPED, "role": "deputy", "territory": territory.pk, "ends_on": ""}
    invited = signed_in.post(reverse("people:invite"), typed)
    assert faults(invited)["ends_on"] == [
        "Une suppléance dure jusqu’à un jour donné\u00a0: dites lequel."
    ]


def test_a_manager_gives_nothing_else(manager, territory):
    for role, place in ((Role.READER, territory), (Role.DEPUTY, make_territory())):
        with pytest.raises(PermissionDenied):
            invitation(manager, place=place, role=role, **JUNE)
    assert not User.objects.filter(email="ada@exemple.fr").exists()


def test_a_deputy_names_no_deputy(client, manager, territory):
    client.force_login(deputy(territory, manager).user)
    assert client.get(page(territory)).status_code == 403


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same(managing, territory, count, django_assert_num_queries):
    for rank in range(count):
        user = make_user(email=f"suppleant{rank}@exemple.fr")
        operations.grant_mandate(user, Role.DEPUTY, place=territory, by=None, **JUNE)
    with django_assert_num_queries(8):
        response = managing.get(page(territory))
    assert len(response.context["rows"]) == count
