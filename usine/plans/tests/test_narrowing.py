"""Each sum of a table opens exactly the actions that it adds up, whatever narrows the list."""

import csv
import io
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.urls import reverse

from tests.standing import made_once
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.groups import GROUPINGS
from usine.plans.narrowing import referent_key
from usine.plans.states import Status
from usine.territories.models import Territory
from usine.values import clock

from .conftest import TODAY
from .factories import make_action, make_region, make_territory, make_user
from .pages import plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

# Names that are in one another, that differ by case alone, or that look like filters.
CLOSE = [
    ("A", "CC", "Anne Loiseau", ["bois"]),
    ("B", "cc", "anne loiseau", ["bois", "chimie"]),
    ("C", "CC du Val", "Anne", ["chimie"]),
    ("D", '"CC"', "aucun", []),
    ("E", "", "", ["chimie", "bois"]),
    ("F", "Sans porteur", "", ["bois"]),
]


@made_once
def territory() -> Territory:
    """One whose groups are close to one another."""
    with clock.set_to(TODAY):
        territory = make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")
        for rank, (title, lead, referent, sectors) in enumerate(CLOSE, 1):
            values = {"lead": lead, "referent": referent, "sectors": sectors}
            amount = rank * 10_00
            make_action(territory, title=f"Usine {title}", planned_budget=amount, **values)
            values |= {"axis": "innovation", "status": Status.DONE}
            make_action(territory, title=f"Usine {title} bis", planned_budget=amount, **values)
            make_action(territory, title=f"Étude {title}", **values)
    return territory


NARROWED = ["&axe=innovation&suivi=&q=etude", "&statut=done&porteur=cc", "&au=2025-05-26"]
LISTS = [(key, "") for key in GROUPINGS] + [("filiere", each) for each in NARROWED]
LISTS += [("referent", NARROWED[-1]), ("porteur", NARROWED[-1])]


@pytest.mark.parametrize(("key", "narrowed"), LISTS)
def test_each_group_opens_its_actions_and_no_others(signed_in, territory, key, narrowed):
    response = signed_in.get(plan_url(territory, f"?grouper={key}{narrowed}&tri=-action"))
    groups = response.context["groups"]
    assert sum(group.count for group in groups) == len(titles(response)) > 0
    for group in groups:
        there = signed_in.get(plan_url(territory, f"?{group.query}"))
        rows = there.context["rows"]
        expected = sorted(row.action.title for row in group.rows)
        assert (sorted(titles(there)), len(rows)) == (expected, group.count)
        budget = sum(row.action.planned_budget or 0 for row in rows)
        assert budget == group.budget == there.context["sums"][-1].budget


@pytest.mark.parametrize(
    "query", ["filiere=seules:bois,chimie", f"referent={referent_key('anne loiseau')}"]
)
def test_every_display_and_file_of_an_address_list_the_same(signed_in, territory, query):
    expected = ["Usine B", "Usine B bis", "Étude B"]
    board = signed_in.get(plan_url(territory, f"?{query}&vue=statuts")).context["board"]
    assert sorted(row.action.title for column, _ in board for row in column.rows) == expected
    timeline = signed_in.get(plan_url(territory, f"?{query}&vue=frise")).context["timeline"]
    assert sorted(action.title for action in timeline.undated) == expected
    url = reverse("plans:territory_export", args=[territory.slug, "csv"])
    file = signed_in.get(f"{url}?{query}").getvalue().decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(file), delimiter=";")
    assert sorted(line["Intitulé"] for line in lines) == expected


