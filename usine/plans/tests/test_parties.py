"""Names are kept as written; bodies and accounts are found behind them."""

import pytest

from usine.people import bodies
from usine.people import operations as people
from usine.people.models import User
from usine.plans import operations, reviews
from usine.plans.models import Action, Party
from usine.plans.reviews import Draft
from usine.plans.states import Status
from usine.values import clock

from .factories import make_action, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def parties(action) -> list[tuple[str, str, str]]:
    rows = Party.objects.filter(action=action).select_related("body")
    return [(each.role, each.name, each.body.name) for each in rows]


@pytest.fixture
def known():
    """Two bodies of one name, which their SIREN tell apart, and one of another."""
    bodies.add_body(name="Fonderie", siren="552081317", by=None)
    bodies.add_body(name="Fonderie", siren="732829320", by=None)
    bodies.add_body(name="Région Hauts-de-France", by=None)


def an_ada() -> User:
    ada = make_user()
    ada.first_name, ada.last_name = "Ada", "Lovelace"
    ada.save()
    return ada


@pytest.mark.usefixtures("known")
def test_the_bodies_that_names_name_are_found(territory, manager):
    action = make_action(
        territory,
        lead="REGION Hauts de France",
        partners=["Fonderie", "Fonderie (552 081 317)", "CCI", "123 456 789"],
    )
    assert parties(action) == [
        ("lead", "REGION Hauts de France", "Région Hauts-de-France"),
        ("partner", "Fonderie (552 081 317)", "Fonderie"),
    ]
    assert str(Party.objects.first()) == "REGION Hauts de France, porteur"
    assert action.partners == ["Fonderie", "Fonderie (552 081 317)", "CCI", "123 456 789"]
    operations.change(action, values={"lead": "", "partners": ["732829320"]}, version=1, by=manager)
    assert parties(action) == [("partner", "732829320", "Fonderie")]
    operations.change(action, values={"partners": ["Ets 732829320"]}, version=2, by=manager)
    assert parties(action) == [("partner", "Ets 732829320", "Fonderie")]
    operations.change(action, values={"title": "Autre"}, version=3, by=manager)
    assert parties(action) == [("partner", "Ets 732829320", "Fonderie")]


def test_the_account_of_the_referent_is_found(territory):
    ada = an_ada()
    values = [
        {"title": f"Action {name}", "axis": "foncier", "referent": name}
        for name in ("LOVELACE Ada", "Grace Hopper", "")
    ]
    drafts = [Draft(each, Status.TO_START, clock.today()) for each in values]
    named, *_ = reviews.create_many(territory, drafts=drafts, by=None)
    accounts = dict(Action.objects.values_list("referent", "referent_account"))
    assert accounts == {"LOVELACE Ada": ada.pk, "Grace Hopper": None, "": None}
    operations.change(named, values={"referent": "Grace Hopper"}, version=1, by=None)
    named.refresh_from_db()
    assert named.referent_account is None


def test_two_people_of_one_name_are_nobody_s_account(territory):
    for _ in range(2):
        an_ada()
    assert make_action(territory, referent="Ada Lovelace").referent_account is None


def test_a_closed_account_refers_to_no_action(territory):
    people.deactivate(an_ada(), by=None)
    assert make_action(territory, referent="Ada Lovelace").referent_account is None
