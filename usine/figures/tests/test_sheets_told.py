"""What action sheets add to a bilan, each figure with its evidence."""

import json
from datetime import date
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from usine.figures.indicators import RESULTS
from usine.figures.units import as_number, written_amount
from usine.plans import blocking, funding, results
from usine.plans.formats import as_counted
from usine.plans.lapsing import lapse
from usine.plans.models import Action

from .conftest import SECRET

APRIL = date(2025, 4, 1)
FIGURES = {
    "emplois-crees-vises": "120",
    "hectares-constates": "3,5\u00a0ha",
    "co2-vises": "1\u00a0200\u00a0t",
}


@pytest.fixture
def sheets(programme):
    """The sheets of two actions; what they say is true since April."""
    first, second = Action.objects.filter(restricted=False).order_by("pk")[:2]
    for action, year in ((first, 2024), (first, 2025), (second, 2025)):
        values = {"funder": "region", "year": year, "granted": 1_000_50}
        funding.add_funding(action, values=values, effective_on=APRIL, by=None)
    area, weight = as_counted("hectares", Decimal("3.5")), as_counted("co2", Decimal(1_200))
    for values in (
        {"code": "jobs_created", "target": 120, "measured": 40},
        {"code": "hectares", "measured": area},
        {"code": "co2", "target": weight},
    ):
        results.add_result(first, values=values, effective_on=APRIL, by=None)
    halls = Action.objects.get(title="Halle de prototypage")
    blocking.block(halls, kind="land", words="Terrain pollué", effective_on=APRIL, by=None)
    return first


def figures(capsys, *arguments: str) -> dict:
    call_command("bilan", "--format", "json", *arguments)
    return json.loads(capsys.readouterr().out)


def test_the_bilan_tells_them_at_any_date(sheets, capsys):
    now = figures(capsys, "--as-of", "2025-05-27")
    assert (now["funding_granted_eur"], now["blocked"]) == (3001.5, 1)
    assert now["results"] == {
        "jobs_created": {"target": 120, "measured": 40},
        "jobs_kept": {"target": 0, "measured": 0},
        "plants": {"target": 0, "measured": 0},
        "people_trained": {"target": 0, "measured": 0},
        "hectares": {"target": 0, "measured": 3.5},
        "co2": {"target": 1200, "measured": 0},
    }
    before = figures(capsys, "--as-of", "2025-03-31")
    assert (before["funding_granted_eur"], before["blocked"]) == (0, 0)
    assert {each["target"] for each in before["results"].values()} == {0}
    elsewhere = figures(capsys, "--territory", "vosges")
    assert (elsewhere["funding_granted_eur"], elsewhere["blocked"]) == (0, 0)


def test_money_and_blockages_are_for_mandates_and_results_for_all(sheets, programme, client):
    address = reverse("figures:territory_export", args=["audomarois", "json"])
    public = json.loads(client.get(f"{address}?au=2025-05-27").content)
    assert not {"funding_granted_eur", "blocked", "budget_planned_eur"} & public.keys()
    assert public["results"]["jobs_created"] == {"target": 120, "measured": 40}
    client.force_login(programme.manager)
    told = json.loads(client.get(f"{address}?au=2025-05-27").content)
    assert (told["funding_granted_eur"], told["blocked"]) == (3001.5, 1)


def evidence(client, measure: str):
    address = reverse("figures:territory_evidence", args=["audomarois"])
    return client.get(f"{address}?au=2025-05-27&mesure={measure}")


def test_each_opens_on_its_evidence(sheets, programme, client):
    client.force_login(programme.manager)
    granted = evidence(client, "financements-accordes")
    assert granted.context["written_total"] == "3\u00a0001,50\u00a0€"
    assert sorted(line.written for line in granted.context["lines"]) == [
        "1\u00a0000,50\u00a0€",
        "2\u00a0001\u00a0€",
    ]
    for measure, total in FIGURES.items():
        page = evidence(client, measure)
        assert page.context["written_total"] == total
        assert [line.written for line in page.context["lines"]] == [total]
    blocked = evidence(client, "bloquees")
    assert [line.label for line in blocked.context["lines"]] == ["Halle de prototypage"]
    address = reverse("figures:territory_evidence_export", args=["audomarois"])
    file = client.get(f"{address}?au=2025-05-27&mesure=hectares-constates").content.decode()
    assert file.splitlines()[1].split(";")[-1] == "3,5"


def test_freshness_is_a_share_of_open_actions(sheets, programme, client, capsys):
    client.force_login(programme.manager)
    page = evidence(client, "a-jour")
    assert [line.label for line in page.context["lines"]] == [SECRET]
    assert "réalisées ou en cours" not in page.content.decode()
    assert share_up_to_date(capsys) == 0.5
    lapse(by=None)
    assert share_up_to_date(capsys) == 0


def share_up_to_date(capsys) -> float:
    told = figures(capsys, "--territory", "audomarois", "--as-of", "2025-05-27")
    return told["share_up_to_date"]


def test_the_evidence_of_money_is_for_mandates(sheets, client):
    assert evidence(client, "financements-accordes").status_code in (302, 403)
    assert evidence(client, "emplois-crees-vises").status_code == 200


def test_the_csv_gives_each_in_its_unit(sheets, capsys):
    call_command("bilan", "--format", "csv", "--as-of", "2025-05-27")
    rows = [line.split(";") for line in capsys.readouterr().out.splitlines()]
    values = {row[3]: row[6] for row in rows if not row[4]}
    assert (values["financements-accordes"], values["hectares-constates"]) == ("3001,50", "3,5")
    assert (values["bloquees"], values["co2-vises"]) == ("1", "1200")


def test_amounts_as_read():
    assert [as_number(n, unit) for n, unit in ((5, "count"), (35_000, "m2"), (50, "cents"))] == [
        *(5, 3.5, 0.5)
    ]
    assert written_amount(20_000, "m2") == "2\u00a0ha"
    assert len(RESULTS) == 6
