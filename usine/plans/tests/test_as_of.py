"""The plan as it stood a day: `?au=2025-03-01`."""

import io
import re
from datetime import date, timedelta
from html import escape, unescape

import openpyxl
import pytest
from django.urls import reverse

from usine.ledger.queries import balance
from usine.pages.returning import leading_back
from usine.people.roles import Role
from usine.plans import blocking, budgets, corrections, funding, operations
from usine.plans.as_of import as_of
from usine.plans.listing import came_from, neighbours
from usine.plans.measures import ACTIONS, BUDGETS
from usine.plans.models import Action, StatusChange
from usine.plans.states import Status
from usine.values.dates import PartialDate
from usine.values.formats import format_day

from .conftest import made_today
from .factories import make_action, make_region, make_territory, make_user
from .pages import plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
THEN = date(2025, 3, 1)


def on(month: int, day: int = 1) -> date:
    return date(2025, month, day)


@made_today
def moved(territory) -> dict[str, Action]:
    """Actions that all moved since the first of March 2025."""
    before, after = on(2), on(4)
    started = make_action(
        territory, title="Friche", planned_budget=100_00, end=PartialDate(on(3, 31))
    )
    operations.step(started, "start", by=None, effective_on=after)
    operations.change(
        started, values={"planned_budget": 300_00}, budget_on=after, version=2, by=None
    )
    asked = funding.add_funding(started, values={"funder": "region", "granted": 10_00}, by=None)
    asked.amounts.update(effective_on=before)
    funding.change_funding(asked, values={"granted": 40_00}, version=1, by=None, effective_on=on(5))
    blocked = make_action(territory, title="Usine", status=Status.IN_PROGRESS, axis="innovation")
    blocking.block(blocked, kind="land", words="Sol", by=None, effective_on=before)
    blocking.lift_block(blocked, words="Dépollué", by=None, effective_on=after)
    withdrawn = make_action(territory, title="Doublon", planned_budget=5_00)
    operations.withdraw(withdrawn, reason="Doublon", by=None, on=after)
    late = make_action(territory, title="Nouvelle", effective_on=after)
    return {
        each.title: Action.objects.get(pk=each.pk) for each in (started, blocked, withdrawn, late)
    }


def read(page) -> dict[str, tuple]:
    return {
        row.action.title: (row.action.status, row.action.planned_budget, row.action.granted)
        for row in page.context["rows"]
    }


def test_a_plan_is_read_as_it_stood(signed_in, territory, moved):
    page = signed_in.get(plan_url(territory, f"?au={THEN}"))
    assert read(page) == {
        "Friche": ("to_start", 100_00, 10_00),
        "Doublon": ("to_start", 5_00, None),
        "Usine": ("in_progress", None, None),
    }
    assert [row.action.title for row in page.context["rows"] if row.action.is_blocked] == ["Usine"]
    now = signed_in.get(plan_url(territory))
    assert read(now) == {
        "Friche": ("in_progress", 300_00, 40_00),
        "Usine": ("in_progress", None, None),
        "Nouvelle": ("to_start", None, None),
    }


def test_each_day_agrees_with_the_ledger(territory, moved):
    for month in range(1, 6):
        day = on(month, 15)
        actions = list(as_of(Action.objects.filter(territory=territory), day))
        counted: dict[tuple, int] = {}
        for each in actions:
            counted[each.axis, each.status] = counted.get((each.axis, each.status), 0) + 1
        assert counted == balance(ACTIONS.code, as_of=day, by=("axis", "state"))
        total = sum(each.planned_budget or 0 for each in actions)
        assert total == balance(BUDGETS.code, as_of=day).get((), 0)


def test_a_correction_moves_the_past_and_what_had_no_status_is_unknown(territory):
    action = make_action(territory, title="Friche", status=Status.DONE)
    change = action.status_changes.get()
    corrections.correct_status(
        change, status=Status.IN_PROGRESS, effective_on=on(2), reason="Erreur", by=None
    )
    told = {
        day: as_of(Action.objects.all(), day).get().status
        for day in (date(2024, 6, 1), on(2), on(3))
    }
    assert told == {date(2024, 6, 1): "unknown", on(2): "in_progress", on(3): "in_progress"}
    assert StatusChange.objects.count() == 2


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", ["Usine", "Doublon", "Friche"]),
        ("&statut=to_start", ["Doublon", "Friche"]),
        ("&statut=in_progress", ["Usine"]),
        ("&suivi=bloquees", ["Usine"]),
        ("&tri=-budget", ["Friche", "Doublon", "Usine"]),
        ("&tri=statut", ["Friche", "Doublon", "Usine"]),
        ("&tri=accorde", ["Friche", "Usine", "Doublon"]),
        # The end of March is not past on the first.
        ("&suivi=en-retard", []),
        # What has no date narrows nothing, and orders nothing.
        ("&suivi=retirees", ["Usine", "Doublon", "Friche"]),
        ("&suivi=a-confirmer&tri=confirmation", ["Usine", "Doublon", "Friche"]),
    ],
)
def test_it_is_searched_and_ordered_as_it_stood(signed_in, territory, moved, query, expected):
    # In one axis, titles order it.
    Action.objects.filter(title="Doublon").update(reference="A1")
    assert titles(signed_in.get(plan_url(territory, f"?au={THEN}{query}"))) == expected


