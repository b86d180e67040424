"""The accounts of a file stay those of the file, whatever users write in it."""

from dataclasses import replace
from io import BytesIO

import pytest
from openpyxl import Workbook

from usine.imports import operations, settling
from usine.imports.differences import differences
from usine.imports.forms import EMPTY_AXIS, WordsForm
from usine.imports.models import PlanImport
from usine.imports.queries import outcome
from usine.imports.reckoning import asks, left_cells, reckoning
from usine.imports.taken import taken_of, weighed
from usine.imports.tallies import FileCells, asides, file_cells
from usine.reading.tests.spreadsheets import xlsx
from usine.reading.values.colours import colour_name

from .imports import ECOLE, FRICHE, HEADER, bring, csv, send, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

LINES = [("A1", "Foncier", "Halle", 1000), (None, None, None, 2000)]
REFUSED = ("X1", "Tourisme", "Pôle nature", "OT", "beaucoup", "En cours", "", "")


def plain(sentence: str) -> str:
    return sentence.replace("\u00a0", " ")


def test_what_is_set_aside_is_told_by_the_kind_of_reason(signed_in, territory):
    preview = send(territory, csv(FRICHE, REFUSED))
    cells = file_cells(preview)
    kinds = list(asides(preview, cells))
    assert [(plain(kind.text), kind.address) for kind in kinds] == [
        ("4 dans des lignes refusées", "?lignes=refusees&fichier=0&motif=refusees#fichier"),
        ("2 à compléter", "?lignes=a-completer&fichier=0&motif=a-completer#fichier"),
    ]
    assert '<a href="?lignes=refusees&amp;fichier=0&amp;motif=refusees#fichier">' in text(
        signed_in.get(preview.get_absolute_url())
    )
    # What groups do not tell is told all the same.
    [*_, other] = asides(preview, replace(cells, aside=cells.aside + 1))
    assert (plain(other.text), other.address) == (
        "1 pour une autre raison",
        "?fichier=0&motif=autres#fichier",
    )
    applied = operations.apply(preview, by=None)
    assert [kind.address for kind in asides(applied, cells)] == ["", ""]


