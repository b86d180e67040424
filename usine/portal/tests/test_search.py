import re

import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.plans.tests.factories import make_action, make_user

from .test_home import texts

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("asked", ["saint omer", "62500", "Pays de Saint-Omer", "audom"])
def test_a_place_finds_its_territory(client, programme, asked):
    for address in ("/recherche/", "/recherche/suggestions/"):
        response = client.get(address, {"lieu": asked})
        assert 'href="/territoires/audomarois/"' in response.content.decode()


def test_a_place_outside_is_told(client, programme):
    for address in ("/recherche/", "/recherche/suggestions/"):
        page = texts(client.get(address, {"lieu": "boulogne"}))
        assert "Boulogne" in page
        assert "ors des territoires labellisés" in page


def test_nothing_found_helps(client, programme):
    response = client.get("/recherche/", {"lieu": "<script>"})
    assert "Aucun lieu ne commence par « <script> »" in texts(response)
    assert "<script>" not in response.content.decode()
    assert 'href="/territoires/"' in response.content.decode()
    assert "Aucun lieu" in texts(client.get("/recherche/suggestions/", {"lieu": "zzz"}))


def test_nothing_asked_asks(client, programme):
    assert client.get("/recherche/").context["matches"] is None
    assert texts(client.get("/recherche/suggestions/", {"lieu": "s"})) == ""


def test_a_search_costs_few_queries(client, programme, django_assert_max_num_queries):
    client.get("/recherche/")
    with django_assert_max_num_queries(15):
        client.get("/recherche/", {"lieu": "saint"})


@pytest.mark.parametrize(
    ("asked", "name", "typed"),
    [
        ("Sant Omer", "Saint-Omer", "Saint-Omer%20%2862%29"),
        ("62500 sant omer", "Saint-Omer", "Saint-Omer%20%2862%29"),
        ("audomarrois", "Audomarois", "Audomarois"),
        ("epinnal nord", "Épinal &lt;Nord&gt;", "%C3%89pinal%20%3CNord%3E"),
    ],
)
def test_a_slip_is_forgiven(client, programme, django_assert_max_num_queries, asked, name, typed):
    for address in ("/recherche/", "/recherche/suggestions/"):
        client.get(address, {"lieu": "zzz"})
        with django_assert_max_num_queries(15):
            response = client.get(address, {"lieu": asked})
        assert re.search(r"Vouliez-vous dire (ce nom|l’un de ces noms) \?", texts(response))
        link = f'<a href="/recherche/?lieu={typed}">'
        assert link in response.content.decode()
        assert name in response.content.decode()
        again = client.get("/recherche/", {"lieu": response.context["matches"].proposals[0].typed})
        assert again.context["matches"].proposals == []


def test_nothing_close_proposes_nothing(client, programme):
    for address in ("/recherche/", "/recherche/suggestions/"):
        assert "Vouliez-vous" not in texts(client.get(address, {"lieu": "zzzz"}))


def test_actions_are_found_by_their_words_by_those_who_may_see_them(client, programme):
    search = reverse("portal:search")
    public = make_action(programme.vosges, title="Réemploi des palettes", lead="Scierie")
    hidden = make_action(programme.vosges, title="Palettes secrètes", restricted=True)
    matching = client.get(search, {"lieu": "palette"}).context["actions"]
    assert [(each.title, each.path, place) for each, place in matching] == [
        ("Réemploi des palettes", public.get_absolute_url(), programme.vosges.name)
    ]
    assert "Aucun lieu" not in client.get(search, {"lieu": "palette"}).content.decode()
    client.force_login(make_user(Role.NATIONAL_TEAM))
    matching = client.get(search, {"lieu": "palette"}).context["actions"]
    assert [each.path for each, _ in matching] == [
        hidden.get_absolute_url(),
        public.get_absolute_url(),
    ]
    assert client.get(search, {"lieu": "scierie secrète"}).context["actions"] == []
