"""Where an action takes place, said on a page: communes by their names, and a point."""

import json

import pytest
from django.urls import reverse

from usine.geography.models import Commune, Departement, DepartementOutline, Grouping
from usine.geography.naming import search_key
from usine.plans import locating
from usine.territories.models import Member

from .factories import make_action
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def action(territory):
    """In a territory of two communes and of a grouping that holds a Saint-Denis; two others of this
    name are elsewhere."""
    north, aude, reunion = (
        Departement.objects.create(code=code, name=name, region=territory.lead_region)
        for code, name in (("62", "Pas-de-Calais"), ("11", "Aude"), ("974", "La Réunion"))
    )
    for code, name, departement, population in (
        ("62765", "Saint-Omer", north, 15_000),
        ("62040", "Arques", north, 9_000),
        ("62002", "Saint-Denis", north, 300),
        ("11339", "Saint-Denis", aude, 500),
        ("97411", "Saint-Denis", reunion, 150_000),
        ("11206", "Limoux", aude, 10_000),
        ("11207", "Pech", aude, 100),
        ("97412", "Le Pech", reunion, 100),
        ("11208", "Bram", aude, 100),
        ("11209", "Bram", aude, 90),
    ):
        Commune.objects.create(
            code=code,
            name=name,
            search_name=search_key(name),
            departement=departement,
            population=population,
        )
    grouping = Grouping.objects.create(siren="246200299", name="CC du Nord", kind="CC")
    grouping.communes.add("62002", "62040")
    add_member(territory, kind="epci", code=grouping.pk, grouping=grouping)
    add_member(territory, kind="commune", code="62765", commune_id="62765")
    return make_action(territory)


def add_member(territory, **fields) -> None:
    Member.objects.create(territory=territory, since=territory.labelled_on, **fields)


@pytest.fixture
def url(action) -> str:
    return reverse("plans:locate", args=[action.pk])


@pytest.fixture
def send(signed_in, url):
    """Type over the form as it opens, and send it."""

    def send(**typed):
        form = signed_in.get(url).context["form"]
        opened = {field.html_name: field.value() or "" for field in form}
        return signed_in.post(url, opened | typed)

    return send


def communes(action) -> list[str]:
    return [each.pk for each in action.communes.order_by("name", "pk")]


def errors(response) -> dict[str, list[str]]:
    return dict(response.context["form"].errors)


def test_the_form_suggests_the_communes_of_the_territory_at_one_cost(
    action, signed_in, url, django_assert_num_queries
):
    signed_in.get(url)  # what a session starts with
    with django_assert_num_queries(7):
        response = signed_in.get(url)
    suggested = ["Arques (62)", "Saint-Denis (62)", "Saint-Omer (62)"]
    assert response.context["form"].suggested == suggested
    page = response.content.decode()
    assert [each for each in suggested if f'<option value="{each}">' in page] == suggested
    add_member(action.territory, kind="commune", code="11206", commune_id="11206")
    with django_assert_num_queries(7):
        response = signed_in.get(url)
    assert "Limoux (11)" in response.context["form"].suggested


def test_communes_and_a_point_are_typed_and_shown(action, send, signed_in):
    response = send(communes="saint omer\nLimoux", commune="Arques (62)", point="50,75 ; 2,25")
    assert last_message(response) == "Le lieu de l’action est enregistré."
    assert communes(action) == ["62040", "11206", "62765"]
    page = signed_in.get(response.url).content.decode()
    assert "Arques (62), Limoux (11), Saint-Omer (62)<br>Point&nbsp;: 50.75, 2.25" in page
    # Sent as it opens, the form changes nothing.
    send()
    action.refresh_from_db()
    assert (communes(action), action.latitude) == (["62040", "11206", "62765"], 50.75)
    send(communes="", point="")
    action.refresh_from_db()
    assert (communes(action), action.latitude) == ([], None)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Saint-Denis", "62002"),  # that of the territory
        ("St-Denis (974)", "97411"),
        ("Saint-Denis (la Réunion)", "97411"),
        ("Saint-Denis (11339)", "11339"),
        ("Pech", "11207"),
        ("le Pech", "97412"),
    ],
)
def test_one_commune_of_a_name_is_meant(action, send, text, code):
    send(communes=text)
    assert communes(action) == [code]


