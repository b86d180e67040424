"""What the preview opens on: the accounts of the file, its questions, its rows as a table."""

import pytest

from usine.imports import operations
from usine.imports.differences import differences
from usine.imports.forms import WordsForm
from usine.imports.models import PlanImport
from usine.imports.reckoning import asks, reckoning
from usine.imports.states import State
from usine.imports.tables import table_of
from usine.reading.tests.spreadsheets import xlsx
from usine.values.errors import Refused

from .imports import ECOLE, FRICHE, HEADER, bring, csv, kinds, send, text, upload, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

WIDE = (*HEADER, "Météo")
TOTAL = ("", "", "TOTAL", "", "999000", "", "", "")
RIGHT_TOTAL = ("", "", "TOTAL", "", "350000", "", "", "")


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


def test_the_accounts_of_a_file_in_one_sentence(territory):
    rows = [(*FRICHE, "beau"), (*ECOLE, "gris"), (*RIGHT_TOTAL, "")]
    accounts = reckoning(send(territory, csv(*rows, header=WIDE)))
    assert accounts is not None
    assert [plain(part) for part in (accounts.taken, accounts.structure, str(accounts.aside))] == [
        "14 cellules sur 27 sont prises",
        "11 sont des titres et des totaux",
        "2 sont laissées de côté",
    ]
    [weather] = accounts.named
    assert plain(weather.text) == "colonne I « Météo » (2 textes, par exemple « beau »)"
    assert (weather.anchor, accounts.others) == ("id_colonne-8", [])
    assert [plain(proof) for proof in accounts.proofs] == [
        "Le total de « Budget (€) », 350 000 €, est retrouvé (E4)"
    ]
    assert accounts.differences == []


def test_sheets_and_counts_are_told_as_well(territory):
    content = xlsx(
        sheets={
            "Plan": [HEADER, FRICHE, ("3 actions",)],
            "Contacts": [("Nom", "Rôle"), ("UIMM", "partenaire")],
        }
    )
    preview = send(territory, content, filename="plan.xlsx")
    accounts = reckoning(preview)
    assert accounts is not None
    assert [(plain(left.text), left.anchor) for left in accounts.named] == [
        ("Contacts, A1:B2 (4 textes, par exemple « Nom »)", "")
    ]
    [gap] = accounts.differences
    assert plain(gap.text) == "Le fichier annonce 3 actions, nous lisons 1 action (Plan!A3)."
    preview.account["proofs"] = preview.account["differences"]
    proofs = reckoning(preview)
    assert proofs is not None
    assert plain(proofs.proofs[0]) == "3 actions annoncées, autant de lues (Plan!A3)"


def test_the_largest_total_stands_for_the_others(territory):
    preview = send(territory, csv(FRICHE, RIGHT_TOTAL))
    [proof] = preview.account["proofs"]
    preview.account["proofs"] = [proof, proof | {"announced": 1_00}, proof | {"announced": 2_00}]
    accounts = reckoning(preview)
    assert accounts is not None
    assert [plain(each) for each in accounts.proofs] == [
        "Le total de « Budget (€) », 350 000 €, est retrouvé (E3)",
        "2 autres totaux sont retrouvés",
    ]


def test_a_column_set_aside_leads_to_where_it_is_taken(signed_in, territory):
    page = text(upload(signed_in, territory.slug, csv((*FRICHE, "beau"), header=WIDE)))
    preview = PlanImport.objects.get()
    assert f'<a href="{url("understand", preview)}#id_colonne-8">La prendre</a>' in page
    assert 'id="id_colonne-8"' in text(signed_in.get(url("understand", preview)))


