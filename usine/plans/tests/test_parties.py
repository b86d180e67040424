"""Names are kept as written; bodies and accounts are found behind them."""

from datetime import date

import pytest
from django.urls import reverse

from usine.people import bodies
from usine.people import operations as people
from usine.people.models import Organisation, User
from usine.people.roles import Role
from usine.plans import operations, reviews
from usine.plans.history import history
from usine.plans.models import Action, Party
from usine.plans.parties import follow_body
from usine.plans.reviews import Draft
from usine.plans.states import Status
from usine.plans.suggestions import Suggestions
from usine.values import clock

from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

YESTERDAY = date(2025, 5, 26)


def page_of(name: str, action: Action) -> str:
    return reverse(f"plans:{name}", args=[action.pk])


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


def test_a_body_that_is_written_later_is_found(territory, manager, django_assert_num_queries):
    action = make_action(territory, lead="Fonderie du Nord", partners=["Ets 552081317"])
    other = make_action(territory, lead="Forge", partners=["FONDERIE du nord"])
    left = make_action(territory, partners=["Fonderie du Nord"])
    operations.withdraw(left, reason="Doublon", by=manager)
    assert parties(action) == parties(other) == parties(left) == []
    body = bodies.add_body(name="Fonderie du Nord", siren="", by=None)
    assert parties(action) == [("lead", "Fonderie du Nord", "Fonderie du Nord")]
    assert parties(other) == [("partner", "FONDERIE du nord", "Fonderie du Nord")]
    assert parties(left) == [("partner", "Fonderie du Nord", "Fonderie du Nord")]
    bodies.change_body(body, name="Forge", siren="552081317", by=None)
    assert parties(action) == [("partner", "Ets 552081317", "Forge")]
    assert parties(other) == [("lead", "Forge", "Forge")]
    assert parties(left) == []
    # Two bodies of one name are nobody in particular.
    bodies.add_body(name="forge", siren="732829320", by=None)
    assert parties(other) == []
    for named in (1, 3):
        for _ in range(named):
            make_action(territory, lead="Forge (552 081 317)")
        with django_assert_num_queries(6):
            follow_body({"552081317"})


def test_a_body_named_by_a_mandate_is_found(territory):
    action = make_action(territory, lead="Fonderie")
    bodies.body_given("Fonderie", by=None)
    assert parties(action) == [("lead", "Fonderie", "Fonderie")]


def test_a_referent_is_forgotten(territory):
    ada = an_ada()
    action = make_action(territory, referent="LOVELACE Ada")
    make_action(territory, referent="Grace Hopper")
    people.forget(ada, by=None, reason="Demande")
    referents = Action.objects.order_by("pk").values_list("referent", "referent_account")
    assert list(referents) == [("", None), ("Grace Hopper", None)]
    assert "LOVELACE" not in str([fact.lines for fact in history(action)])


@pytest.mark.usefixtures("known")
class TestForm:
    def test_it_suggests_bodies_those_of_the_plan_first(self, signed_in, territory):
        make_action(territory, lead="Région Hauts-de-France")
        elsewhere = make_territory("Ailleurs")
        make_action(elsewhere, lead="552081317")
        action = make_action(territory)
        for url in (reverse("plans:create", args=[territory.slug]), page_of("change", action)):
            response = signed_in.get(url)
            suggestions = response.context["form"].suggestions
            assert list(suggestions.bodies) == [
                "Région Hauts-de-France",
                "Fonderie (552\u00a0081\u00a0317)",
                "Fonderie (732\u00a0829\u00a0320)",
            ]
            text = response.content.decode()
            assert text.count('list="organismes"') == 2
            assert '<option value="Région Hauts-de-France">' in text

    def test_what_it_suggests_is_bounded_at_one_cost(self, territory, django_assert_num_queries):
        suggestions = Suggestions(territory)
        with django_assert_num_queries(1):
            assert len(list(suggestions.bodies)) == 3
        Organisation.objects.bulk_create(
            Organisation(name=f"Société {n}", name_key=f"societe {n}") for n in range(250)
        )
        with django_assert_num_queries(1):
            assert len(list(suggestions.bodies)) == 200

    def test_it_suggests_the_accounts_that_hold_a_mandate_here(self, territory, manager):
        ada = an_ada()
        people.grant_mandate(ada, Role.READER, place=territory, starts_on=clock.today(), by=None)
        past = make_user(Role.READER, territory=territory)
        people.end_mandate(past.mandates.get(), on=YESTERDAY, by=None)
        make_user(Role.READER, territory=make_territory("Ailleurs"))
        assert Suggestions(territory).accounts == sorted(["Ada Lovelace", str(manager)])

    def test_what_is_suggested_is_recognised(self, signed_in, territory):
        typed = {
            "title": "Four",
            "axis": "foncier",
            "priority": "normal",
            "status": "to_start",
            "effective_on": "2025-05-27",
            "lead": "Fonderie (732\u00a0829\u00a0320)",
            "partners": "CCI",
            "partner": "Région Hauts-de-France",
        }
        signed_in.post(reverse("plans:create", args=[territory.slug]), typed)
        action = Action.objects.get()
        assert action.partners == ["CCI", "Région Hauts-de-France"]
        response = signed_in.get(page_of("action", action))
        lead, partners = response.context["lead"], response.context["partners"]
        assert (lead.body.siren, lead.body_name) == ("732829320", "")
        assert [(each.name, each.body and each.body.name) for each in partners] == [
            ("CCI", None),
            ("Région Hauts-de-France", "Région Hauts-de-France"),
        ]
        assert "organisme connu, SIREN 732\u00a0829\u00a0320" in response.content.decode()

    def test_a_partner_is_added_once(self, signed_in, territory):
        action = make_action(territory, partners=["CCI"])
        form = signed_in.get(page_of("change", action)).context["form"]
        typed = {field.html_name: field.value() or "" for field in form if field.value() != []}
        signed_in.post(page_of("change", action), typed | {"partner": "CCI"})
        action.refresh_from_db()
        assert (action.partners, action.version) == (["CCI"], 1)
        signed_in.post(page_of("change", action), typed | {"partner": "732829320"})
        action.refresh_from_db()
        assert action.partners == ["CCI", "732829320"]
        lead = signed_in.get(page_of("action", action)).context["partners"][1]
        assert lead.body_name == "Fonderie"


def test_a_stranger_sees_the_body_of_the_lead_alone(client, territory):
    bodies.add_body(name="Fonderie", siren="552081317", by=None)
    action = make_action(territory, lead="552081317", partners=["CCI"])
    response = client.get(page_of("action", action))
    assert response.context["lead"].body_name == "Fonderie"
    assert response.context["partners"] == []
    assert "CCI" not in response.content.decode()