@pytest.mark.parametrize(
    ("typed", "field", "why"),
    [
        (
            {"communes": "Bram"},
            "communes",
            "Plusieurs communes s’appellent «\u00a0Bram\u00a0»\u00a0: écrivez Bram (11208) ou "
            "Bram (11209).",
        ),
        (
            {"commune": "Saint-Omer (80)"},
            "commune",
            "Aucune commune ne s’appelle «\u00a0Saint-Omer (80)\u00a0»\u00a0: écrivez son nom "
            "officiel, sans lieu-dit ni code postal.",
        ),
        (
            {"point": "50"},
            "point",
            "Écrivez le point en degrés avec des décimales, la latitude d’abord\u00a0: "
            "48.85, 2.35.",
        ),
        (
            {"point": "2.25, 50.75"},
            "point",
            "Ce point est hors de France\u00a0: la latitude s’écrit d’abord, puis la longitude.",
        ),
    ],
)
def test_what_is_no_place_is_told_on_its_field_and_kept(action, send, typed, field, why):
    response = send(**typed)
    assert errors(response) == {field: [why]}
    assert response.context["form"][field].value() == typed[field]
    assert communes(action) == []


def test_a_point_far_from_its_communes_is_asked_again(action, send):
    outline = {"type": "Polygon", "coordinates": [[[2, 50], [3, 50], [3, 51], [2, 51], [2, 50]]]}
    DepartementOutline.objects.create(place_id="62", geometry=json.dumps(outline))
    asked = {"communes": "Saint-Omer\nArques", "point": "48.85, 2.35"}
    assert errors(send(**asked)) == {
        "point": [
            "Ce point est à 128 km du département de ces communes\u00a0: vérifiez la latitude et "
            "la longitude, ou ajoutez la commune où il est."
        ]
    }
    # Within, just beside, and of a département whose outline is not known.
    for sent in ({"point": "50.75, 2.25"}, {"point": "49.95, 2.25"}, {"communes": "Limoux"}):
        assert last_message(send(**asked | sent)) == "Le lieu de l’action est enregistré."


def test_a_name_of_several_communes_asks_which(action, send):
    action.territory.members.all().delete()
    [why] = errors(send(communes="Saint-Denis"))["communes"]
    assert "écrivez Saint-Denis (974), Saint-Denis (11) ou Saint-Denis (62)." in why


def test_who_was_quicker_is_not_overwritten(action, manager, signed_in, url):
    opened = signed_in.get(url).context["form"]["read"].value()
    locating.locate(action, communes=["62040"], by=manager)
    response = signed_in.post(url, {"communes": "Limoux", "read": opened})
    assert (response.status_code, response.context["changed"]) == (
        409,
        [("Communes", "–", "Arques (62)", "Limoux (11)")],
    )
    assert communes(action) == ["62040"]
    form = response.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert again["communes"] == "Limoux (11)"
    signed_in.post(url, again)
    assert communes(action) == ["11206"]


def test_what_the_other_alone_changed_is_kept(action, manager, signed_in, url):
    opened = signed_in.get(url).context["form"]["read"].value()
    locating.locate(action, communes=[], point=(2.25, 50.75), by=manager)
    met = signed_in.post(url, {"communes": "Limoux", "read": opened})
    assert met.context["changed"] == [("Point", "–", "50.750000, 2.250000", "50.750000, 2.250000")]
    assert [met.context["form"][name].value() for name in ("communes", "point")] == [
        "Limoux (11)",
        "50.75, 2.25",
    ]


def test_a_stranger_does_not_read_where(action, manager, client):
    page = reverse("plans:action", args=[action.pk])
    locating.locate(action, communes=["62040"], point=(2.25, 50.75), by=manager)
    text = client.get(page).content.decode()
    assert [word for word in ("Arques", "50.75", "Lieu") if word in text] == []
