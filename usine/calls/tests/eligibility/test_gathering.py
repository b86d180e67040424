"""What the platform knows of an action, of a territory, of a commune, at two dates."""

from datetime import UTC, date, datetime

import pytest
from django.contrib.auth.models import AnonymousUser

from usine.calls.eligibility.facts import Given, Spell
from usine.calls.gathering.actions import action_books
from usine.calls.gathering.covering import commune_facts, place_facts
from usine.calls.gathering.names import CodeNames
from usine.calls.gathering.vantage import Vantage
from usine.geography.models import Commune, Departement, Grouping
from usine.ledger.operations import record
from usine.people.models import Organisation
from usine.people.roles import Role
from usine.people.tests.factories import LABELLED_ON, make_region, make_territory, make_user
from usine.plans import corrections, locating, operations
from usine.plans.models import Action
from usine.plans.tests.factories import make_action
from usine.territories.measures import subject_of
from usine.territories.models import Member, Territory
from usine.territories.proof import payload_of
from usine.values import clock
from usine.values.dates import PartialDate
from usine.values.errors import Refused

from .terms import spaced

pytestmark = pytest.mark.django_db
MARCH, JUNE, LATER = (
    datetime(*day, 12, tzinfo=UTC) for day in ((2025, 3, 3), (2025, 6, 3), (2031, 1, 2))
)
SPRING = Vantage(date(2025, 4, 1), MARCH)


@pytest.fixture
def territory():
    region = make_region("32", "Hauts-de-France")
    with clock.set_to(datetime(2023, 11, 9, tzinfo=UTC)):
        territory = make_territory("Pays de Saint-Omer", region)
    departement = Departement.objects.create(code="62", name="Pas-de-Calais", region=region)
    territory.departements.add(departement)
    for code, name in (("62765", "Saint-Omer"), ("62040", "Arques")):
        Commune.objects.create(code=code, name=name, departement=departement)
    return territory


@pytest.fixture
def action(territory):
    with clock.set_to(MARCH):
        return make_action(
            territory,
            reference="A3",
            title="Friche",
            planned_budget=388_000_00,
            start=PartialDate(date(2025, 9, 1)),
            lead="Mairie",
        )


def facts_of(action, vantage=SPRING, **reader):
    action = Action.objects.select_related("territory").get(pk=action.pk)
    return action_books([action], vantage, **reader)[action.pk].facts


def test_the_facts_of_an_action(action, territory):
    Organisation.objects.create(name="Mairie", siren="552081317")
    facts = facts_of(action)
    budget = facts["action:budget"]
    assert (budget.value, *spaced(budget.origin)) == (
        388_000_00,
        "budget de l’action A3, depuis le 10 janvier 2024",
    )
    assert {source: given.value for source, given in facts.items() if given.is_known} == {
        "action:axis": "foncier",
        "action:budget": 388_000_00,
        "action:start": PartialDate(date(2025, 9, 1)),
        "body:siren": "552081317",
        "project:departement": "62",
        "project:region": "32",
        "territory:departements": ("62",),
        "territory:labelled_on": (Spell(LABELLED_ON),),
        "territory:place": territory.place,
        "territory:region": "32",
    }
    assert facts["body:siren"].words == "552\u00a0081\u00a0317"


def test_an_action_without_budget_or_body_says_so(territory):
    with clock.set_to(MARCH):
        bare = make_action(territory, title="Étude")
    facts = facts_of(bare)
    assert spaced(facts["action:budget"].why) == ("l’action « Étude » n’a pas de budget connu",)
    assert not facts["action:start"].is_known
    assert "body:siren" not in facts


def test_the_budget_follows_the_rights_of_the_reader(action, territory):
    team = make_user(Role.PROJECT_MANAGER, territory=territory)
    elsewhere = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    assert facts_of(action, reader=team)["action:budget"].is_known
    for reader in (elsewhere, AnonymousUser()):
        assert facts_of(action, reader=reader)["action:budget"] == Given(
            why="les budgets ne sont lus que par les équipes du territoire"
        )


def test_where_an_action_takes_place(action):
    with clock.set_to(MARCH):
        locating.locate(action, communes=["62765"], by=None)
    facts = facts_of(action)
    assert facts["action:place"] == facts["project:commune"]
    assert (facts["project:commune"].words, facts["project:region"].source) == (
        "Saint-Omer",
        "lieu de l’action A3",
    )
    with clock.set_to(MARCH):
        locating.locate(action, communes=["62765", "62040"], by=None)
    facts = facts_of(action)
    assert spaced(facts["project:commune"].why) == ("lieu de l’action A3 : plusieurs communes",)
    assert facts["project:departement"].value == "62"


def test_a_territory_of_several_regions_does_not_locate_its_actions(action, territory):
    territory.regions.add(make_region("28", "Normandie"))
    facts = facts_of(action)
    assert spaced(facts["project:region"].why) == (
        "périmètre du territoire « Pays de Saint-Omer » : plusieurs régions",
    )


