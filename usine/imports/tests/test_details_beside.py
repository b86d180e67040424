"""A financing and steps that stand in sheets beside the plan are those of its actions."""

from datetime import date

import pytest

from usine.imports.details import weighed_by
from usine.imports.models import ImportRow
from usine.imports.tables import table_of
from usine.ledger.models import Event
from usine.plans.models import Action
from usine.reading.tests.spreadsheets import xlsx
from usine.values.dates import PartialDate

from .imports import ECOLE, FRICHE, bring, csv, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PLAN = [("N°", "Axe", "Action", "Budget (€)"), ("A1", "Foncier", "Friche", 100_000)]
FUNDING = [("N°", "Financeur", "Demandé (€)"), ("A1", "Région", 60_000), ("A1", "État", "à voir")]
STEPS = [("N°", "Étape", "Date"), ("A1", "Étude", "01/03/2026")]


def workbook(funding=FUNDING) -> bytes:
    return xlsx(sheets={"Plan": PLAN, "Financement": funding, "Jalons": STEPS})


def test_an_action_has_the_lines_of_the_sheets_beside(territory, manager):
    bring(territory, workbook(), filename="plan.xlsx", by=manager)
    [action] = Action.objects.all()
    lines = [(each.funder, each.asked) for each in action.funding.standing()]
    assert lines == [("region", 60_000_00), ("etat", None)]
    steps = [(each.title, each.due) for each in action.milestones.standing()]
    assert steps == [("Étude", PartialDate(date(2026, 3, 1)))]
    events = Event.objects.count()
    bring(territory, workbook(), filename="plan.xlsx", by=manager)
    assert Event.objects.count() == events


def test_what_is_to_complete_there_is_told_with_its_sheet(territory, manager, client):
    client.force_login(manager)
    preview = send(territory, workbook(), by=manager, filename="plan.xlsx")
    [row] = ImportRow.objects.all()
    assert [(each["sheet"], each["cell"]) for each in row.incomplete] == [("Financement", "C3")]
    assert "à voir" in text(client.get(url("import", preview)))


def boxes(plan_import) -> list[str]:
    [line] = table_of(plan_import.rows.filter(position=0)).lines
    return [box.label for cell in line.cells for box in cell.boxes]


def test_cells_are_named_with_their_sheet_when_the_file_has_several(territory, manager):
    preview = send(territory, workbook(), by=manager, filename="plan.xlsx")
    assert boxes(preview) == ["Financement!C3"]
    slip = [PLAN[0], (*PLAN[1][:3], 1)]
    preview = send(territory, xlsx(sheets={"Plan": slip, "Jalons": STEPS}), filename="plan.xlsx")
    [doubt] = preview.rows.get().doubts
    assert doubt["message"].startswith("Plan!D2\u00a0: «\u00a01\u00a0».")


def test_a_cell_of_the_only_sheet_goes_by_itself(territory):
    preview = send(territory, csv((*FRICHE[:6], "bientôt", ""), ECOLE))
    assert boxes(preview) == ["G2"]


def test_a_row_without_the_cell_of_a_doubt_is_named_by_its_line(territory, manager):
    [row] = send(territory, workbook(), by=manager, filename="plan.xlsx").rows.all()
    assert (row.told_name("D2"), row.told_name("ligne 2")) == ("Plan!D2", "ligne 2")


def test_the_sum_of_a_financing_says_which_amounts_it_adds(territory, manager):
    preview = send(territory, workbook(), by=manager, filename="plan.xlsx")
    [line] = table_of(preview.rows.all()).lines
    [new] = [cell.new for cell in line.cells if cell.field.name == "funding"]
    assert new == "2\u00a0lignes, 60\u00a0000\u00a0€ (demandé)"
    granted, asked = {"granted": 1, "asked": 2}, {"granted": None, "asked": 3}
    assert weighed_by([asked, granted]) == "accordé, à défaut demandé"
    assert (weighed_by([{"planned": 1}, {}]), weighed_by([])) == ("", "")


def test_communes_of_no_territory_are_one_cell_to_complete_on_its_line(territory):
    card = [("Intitulé", "Hub"), ("Axe", "Foncier"), ("Communes", "Le Port, La Possession")]
    cards = {"Fiche 1": card, "Fiche 2": [("Intitulé", "Halle"), *card[1:2], ("Porteur", "EPF")]}
    preview = send(territory, xlsx(sheets=cards), filename="fiches.xlsx")
    [entry] = preview.rows.get(position=0).incomplete
    assert (entry["row"], entry["cell"], entry["words"]) == (3, "B3", "Le Port, La Possession")
    assert "ces noms" in entry["why"]