@pytest.mark.parametrize(
    ("query", "asked"),
    [
        ("suivi=retirees", "Suivi\u00a0: Retirées du plan"),
        ("suivi=a-confirmer", "Suivi\u00a0: À confirmer (plus de 90 jours)"),
        ("aconfirmer=2025-01-01", "Pas confirmées depuis le"),
    ],
)
def test_what_a_day_of_the_past_cannot_tell_is_said(signed_in, territory, moved, query, asked):
    page = signed_in.get(plan_url(territory, f"?au={THEN}&{query}"))
    form = page.context["form"]
    assert form.ignored == [
        f"«\u00a0{asked}\u00a0»\u00a0: cela ne se dit que d’aujourd’hui, "
        "la liste n’en tient pas compte."
    ]
    assert (form.errors, form.asked, form.criteria) == ({}, {}, [])
    assert form.ignored[0] in page.content.decode()
    # Asked of today, it narrows the list.
    for today in ("", "au=2025-05-27&"):
        now = signed_in.get(plan_url(territory, f"?{today}{query}")).context["form"]
        assert (now.ignored, list(now.asked)) == ([], [query.partition("=")[0]])


def test_a_choice_that_is_not_offered_is_said_without_its_word(signed_in, territory, moved):
    page = signed_in.get(plan_url(territory, "?axe=bidule&statut=done"))
    form = page.context["form"]
    assert form.ignored == [
        "«\u00a0Axe\u00a0»\u00a0: ce choix n’existe pas ici, la liste n’en tient pas compte."
    ]
    assert (form.errors, form.asked) == ({}, {"statut": "done"})
    assert "bidule" not in re.sub(r'"[^"]*"', "", page.content.decode())


def test_what_was_late_is(signed_in, territory, moved):
    Action.objects.filter(title="Friche").update(status=Status.DONE)
    page = signed_in.get(plan_url(territory, "?au=2025-04-01&suivi=en-retard"))
    assert [row.is_late for row in page.context["rows"]] == [True]


def test_groups_and_sums_are_of_the_day(signed_in, territory, moved):
    page = signed_in.get(plan_url(territory, f"?au={THEN}&grouper=statut"))
    assert [(g.label, g.count, g.budget) for g in page.context["groups"]] == [
        ("À initier", 2, 105_00),
        ("En cours de réalisation", 1, 0),
    ]
    whole = page.context["sums"]
    assert [(line.label, line.actions, line.budget, line.without_budget) for line in whole] == [
        ("Innovation", 1, 0, 1),
        ("Foncier industriel", 2, 105_00, 0),
        ("Total", 3, 105_00, 1),
    ]
    assert whole[-1].budget_url.endswith(f"?mesure=budget&au={THEN}")
    found = signed_in.get(plan_url(territory, f"?au={THEN}&statut=to_start")).context["sums"]
    assert found[-1].budget == 105_00
    standing = page.context["standing"]
    assert (standing.actions, standing.going) == (3, 1)
    [(key, words, address)] = page.context["attention"]
    assert (key, words) == ("bloquees", "1\u00a0bloquée")
    assert address == plan_url(territory, f"?suivi=bloquees&au={THEN}")


def test_nothing_is_written_in_the_past(signed_in, territory, moved):
    response = signed_in.get(plan_url(territory, f"?au={THEN}&tri=-budget"))
    assert not any(
        row.steps or row.may_edit or row.may_reinstate for row in response.context["rows"]
    )
    page = response.content.decode()
    assert "Tel qu’il était le 1er\u00a0mars 2025" in page
    assert response.context["today_url"] == "?tri=-budget"
    for absent in ('name="ligne"', "/cellule/", "Importer", "Ajouter une action", "Confirmer"):
        assert absent not in page
    keys = [column.key for column in response.context["listing"].columns]
    assert keys == [
        *("reference", "action", "statut", "porteur", "echeance", "budget", "accorde"),
    ]
    offered = {column.key for column, _ in response.context["listing"].offered}
    assert not offered & {"note", "etape", "confirmation", "retrait"}


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("2025-02-31", "Saisissez une date valide"),
        ("hier", "Saisissez une date valide"),
        ("2025-05-28", "Le 28\u00a0mai 2025 est dans le futur"),
    ],
)
def test_another_day_is_refused_in_a_sentence(signed_in, territory, day, why):
    for address in (
        plan_url(territory),
        reverse("plans:territory_export", args=[territory.slug, "xlsx"]),
    ):
        response = signed_in.get(f"{address}?au={day}")
        assert response.status_code == 400
        assert why in str(response.context["why"])
        assert f'href="{plan_url(territory)}"' in response.content.decode()


