"""« Corriger » where a row is not one line of one table: sheets of one action, blocks, lines."""

import pytest

from usine.imports import giving, settling
from usine.imports.cells import cells_of
from usine.imports.models import ImportRow, PlanImport
from usine.imports.tables import table_of
from usine.reading.tests.spreadsheets import Rows, xlsx

from .imports import ECOLE, FRICHE, HEADER, bring, csv, send, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

FIRST = [
    ("Fiche action",),
    ("Intitulé", "Friche papetière"),
    ("Axe", "Foncier"),
    ("Statut",),
    ("Porteur : CCI",),
    ("Budget (€)", "350000", "Fin", "bientôt"),
]
SECOND = [("Intitulé", "École de production"), ("Axe", "Compétences"), ("Budget (€)", "NC")]
CARDS: dict[str, Rows] = {"Fiche 1": FIRST, "Fiche 2": SECOND}


def rows_of(preview: PlanImport) -> list[ImportRow]:
    return list(preview.rows.order_by("position"))


def cells(row: ImportRow) -> dict[str, tuple[str, str]]:
    return {cell.name: (cell.field, cell.words) for cell in cells_of(row)}


def test_the_cells_of_a_sheet_about_one_action(territory):
    preview = send(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    first, second = rows_of(preview)
    assert cells(first) == {
        "Fiche 1!B2": ("title", "Friche papetière"),
        "Fiche 1!B3": ("axis", "Foncier"),
        "Fiche 1!A5": ("lead", "Porteur : CCI"),
        "Fiche 1!B6": ("planned_budget", "350000"),
        "Fiche 1!D6": ("end", "bientôt"),
        "Fiche 1!B4": ("status", ""),
    }
    assert cells(second) == {
        "Fiche 2!B1": ("title", "École de production"),
        "Fiche 2!B2": ("axis", "Compétences"),
        "Fiche 2!B3": ("planned_budget", "NC"),
    }
    assert (first.cell_of("planned_budget"), second.cell_of("status")) == ("B6", "ligne 1")


def test_they_are_corrected_there(territory):
    preview = send(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    written = {"Fiche 1!B4": "Réalisée", "Fiche 1!D6": "2026", "Fiche 2!B3": "12 k€"}
    preview = settling.settle(preview, cells=written, by=None)
    first, second = rows_of(preview)
    assert (first.status, first.values["end"]) == ("done", ["2026-01-01", "year"])
    assert (first.values["lead"], second.values["planned_budget"]) == ("CCI", 12_000_00)


def test_a_value_stays_beside_its_label(territory):
    preview = send(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    first, _ = rows_of(preview)
    preview = giving.give_value(preview, rows=[first.pk], field="lead", text="EPF", by=None)
    assert preview.corrections == {"Fiche 1!A5": "Porteur : EPF"}
    assert rows_of(preview)[0].values["lead"] == "EPF"


def test_a_row_of_two_blocks_side_by_side_has_its_own_cells(territory):
    left, right = FRICHE[:4], ("C1", "Compétences", "École de production", "UIMM")
    lines = [(*HEADER[:4], None, *HEADER[:4]), (*left, None, *right)]
    preview = send(territory, xlsx(*lines), filename="plan.xlsx")
    first, second = rows_of(preview)
    assert list(cells(first)) == ["Plan!A2", "Plan!B2", "Plan!C2", "Plan!D2"]
    assert list(cells(second)) == ["Plan!F2", "Plan!G2", "Plan!H2", "Plan!I2"]
    preview = settling.settle(preview, cells={"Plan!I2": "CMA"}, by=None)
    assert [row.values["lead"] for row in rows_of(preview)] == ["CCI", "CMA"]


def test_a_row_on_several_lines_has_the_cells_of_each(territory):
    header = ("N°", "Axe", "Action", "Budget (€)")
    lines = [("A1", "Foncier", "Halle", 1000), (None, None, None, 2000)]
    content = xlsx(header, *lines, merges=["A2:A3", "B2:B3", "C2:C3"])
    preview = send(territory, content, filename="plan.xlsx")
    assert list(cells(preview.rows.get())) == [
        *("Plan!A2", "Plan!B2", "Plan!C2", "Plan!D2", "Plan!D3"),
    ]


def test_a_plain_row_says_its_cells_by_its_number(territory):
    row = send(territory, csv((*FRICHE, "x"), header=(*HEADER, ""))).rows.get()
    assert row.places == []
    assert list(cells(row)) == [f"{letter}2" for letter in "ABCDEFGH"]


def test_a_sheet_about_one_action_is_corrected_from_the_page(signed_in, territory):
    preview = send(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    first, _ = rows_of(preview)
    at = {"corriger": first.pk, "lignes": "toutes"}
    page = text(signed_in.get(preview.get_absolute_url(), at))
    assert 'name="cellule:Fiche 1!B4" value=""' in page
    typed = {"cellule:Fiche 1!B4": "En cours", "avant:Fiche 1!B4": ""}
    signed_in.post(f"{url('settle', preview)}?lignes=toutes", typed)
    assert rows_of(preview)[0].status == "in_progress"


def test_a_doubt_names_the_cell_of_the_sheet(territory):
    bring(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    changed = [*FIRST[:5], ("Budget (€)", "350", "Fin", "bientôt")]
    preview = send(territory, xlsx(sheets={**CARDS, "Fiche 1": changed}), filename="fiches.xlsx")
    [doubt] = rows_of(preview)[0].doubts
    assert (doubt["cell"], doubt["words"]) == ("B6", "350")


def test_the_cells_go_once_applied(territory):
    applied = bring(territory, xlsx(sheets=CARDS), filename="fiches.xlsx")
    assert [row.places for row in rows_of(applied)] == [[], []]
    [line, _] = table_of(rows_of(applied)).lines
    assert line.opened == []


def test_what_is_typed_and_what_is_answered_are_sent_at_once(signed_in, territory):
    upload(signed_in, territory.slug, csv((*FRICHE[:5], "bidule", *FRICHE[6:]), ECOLE))
    preview = PlanImport.objects.get()
    [question] = preview.account["questions"]
    sent = {
        f"{question['field']}:{question['key']}": "done",
        "cellule:D3": "EPF",
        "avant:D3": "UIMM",
        "lignes": "",
    }
    page = signed_in.post(url("settle", preview), sent, follow=True)
    assert "relu avec 1 cellule corrigée et vos réponses" in text(page)
    friche, school = preview.rows.order_by("position")
    assert (friche.status, school.values["lead"]) == ("done", "EPF")
    nothing = signed_in.post(url("settle", preview), {"lignes": ""}, follow=True)
    assert "Aucune cellule n’a changé" in text(nothing)


def test_answers_alone_are_sent_from_the_questions(signed_in, territory):
    upload(signed_in, territory.slug, csv((*FRICHE[:5], "bidule", *FRICHE[6:])))
    preview = PlanImport.objects.get()
    [question] = preview.account["questions"]
    nothing = signed_in.post(url("settle", preview), follow=True)
    assert "Aucune réponse n’est choisie" in text(nothing)
    sent = {f"{question['field']}:{question['key']}": "done"}
    answered = signed_in.post(url("settle", preview), sent)
    assert answered.url.endswith("#reponses")
    assert preview.rows.get().status == "done"
