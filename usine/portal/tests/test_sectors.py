"""*Réglages*: the national team keeps the list of sectors that action sheets offer."""

import pytest
from django.urls import reverse

from usine.ledger.models import Event
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_territory, make_user
from usine.territories.models import Sector

pytestmark = pytest.mark.django_db

LIST, ADD = reverse("portal:sectors"), reverse("portal:add_sector")


@pytest.fixture
def national(client):
    client.force_login(make_user(Role.NATIONAL_TEAM))
    return client


def change(code: str) -> str:
    return reverse("portal:change_sector", args=[code])


def remove(code: str) -> str:
    return reverse("portal:remove_sector", args=[code])


def uses(response) -> dict[str, int]:
    return {code: used for code, _, used, _ in response.context["rows"] if used}


def test_sectors_are_listed_with_the_actions_that_bear_them_at_one_cost(
    national, django_assert_num_queries
):
    territory = make_territory()
    make_action(territory, sectors=["bois", "chimie"])
    national.post(ADD, {"label": "Horlogerie"})
    national.get(LIST)  # tells that it is done
    with django_assert_num_queries(9):
        response = national.get(LIST)
    assert uses(response) == {"bois": 1, "chimie": 1}
    labels = [label for _, label, _, _ in response.context["rows"]]
    assert (len(labels), labels[0], labels[5]) == (20, "Aéronautique", "Construction")
    make_action(territory, sectors=["bois"])
    make_action(territory)
    national.post(ADD, {"label": "Jouets"})
    national.get(LIST)
    with django_assert_num_queries(9):
        response = national.get(LIST)
    assert uses(response) == {"bois": 2, "chimie": 1}


def test_there_may_be_none(national):
    Sector.objects.all().delete()
    assert "Aucune filière" in national.get(LIST).content.decode()


def test_a_sector_is_added_renamed_and_removed(national):
    assert national.post(ADD, {"label": "Horlogerie"}).url == LIST
    assert national.get(change("horlogerie")).context["form"]["label"].value() == "Horlogerie"
    assert national.post(change("horlogerie"), {"label": "Montres"}).url == LIST
    assert Sector.objects.get(pk="horlogerie").label == "Montres"
    assert "Retirer la filière Montres" in national.get(remove("horlogerie")).content.decode()
    assert national.post(remove("horlogerie")).url == LIST
    assert not Sector.objects.filter(pk="horlogerie").exists()
    assert national.get(change("horlogerie")).status_code == 404
    me = str(User.objects.get())
    facts = national.get(LIST).context["history"]
    assert [(fact.what, fact.who, fact.lines) for fact in facts] == [
        ("Filière «\u00a0Montres\u00a0» retirée", me, ()),
        ("Filière modifiée", me, (("Intitulé", "Horlogerie", "Montres"),)),
        ("Filière «\u00a0Horlogerie\u00a0» ajoutée", me, ()),
    ]


@pytest.mark.parametrize(
    ("label", "why"),
    [
        ("BOIS", "Une autre filière porte déjà ce nom."),
        ("–", "Donnez un intitulé à la filière."),
    ],
)
def test_what_is_refused_is_told_on_the_form_and_kept(national, label, why):
    events = Event.objects.count()
    for address in (ADD, change("chimie")):
        form = national.post(address, {"label": label}).context["form"]
        assert (list(form.non_field_errors()), form["label"].value()) == ([why], label)
    assert (Sector.objects.count(), Event.objects.count()) == (19, events)


def test_a_sector_that_an_action_bears_is_kept_there_and_offered_no_more(national):
    territory = make_territory()
    action = make_action(territory, sectors=["bois"])
    assert "1\u00a0action la porte et la garde" in national.get(remove("bois")).content.decode()
    national.post(remove("bois"))
    rows = {code: is_retired for code, _, _, is_retired in national.get(LIST).context["rows"]}
    assert [code for code, is_retired in rows.items() if is_retired] == ["bois"]

    def offered(name: str, key) -> bool:
        form = national.get(reverse(f"plans:{name}", args=[key])).context["form"]
        return "bois" in dict(form.fields["sectors"].choices)

    assert (offered("change", action.pk), offered("create", territory.slug)) == (True, False)
    assert "Bois" in national.get(action.get_absolute_url()).content.decode()
    restore = reverse("portal:restore_sector", args=["bois"])
    assert restore in national.get(LIST).content.decode()
    assert national.post(restore).url == LIST
    assert offered("create", territory.slug)
    assert [fact.what for fact in national.get(LIST).context["history"]] == [
        "Filière «\u00a0Bois\u00a0» reprise",
        "Filière «\u00a0Bois\u00a0» retirée",
    ]
