import csv
import io
from datetime import timedelta

import pytest

from usine.geography.naming import search_key
from usine.plans.models import Action
from usine.subjects import operations as subjects
from usine.values import clock
from usine.values.dates import paris_day

from .conftest import add_actions

pytestmark = pytest.mark.django_db


def names(response) -> list[str]:
    return [line.territory.name for line in response.context["page"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["Audomarois", "Épinal <Nord>", "Vosges"]),
        ({"tri": "-nom"}, ["Vosges", "Épinal <Nord>", "Audomarois"]),
        ({"tri": "-actions"}, ["Audomarois", "Vosges", "Épinal <Nord>"]),
        ({"tri": "avancement"}, ["Épinal <Nord>", "Vosges", "Audomarois"]),
        ({"tri": "region"}, ["Épinal <Nord>", "Vosges", "Audomarois"]),
        ({"tri": "inconnu"}, ["Audomarois", "Épinal <Nord>", "Vosges"]),
        ({"q": "epinal nord"}, ["Épinal <Nord>"]),
        ({"region": "region-44"}, ["Épinal <Nord>", "Vosges"]),
        ({"region": "inconnue"}, ["Audomarois", "Épinal <Nord>", "Vosges"]),
        ({"chef": "avec"}, ["Audomarois"]),
        ({"chef": "sans", "region": "region-44", "q": "vos"}, ["Vosges"]),
        ({"q": "rien de tel"}, []),
    ],
)
def test_the_address_narrows_and_orders(client, programme, query, expected):
    response = client.get("/territoires/", query)
    assert names(response) == expected
    rows = list(csv.reader(_file(client, query), delimiter=";"))
    assert [row[1] for row in rows[1:]] == expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"q": "omer"}, ["Pays de Saint-Omer"]),
        ({"q": "omer pays"}, ["Pays de Saint-Omer"]),
        ({"q": "'"}, ["Dinan Agglomération", "Épinal <Nord>", "Pays de Saint-Omer"]),
        ({"q": "st omer"}, ["Pays de Saint-Omer"]),
    ],
)
def test_a_name_is_looked_for_as_on_the_home_page(client, programme, query, expected):
    for place, name in [
        (programme.audomarois, "Dinan Agglomération"),
        (programme.vosges, "Pays de Saint-Omer"),
    ]:
        place.name, place.search_name = name, search_key(name)
        place.save()
    subjects.rebuild()
    assert names(client.get("/territoires/", query)) == expected


def _file(client, query) -> io.StringIO:
    response = client.get("/territoires.csv", query)
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in response["Content-Disposition"]
    return io.StringIO(response.content.decode("utf-8-sig"))


def test_counts_are_those_of_the_ledger_restricted_actions_included(client, programme):
    lines = {line.territory.slug: line for line in client.get("/territoires/").context["page"]}
    audomarois = lines["audomarois"]
    assert (audomarois.progress.actions, audomarois.progress.share) == (5, 60)
    assert lines["epinal"].progress.share is None
    rows = {row["Territoire"]: row for row in csv.DictReader(_file(client, {}), delimiter=";")}
    assert rows["Audomarois"] == {
        "Code": programme.audomarois.code,
        "Territoire": "Audomarois",
        "Région": "Hauts-de-France",
        "Actions": "5",
        "À initier": "1",
        "En cours d’instruction": "1",
        "En cours de réalisation": "1",
        "Réalisée": "2",
        "Abandonnée": "0",
        "Non renseignée": "0",
        "Chefs de projet": "1",
        "Mis à jour le": f"{clock.today():%d/%m/%Y}",
    }


def test_the_list_says_when_each_plan_was_last_written(client, programme):
    earlier = clock.now() - timedelta(days=40)
    vosges = Action.objects.filter(territory=programme.vosges)
    vosges.update(changed_at=earlier, confirmed_on=paris_day(earlier))
    lines = {line.territory.slug: line for line in client.get("/territoires/").context["page"]}
    assert lines["audomarois"].updated_on == clock.today()
    assert lines["vosges"].updated_on == clock.today() - timedelta(days=40)
    assert lines["epinal"].updated_on is None
    in_order = ["Épinal <Nord>", "Vosges", "Audomarois"]
    assert names(client.get("/territoires/?tri=maj")) == in_order
    assert names(client.get("/territoires/?tri=-maj")) == in_order[::-1]


def test_a_name_that_looks_like_a_formula_stays_a_name(client, programme):
    programme.empty.name = "=SOMME(A1)"
    programme.empty.save()
    rows = list(csv.reader(_file(client, {}), delimiter=";"))
    assert "'=SOMME(A1)" in [row[1] for row in rows]


def test_the_list_of_the_export_follows_the_filter(client, programme):
    html = client.get("/territoires/", {"region": "region-44", "page": "1"}).content.decode()
    assert 'href="/territoires.csv?region=region-44"' in html


def test_nothing_found_says_so(client, programme):
    html = client.get("/territoires/", {"q": "rien de tel"}).content.decode()
    assert "Aucun territoire ne répond à ces critères" in html


def test_the_cost_does_not_grow(client, programme, django_assert_max_num_queries):
    client.get("/territoires/")
    with django_assert_max_num_queries(18) as few:
        client.get("/territoires/")
    cost = len(few)
    add_actions(programme.vosges, done=100)
    client.get("/territoires/")
    with django_assert_max_num_queries(cost):
        client.get("/territoires/")