def test_cells_that_users_fill_are_none_of_the_file(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    before = file_cells(preview)
    filled = settling.settle(preview, cells={"G3": "2026", "H3": "2027"}, by=None)
    assert filled.account["cells"]["total"] == before.total + 2
    assert file_cells(filled) == before


def test_cells_that_users_empty_are_still_of_the_file(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    before = file_cells(preview)
    emptied = settling.settle(preview, cells={"D2": ""}, by=None)
    assert file_cells(emptied) == FileCells(
        before.total, before.read - 1, before.structure, before.aside, 1
    )
    accounts = reckoning(emptied)
    assert accounts is not None
    assert plain(str(accounts.emptied)) == "1 est vidée par vous"


def test_rows_set_aside_are_told_with_the_accounts(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    told = []
    for count in (1, 2):
        rows = list(preview.rows.order_by("position").values_list("pk", flat=True)[:count])
        preview = operations.set_aside(preview, rows=rows, by=None)
        accounts = reckoning(preview)
        assert accounts is not None
        told.append(plain(accounts.set_aside).partition(": ")[2])
        told.append(plain(accounts.taken))
        told += [plain(kind.text) for kind in accounts.kinds]
    assert told == [
        *("1 ligne de côté y compte.", "6 cellules sur 22 sont prises"),
        "8 dans des lignes mises de côté",
        *("2 lignes de côté y comptent.", "0 cellule sur 22 est prise"),
        "14 dans des lignes mises de côté",
    ]


def test_a_row_set_aside_of_several_lines_counts_all_its_cells(territory):
    header = ("N°", "Axe", "Action", "Budget (€)")
    content = xlsx(header, *LINES, merges=["A2:A3", "B2:B3", "C2:C3"])
    preview = send(territory, content, filename="plan.xlsx")
    before = file_cells(preview)
    [row] = preview.rows.all()
    preview = operations.set_aside(preview, rows=[row.pk], by=None)
    after = file_cells(preview)
    assert (before.read, after.read, after.left) == (5, 0, 5)
    assert after.aside == before.aside + 5


def test_cells_filled_in_a_row_set_aside_are_none_of_the_file(territory):
    preview = send(territory, csv(FRICHE, ECOLE))
    filled = settling.settle(preview, cells={"G3": "2026"}, by=None)
    rows = [filled.rows.latest("position").pk]
    cells = file_cells(operations.set_aside(filled, rows=rows, by=None))
    assert (cells.total, cells.read, cells.left) == (22, 8, 6)


@pytest.mark.parametrize(
    ("total", "told"),
    [
        (("", "", "TOTAL", "", "999000", "", "", ""), "360 000 €, dont 10 000 € pour le plan"),
        (("4 actions", *[""] * 7), "2 actions, dont 1 action pour le plan"),
    ],
)
def test_what_is_set_aside_is_told_where_the_file_announces_more(territory, total, told):
    halle = ("A2", "Foncier", "Halle", "CCI", "10000", "En cours", "", "")
    preview = send(territory, csv(FRICHE, halle, total))
    [gap] = differences(preview)
    assert "pour le plan" not in gap.text
    rows = [preview.rows.earliest("position").pk]
    preview = operations.set_aside(preview, rows=rows, by=None)
    [gap] = differences(preview)
    assert f"nous lisons {told} : 1 ligne est de côté (" in plain(gap.text)
    # A figure that these rows do not make is that of the file alone.
    [entry] = preview.account["differences"]
    assert taken_of(entry | {"read": 1}, list(weighed(preview))) is None


def test_actions_of_an_axis_that_are_set_aside_are_told(territory):
    summary = [("Axe", "Nombre d'actions"), ("Foncier", 3), ("Compétences", 1)]
    content = xlsx(sheets={"Plan": [HEADER, FRICHE, ECOLE], "Synthèse": summary})
    preview = send(territory, content, filename="plan.xlsx")
    preview = operations.set_aside(preview, rows=[row.pk for row in preview.rows.all()], by=None)
    [gap] = differences(preview)
    assert "nous lisons 1 action, dont 0 action pour le plan : 1 ligne" in plain(gap.text)


def test_a_file_that_changes_nothing_says_so_and_no_doubt_again(signed_in, territory):
    content = csv((*FRICHE[:5], "bloqué", *FRICHE[6:]))
    assert len(outcome(bring(territory, content))["to_check"]) == 1
    again = send(territory, content)
    assert (again.counts["unchanged"], outcome(again)["to_check"]) == (1, [])
    assert "Rien ne change</h1>" in text(signed_in.get(again.get_absolute_url()))


@pytest.mark.parametrize(
    ("code", "name"),
    [
        ("#92D050", "vert"),
        ("#FF0000", "rouge"),
        ("#FFC000", "jaune"),
        ("#FFFFFF", "blanc"),
        ("#000000", "noir"),
        ("#808080", "gris"),
        ("vert", "vert"),
    ],
)
def test_colours_have_names(code, name):
    assert colour_name(code) == name


def test_questions_show_amounts_by_groups_of_digits(territory):
    [question] = send(territory, csv(REFUSED)).account["questions"]
    asked = {"kind": "amounts", "field": "planned_budget", "key": "E3", "word": "90000000"}
    amounts = question | asked | {"options": [["90000000 €", "90000000 €"]]}
    form = WordsForm(questions=[question, amounts])
    axis, budget = asks(form)
    assert (axis.word, plain(budget.word)) == ("Tourisme", "90 000 000")
    labels = [[str(label) for _, label in field.choices] for field in form.fields.values()]
    assert (labels[0][-1], plain(labels[1][0])) == (EMPTY_AXIS, "90 000 000 €")


def test_of_two_columns_of_one_name_the_one_set_aside_is_named(territory):
    book = Workbook()
    book.active.append(("N°", "Axe", "Action", "Statut", "Statut"))
    book.active.append(("A1", "Foncier", "Friche", "OK", "Réalisée"))
    book.active.column_dimensions["D"].hidden = True
    content = BytesIO()
    book.save(content)
    preview = send(territory, content.getvalue(), filename="plan.xlsx")
    [left] = reckoning(preview).named
    told = "Sheet, colonne D « Statut » (1 texte, par exemple « OK »)"
    assert plain(left.text) == told


@pytest.mark.parametrize(
    ("holds", "count", "example", "told"),
    [
        ("colours", 4, "vert, rouge", "D2:D5 (4 couleurs : vert, rouge)"),
        ("texts", 1, "oui", "D2:D5 (1 texte, par exemple « oui »)"),
        ("texts", 2, "", "D2:D5 (2 textes)"),
    ],
)
def test_cells_set_aside_are_told_by_one_of_them_and_colours_by_all(holds, count, example, told):
    group = {"category": "colour", "sheet": "", "range": "D2:D5", "column": "", "message": "…"}
    group |= {"holds": holds, "count": count, "example": example}
    [left] = left_cells(PlanImport(account={"aside": [group]}))
    assert left.text.replace("\u00a0", " ") == told


def test_amounts_set_aside_are_named_before_texts(territory):
    header = (*HEADER, "Avis", "Chiffrage interne")
    preview = send(
        territory,
        csv((*FRICHE, "Bon", ""), (*ECOLE, "Bon", "120000"), header=header),
    )
    named = [plain(each.text).partition(" (")[0] for each in left_cells(preview)]
    assert named == ["colonne J « Chiffrage interne »", "colonne I « Avis »"]