def test_today_is_the_plan_itself(signed_in, territory, moved):
    page = signed_in.get(plan_url(territory, "?au=2025-05-27"))
    assert page.context["plan"].day is None
    assert page.context["may_edit"]


def test_the_file_of_a_day_is_of_that_day(signed_in, territory, moved):
    [(label, files)] = signed_in.get(plan_url(territory, f"?au={THEN}")).context["files"]
    assert label == "Ces colonnes"
    response = signed_in.get(dict(files)["XLSX"])
    name = f"plan-pays-de-saint-omer-au-{THEN}.xlsx"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    page, *_ = openpyxl.load_workbook(io.BytesIO(response.content)).worksheets
    rows = [[cell.value for cell in row] for row in page.iter_rows()]
    assert rows[0] == [
        *("Référence", "Intitulé", "Statut", "Porteur", "Fin", "Budget prévisionnel (€)"),
        *("Total accordé (€)", "Axe"),
    ]
    assert {row[1]: (row[2], row[5], row[6]) for row in rows[1:]} == {
        "Friche": ("À initier", 100, 10),
        "Doublon": ("À initier", 5, None),
        "Usine": ("En cours de réalisation", None, None),
    }
    address = reverse("plans:territory_export", args=[territory.slug, "csv"])
    lines = signed_in.get(f"{address}?au={THEN}").getvalue().decode().splitlines()
    assert len(lines) == 4


def test_the_sheet_leads_from_one_to_the_next_of_the_day(signed_in, territory, moved, rf):
    request = rf.get("/", {"retour": plan_url(territory, f"?au={THEN}")})
    request.user = make_user(Role.PROJECT_MANAGER, territory=territory)
    listing = came_from(request, today=on(5, 27))
    assert listing is not None
    around = neighbours(moved["Doublon"], listing)
    assert around is not None
    assert around.count == 3
    request = rf.get("/", {"retour": plan_url(territory, "?au=hier")})
    request.user = make_user(Role.PROJECT_MANAGER, territory=territory)
    assert came_from(request, today=on(5, 27)) is None


def test_the_sheet_says_that_it_is_of_today(signed_in, territory, moved):
    action = moved["Doublon"]
    there = plan_url(territory, f"?au={THEN}&tri=-budget")
    sheet = leading_back(action.get_absolute_url(), there)
    text = "Cette fiche est celle d’aujourd’hui, non celle du"
    page = signed_in.get(sheet).content.decode()
    assert f"{text} {format_day(THEN)}" in page
    assert f'href="{escape(there)}#action-{action.pk}">Revenir au plan tel qu’il était' in page
    # The next one says it too.
    [following] = re.findall(r'rel="next" href="([^"]*)"', page)
    assert text in signed_in.get(unescape(following)).content.decode()
    for other in (plan_url(territory), plan_url(territory, "?au=2025-05-27"), ""):
        today = signed_in.get(leading_back(action.get_absolute_url(), other))
        assert text not in today.content.decode()


def test_a_tick_of_a_list_of_the_past_is_of_today(signed_in, territory, moved):
    address = reverse("plans:download_chosen", args=[territory.slug])
    sent = {"ligne": [moved["Nouvelle"].pk], "retour": plan_url(territory, "?au=hier")}
    assert signed_in.post(address, sent).content.startswith(b"PK")


@pytest.mark.parametrize("count", [1, 3])
def test_a_day_of_a_region_costs_the_same(client, territory, count, django_assert_num_queries):
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region))
    url = reverse("plans:region_plan", args=[territory.lead_region.slug])
    elsewhere = make_territory(region=make_region("76", "Occitanie"))
    make_action(elsewhere, title="Action d’ailleurs")
    for _ in range(count):
        make_action(territory, planned_budget=1_00)
    with django_assert_num_queries(16):
        page = client.get(f"{url}?au={THEN}&q=action")
    assert page.context["page"].paginator.count == count


def test_two_facts_of_one_day_the_last_recorded_holds(territory):
    action = make_action(territory, planned_budget=1_00)
    for amount in (2_00, 3_00):
        action.refresh_from_db()
        operations.change(
            action, values={"planned_budget": amount}, version=action.version, by=None
        )
    today = on(5, 27)
    assert as_of(Action.objects.all(), today).get().planned_budget == 3_00
    assert as_of(Action.objects.all(), today - timedelta(days=1)).get().planned_budget == 1_00
    assert budgets.latest_budgets([action])[action.pk].amount == 3_00
