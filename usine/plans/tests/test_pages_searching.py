"""What is searched in a plan: the table, its order, its sums, its files and its print follow."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.plans.models import Action, Milestone
from usine.plans.queries import stale
from usine.plans.states import Status
from usine.values import clock

from .factories import make_action, make_region, make_territory, make_user
from .pages import plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "T1 C1 C2 F1"),
        ("?q=ETUDE", "F1"),
        ("?q=ecole+c1", "C1"),
        ("?q=communaute", "T1 F1"),
        ("?q=rien+de+tel", ""),
        ("?axe=competences", "C1 C2"),
        ("?statut=unknown", "C2"),
        ("?priorite=high", "F1"),
        ("?porteur=communaute+de", "T1"),
        # A quarter is over on its last day, an action that is done is never late.
        ("?suivi=en-retard", "C1 C2"),
        ("?suivi=a-confirmer", "C1 C2 F1"),
        ("?axe=competences&suivi=a-confirmer", "C1 C2"),
        # What does not exist narrows nothing.
        ("?axe=ailleurs&tri=ailleurs&page=99", "T1 C1 C2 F1"),
        # Étude, Forum, Réseau, Usine.
        ("?tri=action", "F1 C2 T1 C1"),
        ("?tri=-action", "C1 T1 C2 F1"),
        ("?tri=statut", "F1 C1 T1 C2"),
        ("?tri=priorite", "F1 C1 T1 C2"),
        ("?tri=budget", "C2 C1 F1 T1"),
        ("?tri=-budget", "F1 C1 C2 T1"),
        ("?tri=echeance", "C2 T1 C1 F1"),
        ("?tri=confirmation", "F1 C1 C2 T1"),
    ],
)
def test_the_address_holds_what_is_searched_and_the_order(signed_in, various, query, expected):
    response = signed_in.get(plan_url(various, query))
    references = [row.action.reference for row in response.context["rows"]]
    assert references == expected.split()


def test_the_plans_of_a_region_are_one_after_the_other_and_narrow_to_one(client, various):
    beside = make_territory("Alpes", region=various.lead_region)
    make_action(beside, title="D’à côté")
    elsewhere = make_territory("Comminges", region=make_region("76", "Occitanie"))
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=various.lead_region))
    url = reverse("plans:region_plan", args=[various.lead_region.slug])

    def references(query: str) -> list[str]:
        return [row.action.reference for row in client.get(url + query).context["rows"]]

    assert references("") == ["", "T1", "C1", "C2", "F1"]
    assert references(f"?territoire={various.slug}&axe=competences") == ["C1", "C2"]
    assert references(f"?territoire={beside.slug}") == [""]
    # Not one of the region: it narrows nothing.
    assert len(references(f"?territoire={elsewhere.slug}")) == 5
    page = client.get(url + f"?territoire={beside.slug}").content.decode()
    assert "territoire\u00a0: Alpes" in page
    assert "Comminges" not in page


def test_budgets_add_up_by_axis_for_what_is_shown(signed_in, various):
    response = signed_in.get(plan_url(various))
    assert [(s.label, s.actions, s.budget, s.without_budget) for s in response.context["sums"]] == [
        ("Transition écologique et énergétique", 1, 0, 1),
        ("Compétences et recrutement", 2, 25_000_50, 0),
        ("Foncier industriel", 1, 100_000_00, 0),
        ("Total", 4, 125_000_50, 1),
    ]
    response = signed_in.get(plan_url(various, "?priorite=high"))
    assert response.context["sums"][-1].budget == 100_000_00


@pytest.mark.parametrize("query", ["", "?axe=competences&tri=-action", "?q=rien+de+tel"])
def test_the_files_hold_exactly_what_is_filtered(signed_in, various, query):
    listed = titles(signed_in.get(plan_url(various, query)))
    url = reverse("plans:territory_export", args=[various.slug, "csv"])
    response = signed_in.get(url + query)
    lines = response.getvalue().decode("utf-8-sig").splitlines()
    assert [line.split(";")[2] for line in lines[1:]] == listed
    named = response["Content-Disposition"]
    assert named.startswith('attachment; filename="plan-pays-de-saint-omer-')


def test_a_workbook_is_offered_too_and_nothing_else(signed_in, various):
    url = reverse("plans:territory_export", args=[various.slug, "xlsx"])
    assert signed_in.get(url).content.startswith(b"PK")
    url = reverse("plans:territory_export", args=[various.slug, "docx"])
    assert signed_in.get(url).status_code == 404


def test_the_links_to_files_keep_the_search_and_leave_the_page(signed_in, various):
    page = signed_in.get(plan_url(various, "?axe=competences&page=1")).content.decode()
    url = reverse("plans:territory_export", args=[various.slug, "csv"])
    assert f'href="{url}?axe=competences"' in page


def test_folded_filters_say_how_many_hide_something(signed_in, various):
    def folded(query: str = "") -> str:
        page = signed_in.get(plan_url(various, query)).content.decode()
        return page.split("<summary")[1].split(">", 1)[1].split("<")[0]

    assert folded() == "Filtrer"
    assert folded("?axe=competences&statut=to_start") == "Filtrer (2)"


def test_a_filter_says_how_many_actions_it_hides(signed_in, territory):
    for axis in ("competences", "foncier", "foncier"):
        make_action(territory, axis=axis)
    counts = [
        signed_in.get(plan_url(territory, query)).context["hidden_count"]
        for query in ("", "?axe=foncier", "?axe=competences", "?axe=innovation")
    ]
    assert counts == [0, 1, 2, 3]
    page = signed_in.get(plan_url(territory, "?axe=competences")).content.decode()
    assert '<strong>1\u00a0action</strong><span class="quiet">, 2\u00a0masquées</span>' in page


def test_the_sums_of_a_group_open_on_its_actions(signed_in, territory):
    make_action(territory, axis="foncier", planned_budget=10_00, status=Status.DONE)
    make_action(territory, axis="foncier", planned_budget=5_00)

    def opened(query: str) -> list[str]:
        return [each.query for each in signed_in.get(plan_url(territory, query)).context["groups"]]

    assert opened("?page=1&tri=-budget") == [""]
    assert opened("") == ["axe=foncier"]
    both = "grouper=statut&suivi=a-confirmer"
    Action.objects.update(confirmed_on=date(2020, 1, 1))
    assert opened(f"?{both}") == [f"{both}&statut=to_start"]
    listed = signed_in.get(plan_url(territory, "?grouper=statut&statut=to_start&tri=-budget"))
    assert [row.action.planned_budget for row in listed.context["rows"]] == [5_00]
    # The name of a lead may be in that of another one: it is then asked for in quotes.
    for lead in ("CC", "CC du Val", ""):
        make_action(territory, lead=lead)
    assert opened("?grouper=porteur&statut=to_start") == [
        "grouper=porteur&statut=to_start&porteur=Sans+porteur",
        "grouper=porteur&statut=to_start&porteur=%22CC%22",
        "grouper=porteur&statut=to_start&porteur=%22CC+du+Val%22",
    ]
    sums = signed_in.get(plan_url(territory, "?statut=done")).context["sums"]
    assert [line.list_url for line in sums] == [
        plan_url(territory, "?statut=done&axe=foncier"),
        plan_url(territory, "?statut=done"),
    ]


def test_columns_where_nothing_stands_leave_their_room(signed_in, territory):
    def columns(query: str = "") -> list[str]:
        listing = signed_in.get(plan_url(territory, query)).context["listing"]
        return [column.key for column in listing.columns if column.key in ("accorde", "etape")]

    action = make_action(territory)
    assert columns() == []
    # Asked for, they are there.
    assert columns("?colonnes=accorde,etape") == ["accorde", "etape"]
    Milestone.objects.create(action=action, title="Comité", done=False)
    assert columns() == ["etape"]


def test_a_printed_plan_says_when_and_what_it_was_narrowed_to(signed_in, various):
    page = signed_in.get(plan_url(various, "?axe=competences&q=usine")).content.decode()
    assert (
        '<p class="print-only">Au 27\u00a0mai 2025 ; référence, intitulé ou porteur\u00a0: usine'
        " ; axe\u00a0: Compétences et recrutement</p>"
    ) in page.replace("\u00a0;", " ;")


@pytest.mark.parametrize(("days", "is_stale"), [(89, False), (90, False), (91, True)])
def test_an_action_is_to_be_confirmed_after_ninety_days(signed_in, territory, days, is_stale):
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC) - timedelta(days=days)):
        make_action(territory)
    assert Action.objects.filter(stale(clock.today())).exists() == is_stale
    page = signed_in.get(plan_url(territory))
    assert "À confirmer (plus de 90 jours)" in page.content.decode()
    assert [row.is_stale for row in page.context["rows"]] == [is_stale]
    assert ('<span class="stale"' in page.content.decode()) == is_stale


def test_a_whole_reference_finds_that_action_alone(signed_in, various):
    make_action(various, reference="1.01", title="Une")
    make_action(various, reference="2.01", title="Deux")
    assert titles(signed_in.get(plan_url(various, "?q=1.01"))) == ["Une"]
    assert len(titles(signed_in.get(plan_url(various, "?q=01")))) == 2
