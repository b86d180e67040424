"""A financing and steps that stand in sheets beside the plan are those of its actions."""

from datetime import date

import pytest

from usine.imports.models import ImportRow
from usine.ledger.models import Event
from usine.plans.models import Action
from usine.reading.tests.spreadsheets import xlsx
from usine.values.dates import PartialDate

from .imports import bring, send, text, url

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