def test_an_axis_that_is_asked_is_told_by_its_question_alone(signed_in, territory):
    unknown = ("X1", "Tourisme", "Pôle nature", "OT", "", "En cours", "", "")
    untitled = ("X2", "Tourisme", "", "OT", "", "En cours", "", "")
    upload(signed_in, territory.slug, csv(FRICHE, unknown, untitled))
    preview = PlanImport.objects.get()
    page = text(signed_in.get(preview.get_absolute_url()))
    assert "n’est pas un axe du programme" not in page
    assert "cellule:B3" not in page
    asked = '<a href="#questions">Dites plus haut ce que veut dire « Tourisme »</a>'
    assert page.count(asked) == 2
    assert page.count("L’action n’a pas d’intitulé") == 1
    # Its cell is still corrected with the others of its row; what is answered is told again.
    row = preview.rows.get(position=1)
    assert "cellule:B3" in text(signed_in.get(f"{preview.get_absolute_url()}?corriger={row.pk}"))
    signed_in.post(url("settle", preview), {"axis:tourisme": "aucun"})
    page = text(signed_in.get(preview.get_absolute_url()))
    assert (page.count(asked), "cellule:B3" in page) == (0, False)


def test_many_questions_are_folded_and_answered_all_the_same(signed_in, territory):
    words = [f"zig{letter}" for letter in "abcdefghij"]
    rows = [(f"A{n}", "Foncier", f"Halle {n}", "", "", word) for n, word in enumerate(words)]
    upload(signed_in, territory.slug, csv(*rows, header=HEADER[:6]))
    preview = PlanImport.objects.get()
    page = text(signed_in.get(preview.get_absolute_url()))
    first, _, others = page.partition("<summary>2 autres questions</summary>")
    assert (first.count('class="ask fr-text--sm"'), others.count('class="ask fr-text--sm"')) == (
        8,
        2,
    )
    signed_in.post(url("settle", preview), {"status:zigj": "done"})
    assert preview.rows.get(position=9).status == "done"
    page = text(signed_in.get(preview.get_absolute_url()))
    assert "<summary>1 autre question</summary>" in page


def test_a_difference_is_seen_before_it_is_applied(signed_in, territory):
    page = text(upload(signed_in, territory.slug, csv(FRICHE, TOTAL)))
    assert "Le fichier annonce 999 000 €, nous lisons 350 000 €" in plain(page)
    preview = PlanImport.objects.get()
    confirm = text(signed_in.get(url("submit", preview)))
    assert "J’ai vu cet écart" in confirm
    refused = signed_in.post(url("submit", preview), {"vu": "autre chose"}, follow=True)
    assert "Dites que vous avez vu chaque écart" in text(refused)
    with pytest.raises(Refused, match="chaque écart"):
        operations.submit(preview, by=None)
    [gap] = differences(preview)
    signed_in.post(url("submit", preview), {"vu": gap.name})
    preview.refresh_from_db()
    assert preview.state == State.APPLIED
    assert "nous lisons" not in text(signed_in.get(preview.get_absolute_url()))
    again = text(upload(signed_in, territory.slug, csv(FRICHE, TOTAL)))
    assert "Terminer : rien à changer</a>" in again


def test_questions_are_rows_of_choices_that_the_button_counts(signed_in, territory):
    blurred = (*FRICHE[:5], "Tartempion", *FRICHE[6:])
    page = text(upload(signed_in, territory.slug, csv(blurred)))
    assert "À dire une fois" in page
    assert 'name="status:tartempion" value="in_progress"' in page
    assert "Appliquer (1 question sans réponse)" in plain(page)
    preview = PlanImport.objects.get()
    questions = preview.account["questions"]
    [word] = asks(WordsForm(questions=questions))
    assert (word.word, plain(word.about)) == ("Tartempion", "Statut, 1 ligne (F2)")
    others = [
        {**questions[0], "kind": "colour", "word": "#FFC000", "count": 4, "key": "#FFC000"},
        {**questions[0], "kind": "unit", "word": "Budget", "cells": [""], "field": "end"},
    ]
    colour, unit = asks(WordsForm(questions=others))
    assert (colour.colour, plain(colour.about)) == ("#FFC000", "Statut, 4 lignes (F2…)")
    assert (
        plain(unit.about)
        == "colonne de montants dont l’unité n’est pas dite, 1 ligne, pour ce fichier"
    )