def test_groups_that_differ_are_opened_apart(signed_in, territory):
    def opened(key: str) -> int:
        groups = signed_in.get(plan_url(territory, f"?grouper={key}")).context["groups"]
        return len({group.query for group in groups})

    assert (opened("porteur"), opened("referent"), opened("filiere")) == (6, 5, 5)


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"porteur": "cc"}, ["A", "B", "C", "D"]),
        ({"porteur": '"CC"'}, ["A"]),
        ({"porteur": '""CC""'}, ["D"]),
        ({"porteur": "sans porteur"}, ["E"]),
        ({"referent": referent_key("Anne")}, ["C"]),
        ({"referent": "aucun"}, ["E", "F"]),
        # Nobody has that key any more: it never lists the actions of others.
        ({"referent": "0123456789ab"}, []),
        ({"referent": "Anne"}, ["A", "B", "C", "D", "E", "F"]),
        ({"filiere": "bois"}, ["A", "B", "E", "F"]),
        ({"filiere": "seules:bois"}, ["A", "F"]),
        ({"filiere": "seules:ailleurs"}, []),
        ({"filiere": "aucun"}, ["D"]),
        ({"filiere": "ailleurs"}, ["A", "B", "C", "D", "E", "F"]),
        ({"filiere": "bois", "referent": "aucun"}, ["E", "F"]),
    ],
)
def test_a_list_is_narrowed_by_who_and_by_what(signed_in, territory, query, expected):
    asked = urlencode({**query, "statut": "to_start", "tri": "action"})
    listed = signed_in.get(plan_url(territory, f"?{asked}"))
    assert titles(listed) == [f"Usine {each}" for each in expected]


def test_sums_by_axis_open_what_is_narrowed_further(signed_in, territory):
    asked = f"referent={referent_key('Anne')}&q=usine"
    sums = signed_in.get(plan_url(territory, f"?{asked}&grouper=referent")).context["sums"]
    opened = [signed_in.get(line.list_url) for line in sums]
    assert [line.label for line in sums] == ["Innovation", "Foncier industriel", "Total"]
    assert [sorted(titles(each)) for each in opened] == [
        ["Usine C bis"],
        ["Usine C"],
        ["Usine C", "Usine C bis"],
    ]


def test_no_address_holds_the_name_of_a_referent(signed_in, territory):
    response = signed_in.get(plan_url(territory, "?grouper=referent"))
    queries = [QueryDict(group.query) for group in response.context["groups"]]
    assert {each["referent"] for each in queries} == {
        "aucun",
        *map(referent_key, ("Anne Loiseau", "anne loiseau", "Anne", "aucun")),
    }
    page = response.content.decode()
    assert "Loiseau" in page
    assert not [part for part in page.split('href="')[1:] if "oiseau" in part.split('"')[0]]


def test_filters_say_whom_they_keep(signed_in, territory):
    def criteria(**asked: str) -> list[str]:
        response = signed_in.get(plan_url(territory, f"?{urlencode(asked)}"))
        return [each.replace("\u00a0", " ") for each in response.context["form"].criteria]

    assert criteria(referent=referent_key("Anne")) == ["référent : Anne"]
    assert criteria(referent="aucun", filiere="aucun") == [
        "référent : Sans référent",
        "filière : Sans filière",
    ]
    assert criteria(filiere="seules:bois,chimie") == [
        "filière : Bois, Chimie et matériaux seulement"
    ]
    assert criteria(referent="0123456789ab") == ["référent : Un référent qui n’a plus d’action"]


def test_a_region_offers_the_referent_that_its_groups_open(client, territory):
    beside = make_territory("Alpes", region=territory.lead_region)
    make_action(beside, title="D’à côté", referent="Anne")
    elsewhere = make_territory("Comminges", region=make_region("76", "Occitanie"))
    make_action(elsewhere, title="D’ailleurs", referent="Anne")
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    url = reverse("plans:region_plan", args=[territory.lead_region.slug])

    def offered(response) -> list[str]:
        return [label for _, label in response.context["form"].fields["referent"].choices]

    grouped = client.get(f"{url}?grouper=referent&q=cote")
    assert offered(grouped) == ["Tous référents", "Sans référent"]
    [group] = grouped.context["groups"]
    there = client.get(f"{url}?{group.query}")
    assert titles(there) == ["D’à côté"]
    assert offered(there) == ["Tous référents", "Sans référent", "Anne"]
    everywhere = client.get(f"{url}?referent={referent_key('Anne')}&tri=action")
    assert titles(everywhere) == ["D’à côté", "Étude C", "Usine C bis", "Usine C"]


def test_a_withdrawn_action_is_found_by_its_referent(signed_in, territory, manager):
    action = make_action(territory, title="Partie", referent="Claire")
    operations.withdraw(action, reason="Doublon", by=manager)
    assert titles(signed_in.get(plan_url(territory, "?q=partie"))) == []
    asked = f"referent={referent_key('Claire')}"
    assert titles(signed_in.get(plan_url(territory, f"?{asked}&suivi=retirees"))) == ["Partie"]
    assert titles(signed_in.get(plan_url(territory, f"?{asked}"))) == []
