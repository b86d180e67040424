"""Refused rows come back as a spreadsheet, with their reasons."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.test import Client

from usine.imports.models import PlanImport
from usine.ledger.queries import head
from usine.plans.models import Action
from usine.reading.tests.spreadsheets import xlsx

from .imports import csv, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

WRONG = ("X1", "Tourisme", "Musée", "CCI", "beaucoup", "Réalisée", "2024", "2025")


def rejected(client: Client, plan_import: PlanImport) -> openpyxl.Workbook:
    response = client.get(url("rejected_rows", plan_import))
    name = f'attachment; filename="lignes-refusees-{plan_import.pk}.xlsx"'
    assert response["Content-Disposition"] == name
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_refused_rows_come_back_with_their_reasons_and_go_in_once_corrected(signed_in, territory):
    header = ("N°", "Axe", "Action", "Budget", "Début", "Vu")
    content = xlsx(
        header,
        ("A1", "Foncier", "Friche", 10, None, True),
        ("=1+1", "Tourisme", "Musée", 12.5, date(2025, 1, 2), True),
    )
    upload(signed_in, territory.slug, content, name="plan.xlsx")
    plan_import = PlanImport.objects.get()
    signed_in.post(url("submit", plan_import))
    assert Action.objects.count() == 1

    book = rejected(signed_in, plan_import)
    assert book.sheetnames == ["Plan", "Registre"]
    last = head()
    assert [cell.value for cell in book["Registre"][2]] == [last.number, last.seal]
    titles, row = book["Plan"].iter_rows()
    assert [cell.value for cell in titles] == [*header, "Motif du refus"]
    assert [cell.value for cell in row[:6]] == [
        "=1+1",
        "Tourisme",
        "Musée",
        12.5,
        datetime(2025, 1, 2),
        True,
    ]
    assert row[0].data_type == "s"
    why = "B3 du fichier envoyé\u00a0: «\u00a0Tourisme\u00a0» n’est pas un axe"
    assert row[6].value.startswith(why)

    row[1].value = "Foncier"
    corrected = io.BytesIO()
    book.save(corrected)
    page = upload(signed_in, territory.slug, corrected.getvalue(), name="plan.xlsx")
    assert page.context["import"].counts["created"] == 1
    assert page.context["import"].counts["rejected_rows"] == 0
    # The sheet of the ledger is nobody's plan.
    assert [part["sheet"] for part in page.context["import"].ignored] == ["Registre"]


def test_an_axis_that_a_sheet_gives_comes_back_as_a_column(signed_in, territory):
    header = ("N°", "Action", "Budget")
    sheets = {
        "Axe 1 - TEE": [header, ("A1", "Hydrogène", "12 M€"), ("A1", "Solaire", "beaucoup")],
        "Divers": [header, ("D1", "Friche", "beaucoup")],
    }
    upload(signed_in, territory.slug, xlsx(sheets=sheets), name="plan.xlsx")
    book = rejected(signed_in, PlanImport.objects.get())
    first = [cell.value for cell in book["Axe 1 - TEE"][2]]
    assert first[:4] == ["A1", "Solaire", "beaucoup", "Transition écologique et énergétique"]
    assert [cell.value for cell in book["Divers"][1]] == [*header, "Axe", "Motif du refus"]
    assert book["Divers"]["D2"].value is None
    assert "Budget" not in book["Divers"]["E2"].value.split("\n")[0]


def test_refused_rows_of_a_csv_come_back_in_a_sheet_of_their_own(signed_in, territory):
    upload(signed_in, territory.slug, csv(WRONG))
    assert rejected(signed_in, PlanImport.objects.get()).sheetnames == [
        "Plan d’actions",
        "Registre",
    ]