def test_rows_are_a_table_with_the_columns_of_the_plan(territory):
    bring(territory, csv(FRICHE, ECOLE))
    newer = (*FRICHE[:2], "Friche de la papetière", "EPF", "350000", "Réalisée", "2024", "bientôt")
    preview = send(territory, csv(newer, ECOLE))
    table = table_of(preview.rows.order_by("position"))
    assert [column.name for column in table.columns] == [
        *("end", "lead", "status", "notes"),
    ]
    changed, same = table.lines
    shown = {cell.field.name: (cell.old, cell.new) for cell in changed.cells if cell.is_changed}
    assert shown == {"lead": ("CCI", "EPF"), "status": ("En cours de réalisation", "Réalisée")}
    assert (changed.title.old, changed.title.new) == (
        "Friche papetière",
        "Friche de la papetière",
    )
    [box] = changed.cells[0].boxes
    assert (box.name, box.text, box.label) == ("H2", "bientôt", "H2")
    assert (changed.has_boxes, same.has_boxes, table.has_boxes) == (True, False, True)
    assert table.width == 9


def test_columns_that_repeat_the_plan_are_shown_where_nothing_is_new(territory):
    bring(territory, csv(FRICHE, ECOLE))
    same = send(territory, csv(FRICHE, ECOLE))
    told = ["axis", "lead", "planned_budget", "status", "start", "end"]
    assert [column.name for column in table_of(same.rows.all()).columns] == told
    mixed = send(territory, csv((*FRICHE[:3], "EPF", *FRICHE[4:]), ECOLE))
    assert [column.name for column in table_of(mixed.rows.all()).columns] == ["lead"]
    new = ("A9", "Foncier", "Halle", "", "1000", "", "", "")
    preview = send(territory, csv((*FRICHE[:3], "EPF", *FRICHE[4:]), ECOLE, new))
    assert [column.name for column in table_of(preview.rows.all()).columns] == told[:3]


def test_all_the_cells_of_a_row_are_typed_again(signed_in, territory):
    newer = (*FRICHE[:7], "bientôt", "sans en-tête")
    other_row = ("A2", "Foncier", "Halle", "", "", "", "", "", "")
    preview = send(territory, csv(newer, other_row, header=(*HEADER, "")))
    row = preview.rows.earliest("position")
    opened, other = table_of(preview.rows.order_by("position"), str(row.pk)).lines
    assert [(box.name, box.text) for box in opened.opened][:3] == [
        ("A2", "A1"),
        ("B2", "Foncier"),
        ("C2", "Friche papetière"),
    ]
    assert len(opened.opened) == len(HEADER)
    assert (other.opened, opened.cells[-1].boxes) == ([], [])
    page = signed_in.get(preview.get_absolute_url(), {"corriger": row.pk, "lignes": "toutes"})
    assert 'name="cellule:D2" value="CCI"' in text(page)
    typed = {"cellule:D2": "EPF", "avant:D2": "CCI"}
    signed_in.post(f"{url('settle', preview)}?lignes=toutes", typed)
    assert preview.rows.earliest("position").values["lead"] == "EPF"


def test_what_is_to_complete_of_fields_without_a_column_is_beside(territory):
    preview = send(territory, csv(FRICHE))
    row = preview.rows.get()
    entry = {"sheet": "", "row": 2, "cell": "K2", "words": "?", "why": "x"}
    row.incomplete = [entry | {"field": "territory"}, entry | {"field": "period"}]
    [line] = table_of([row]).lines
    assert [box.name for box in line.others] == ["K2"]
    assert [cell.field.name for cell in line.cells if cell.boxes] == ["start"]


def test_the_page_opens_on_what_needs_its_reader(signed_in, territory):
    blurred = (*FRICHE[:6], "bientôt", "")
    page = upload(signed_in, territory.slug, csv(blurred, ECOLE))
    assert [(tab.key, tab.count) for tab in page.context["preview"].tabs] == [
        ("a-regarder", 1),
        ("a-completer", 1),
        ("nouvelles", 2),
        ("toutes", 2),
    ]
    assert 'name="cellule:G2" value="bientôt"' in text(page)
    assert "Lignes à compléter <strong>1</strong>" in text(page)
    preview = PlanImport.objects.get()
    ticked = {"laisser": "", "ligne": [row.pk for row in preview.rows.all()]}
    signed_in.post(url("set_aside", preview), ticked)
    assert kinds(preview) == ["aside", "aside"]
    signed_in.post(url("set_aside", preview), {**ticked, "reprendre": ""})
    assert kinds(preview) == ["new", "new"]
