"""The columns of the sheets that stand beside the plan are corrected as those of the plan."""

import json

import pytest

from usine.imports import operations
from usine.imports.giving import given_fields, new_fields
from usine.imports.models import ColumnMeaning, ImportRow, PlanImport
from usine.imports.queries import remembered_in
from usine.imports.replies import replies_to
from usine.plans.models import Action
from usine.reading.tests.spreadsheets import xlsx

from .imports import bring, send, text, upload, url
from .test_plan_commands import as_json, run

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

PLAN = [("N°", "Axe", "Action", "Budget (€)"), ("A1", "Foncier", "Friche", 100_000)]
FUNDING = [("N°", "Bailleur", "Montant (€)"), ("A1", "Région", 60_000)]
PAID = [("N°", "Financeur", "Versé (€)", "Avis"), ("A1", "Région", 60_000, "Favorable")]
STEPS = [("Bidule", "Étape", "Date"), ("Friche", "Étude", "01/03/2026")]
BACKER = "financement!bailleur"


def workbook(funding=FUNDING, **others) -> bytes:
    return xlsx(sheets={"Plan": PLAN, "Financement": funding, **others})


def funders(action: Action) -> list[tuple[str, int]]:
    return [(each.funder, each.planned) for each in action.funding.standing()]


def test_a_column_set_aside_beside_is_taken_from_the_preview(signed_in, territory):
    page = upload(signed_in, territory.slug, workbook(), name="plan.xlsx")
    [preview] = PlanImport.objects.all()
    asked = url("understand", preview)
    [rank] = [n for n, key in enumerate(preview.headers) if key == BACKER]
    assert f'{asked}#id_colonne-{rank}">La prendre' in text(page)
    assert "Financement, B, « Bailleur » : <span" in text(page)
    form = signed_in.get(asked).context["form"]
    name = f"colonne-{rank}"
    field = form.fields[name]
    assert (field.label, field.help_text) == (
        "Bailleur",
        "Financement, colonne B. Exemples\u00a0: «\u00a0Région\u00a0».",
    )
    assert [code for code, _ in field.choices] == [
        *("aucun", "reference", "title", "start", "end", "period", "steps", "funding")
    ]
    data = {each: form.fields[each].initial for each in form.headers} | {name: "funding"}
    done = signed_in.post(asked, data, follow=True)
    assert "Le fichier est relu avec ces colonnes" in text(done)
    assert "« <strong>Financement › Bailleur</strong> » : Financements" in text(done)
    preview.refresh_from_db()
    assert preview.meanings == {BACKER: "funding"}
    [reply] = replies_to(preview).columns
    assert reply.anchor == f"id_colonne-{rank}"
    signed_in.post(url("submit", preview))
    assert funders(Action.objects.get()) == [("region", 60_000_00)]


def test_what_is_said_of_a_column_beside_is_remembered_and_forgotten(territory, manager):
    done = bring(territory, workbook(), filename="plan.xlsx", by=manager)
    assert funders(Action.objects.get()) == []
    preview = send(territory, workbook(), filename="plan.xlsx", by=manager)
    preview = operations.understand(preview, meanings={BACKER: "funding"}, by=manager)
    done = operations.apply(preview, by=manager)
    assert done.counts["updated"] == 1
    assert ColumnMeaning.objects.get().written == "Financement › Bailleur"
    later = send(territory, workbook(), filename="plan.xlsx", by=manager)
    assert remembered_in(later) == {BACKER: "funding"}
    later = operations.forget_columns(later, by=manager)
    assert (remembered_in(later), ColumnMeaning.objects.count()) == ({}, 0)
    assert ImportRow.objects.get(plan_import=later).details == {}


def test_a_sheet_of_which_nothing_is_read_is_taken_from_its_columns(signed_in, territory):
    page = upload(signed_in, territory.slug, workbook(Jalons=STEPS), name="plan.xlsx")
    [preview] = PlanImport.objects.all()
    asked = url("understand", preview)
    rank = preview.headers.index("jalons!bidule")
    assert f'{asked}#id_colonne-{rank}">La prendre' in text(page)
    form = signed_in.get(asked).context["form"]
    data = {each: form.fields[each].initial for each in form.headers}
    signed_in.post(asked, data | {f"colonne-{rank}": "title"})
    [row] = preview.rows.all()
    assert [step["title"] for step in row.details["steps"]] == ["Étude"]


def test_a_sheet_beside_that_is_corrected_says_of_which_action_its_lines_are(signed_in, territory):
    upload(signed_in, territory.slug, workbook(PAID, Jalons=STEPS), name="plan.xlsx")
    [preview] = PlanImport.objects.all()
    asked = url("understand", preview)
    form = signed_in.get(asked).context["form"]
    names = {key: name for name, key in form.headers.items()}
    data = {each: form.fields[each].initial for each in form.headers}
    unnamed = data | {names["financement!n"]: "aucun"}
    refused = signed_in.post(asked, unnamed)
    assert refused.context["form"].non_field_errors() == [
        "Dites quelle colonne de la feuille «\u00a0Financement\u00a0» nomme l’action."
    ]
    nameless = signed_in.post(asked, data | {names["action"]: "aucun"})
    assert nameless.context["form"].non_field_errors() == [
        "Dites quelle colonne contient l’intitulé des actions."
    ]
    others = {names["financement!financeur"]: "aucun", names["financement!verse"]: "aucun"}
    signed_in.post(asked, unnamed | others)
    preview.refresh_from_db()
    assert set(preview.meanings) == {
        *("financement!n", "financement!financeur", "financement!verse")
    }


def test_rows_are_given_nothing_that_only_a_sheet_beside_has(territory, manager):
    preview = send(territory, workbook(Jalons=STEPS), filename="plan.xlsx", by=manager)
    assert list(given_fields(preview)) == ["axis", "planned_budget"]
    assert "end" in new_fields(preview)


def test_the_command_takes_the_columns_of_a_sheet_beside(territory, tmp_path):
    file, answers = tmp_path / "plan.xlsx", tmp_path / "answers.json"
    file.write_bytes(workbook(PAID))
    [aside] = as_json(file, territory)["aside"]
    assert (aside["sheet"], aside["column"]) == ("Financement", "financement!avis")
    answers.write_text(json.dumps({"columns": {"Financement!Avis": "steps"}}))
    run("import_plan", file, "--territory", territory.slug, "--answers", answers)
    assert [each.title for each in Action.objects.get().milestones.standing()] == ["Favorable"]