def test_what_was_known_then_is_what_is_gathered_years_later(action, territory):
    with clock.set_to(MARCH):
        Organisation.objects.create(name="Mairie", siren="552081317")
        locating.locate(action, communes=["62765"], by=None)
        before = facts_of(action)
        action.refresh_from_db()
    with clock.set_to(JUNE):
        values: dict = {"axis": "innovation", "reference": "B1", "title": "Usine", "lead": "Région"}
        values |= {"start": None, "planned_budget": 1}
        operations.change(action, values=values, version=action.version, by=None)
        corrections.correct_budget(
            action.planned_budgets.standing().first(),
            amount=5,
            effective_on=date(2024, 1, 10),
            reason="Erreur",
            by=None,
        )
        locating.locate(action, communes=["62040"], by=None)
        territory.labelled_on = date(2024, 2, 1)
        territory.save()
        subject, payload = subject_of(territory), payload_of(territory)
        record("territories.label", subject=subject, by=None, payload=payload)
    with clock.set_to(LATER):
        action.refresh_from_db()
        operations.withdraw(action, reason="Doublon", by=None)
        assert facts_of(action) == before
        now = facts_of(action, Vantage(date(2025, 4, 1)))
    changed = {source for source in before if now.get(source) != before[source]}
    assert changed >= {
        "action:axis",
        "action:budget",
        "action:place",
        "action:start",
        "body:siren",
        "project:commune",
        "territory:labelled_on",
    }


def test_what_is_recorded_of_a_territory_besides_its_label_does_not_count(action, territory):
    with clock.set_to(MARCH):
        record("plans.confirm_plan", subject=subject_of(territory), by=None, payload={"number": 3})
    assert facts_of(action)["territory:labelled_on"].value == (Spell(LABELLED_ON),)


def test_a_territory_that_was_not_known_yet_has_no_label(action):
    facts = facts_of(action, Vantage(date(2025, 4, 1), datetime(2020, 1, 1, tzinfo=UTC)))
    assert "territory:labelled_on" not in facts


def test_the_budget_is_that_of_the_day(action):
    with clock.set_to(JUNE):
        operations.change(
            action,
            values={"planned_budget": 900_00},
            version=1,
            budget_on=date(2025, 6, 1),
            by=None,
        )
        days = [date(2025, 5, 31), date(2025, 6, 1)]
        told = [facts_of(action, Vantage(day))["action:budget"].value for day in days]
    assert told == [388_000_00, 900_00]


@pytest.mark.parametrize("count", [1, 3])
def test_actions_are_gathered_in_a_fixed_number_of_queries(
    territory, count, django_assert_num_queries
):
    with clock.set_to(MARCH):
        for number in range(count):
            made = make_action(territory, title=f"Action {number}", lead="Mairie", planned_budget=1)
            locating.locate(made, communes=["62765"], by=None)
    actions = list(Action.objects.select_related("territory"))
    with django_assert_num_queries(9):
        assert len(action_books(actions, SPRING)) == count


def member(territory, **fields):
    fields = {"kind": "commune", "name": "x", "since": LABELLED_ON, **fields}
    return Member.objects.create(territory=territory, **fields)


def test_a_commune_tells_its_territory_and_their_labels(territory):
    former = make_territory("Audomarois", unlabelled_on=date(2024, 12, 31))
    Territory.objects.filter(pk=former.pk).update(labelled_on=date(2018, 11, 22))
    grouping = Grouping.objects.create(siren="200069037", name="CAPSO", kind="CA")
    grouping.communes.add("62765")
    member(territory, code="200069037", kind="epci")
    member(former, code="62765", since=date(2018, 11, 22))
    facts = commune_facts("62765", Vantage(date(2025, 4, 1)))
    assert {source: given.value for source, given in facts.items() if given.is_known} == {
        "project:commune": "62765",
        "project:departement": "62",
        "project:region": "32",
        "territory:departements": ("62",),
        "territory:labelled_on": (
            Spell(LABELLED_ON),
            Spell(date(2018, 11, 22), date(2024, 12, 31)),
        ),
        "territory:place": territory.place,
        "territory:region": "32",
    }


def test_a_commune_out_of_any_perimeter_that_day_has_no_label(territory):
    member(territory, code="62765", since=date(2025, 5, 1))
    member(make_territory(), code="62765", until=date(2025, 3, 31))
    label = commune_facts("62765", Vantage(date(2025, 4, 1)))["territory:labelled_on"]
    assert (label.value, label.source) == (False, "commune Saint-Omer, hors des territoires")


def test_no_place_is_made_up(territory):
    with pytest.raises(Refused, match="Aucune commune n’a le code 99999"):
        commune_facts("99999", SPRING)
    with pytest.raises(Refused, match="Aucun territoire n’a le code T9-1"):
        place_facts("T9-1", SPRING)
    facts = place_facts(territory.place, Vantage(date(2025, 4, 1)))
    assert facts["territory:place"].words == "Pays de Saint-Omer"


def test_codes_read_as_names(territory):
    names = CodeNames()
    read = [
        names(source, code)
        for source, code in (
            ("project:region", "32"),
            ("territory:departements", "62"),
            ("territory:place", territory.place),
            ("action:axis", "foncier"),
            ("project:region", "999"),
            ("body:naf", "25.62B"),
        )
    ]
    axis = names.axes["foncier"]
    assert read == ["Hauts-de-France", "Pas-de-Calais", "Pays de Saint-Omer", axis, "999", "25.62B"]
