"""From the sheets of a file to its actions: rows left aside, axes and merges, files refused."""

from datetime import date

import pytest

from usine.reading import MAX_ROWS, Answers, Unreadable, Why
from usine.reading.cells import SHARED

from .readings import grid, left_aside, problems, read, read_grids, read_rows, titles
from .spreadsheets import HEADER, ROW, Formula, delimited, ods, ods_cell, ods_row, xlsx

pytestmark = pytest.mark.usefixtures("in_this_process")


def test_rows_that_are_no_action_are_left_aside_and_said():
    reading = read_rows(
        ["PLAN D’ACTIONS"],
        [],
        HEADER,
        ["(ex. A1)", "(liste)", "(texte)"],
        ROW,
        [],
        [],
        ["B1", 2, *ROW[2:]],
        HEADER,
        ["C1", 3, *ROW[2:]],
        ["C2"],
        ["C3", None, None, None, Formula("=E4*2", 0)],
        [*[None] * 8, "hors", "du tableau"],
        ["TOTAL", None, None, None, Formula("=SUM(E4:E11)", 0)],
        ["Les montants sont donnés hors taxes"],
        ["*", "montants HT"],
        [None, None, "Fait à Saint-Omer le 12 mai"],
    )
    assert titles(reading) == ["Réseau de chaleur"] * 3
    assert [row.number for row in reading.rows] == [5, 8, 10]
    assert left_aside(reading) == [
        (Why.ABOVE, 1, 1),
        (Why.HEADER, 4, 4),
        (Why.BLANK, 6, 7),
        (Why.HEADER, 9, 9),
        (Why.NUMBER_ONLY, 11, 12),
        (Why.ELSEWHERE, 13, 13),
        (Why.TOTAL, 14, 14),
        (Why.NOTE, 15, 17),
    ]


@pytest.mark.parametrize(
    "label",
    ["Total", "TOTAL GÉNÉRAL", "Sous-total", "Total axe 2", "Total HT :", "Somme", "Coût total"],
)
@pytest.mark.parametrize("place", [0, 1, 2])
def test_totals_are_left_aside_wherever_their_label_is(label, place):
    total = [None, None, None, None, 700000]
    total[place] = label
    reading = read_rows(HEADER, ROW, total, ["A2", *ROW[1:]])
    assert len(reading.rows) == 2
    assert left_aside(reading) == [(Why.TOTAL, 3, 3)]


def test_a_total_may_say_more_than_its_sum():
    reading = read_rows(
        [*HEADER, "Part"],
        [*ROW, 1],
        ["Total", "TEE", None, None, 350000, "100 %", None, None, "31 actions"],
        [None, None, None, None, 350000],
    )
    assert left_aside(reading) == [(Why.TOTAL, 3, 4)]


def test_an_action_may_be_called_total():
    reading = read_rows(
        HEADER,
        ["A1", "TEE", "Total Énergies : hydrogène", "CCI", 1000, "En cours"],
        [None, "TEE", "Total Énergies", None, 1000],
        ["A3", "TEE", "Total", "CCI", 1000, None, date(2024, 1, 1)],
        ["A4", "TEE", "Budget participatif"],
    )
    assert len(reading.accepted) == 4
    only_money = read_rows(HEADER, [None, None, "Total Énergies", None, 1000])
    assert left_aside(only_money) == [(Why.TOTAL, 2, 2)]


def test_titles_alone_are_actions_where_the_sheet_says_the_axis():
    reading = read_rows(
        sheets={"Axe 4 - Foncier": [["N°", "Action"], [1, "Friche"], [None, "ZAC"]]}
    )
    assert [(row.values.get("title"), row.values.get("axis")) for row in reading.rows] == [
        ("Friche", "foncier"),
        ("ZAC", "foncier"),
    ]


def test_the_axis_comes_from_the_sheet_its_title_or_its_parts():
    table = [["N°", "Action"], ["1", "Réseau"]]
    reading = read_rows(
        sheets={
            "Axe 1 - TEE": table,
            "Feuil2": [["PLAN"], ["Axe 2 – Innovation"], ["N°", "Action"], ["2", "Réseau"]],
            "Feuil3": [
                *[["Axe 9 – Autre"], ["N°", "Action"]],
                *[["Axe 3 – Compétences"], ["3", "Réseau"], [None, "Foncier"], ["4", "Réseau"]],
            ],
            "Feuil4": [["N°", "Action"], ["2. Innovation"], ["5", "Réseau"], ["6", "Réseau"]],
        }
    )
    assert [row.values.get("axis") for row in reading.rows] == [
        *("transition", "innovation", "competences", "foncier"),
        *("innovation", "innovation"),
    ]
    assert [sheet.part for sheet in reading.sheets] == [*("transition", "innovation", None, None)]
    assert [entry.sheet for entry in reading.ignored if entry.why == Why.HEADING] == [
        *("Feuil3", "Feuil3", "Feuil4")
    ]


def test_a_part_speaks_for_the_actions_that_say_no_axis():
    reading = read_rows(
        HEADER,
        ["Axe 2 – Innovation"],
        ["A1", None, *ROW[2:]],
        ["A2", "TEE", *ROW[2:]],
        [None, "Foncier"],
        ["A3", None, *ROW[2:]],
        ["Axe 5 – Tourisme"],
        ["A4", None, *ROW[2:]],
        ["A5", None, "Innovation"],
    )
    assert [row.values.get("axis") for row in reading.rows] == [
        *("innovation", "transition", "foncier", None, None)
    ]
    assert problems(reading) == [("A7", "axis"), ("A7", "axis")]


def test_a_merged_axis_speaks_for_all_its_rows():
    lines = [
        HEADER,
        ROW,
        ["A2", None, *ROW[2:]],
        ["A3", None, *ROW[2:]],
        ["A4", None, *ROW[2:]],
    ]
    reading = read_rows(*lines, merges=["B2:B4"])
    assert [row.values.get("axis") for row in reading.accepted] == ["transition"] * 3
    assert problems(reading) == [("B5", "axis")]


def test_a_merged_axis_may_stand_under_no_name():
    lines = [[None, "Action", "Porteur"], ["AXE 1 – TEE", "Réseau", "CCI"], [None, "Étude", "CCI"]]
    assert len(read_rows(*lines, merges=["A2:A3"]).accepted) == 2
    numbered = [lines[0], [1, "Réseau", "CCI"], [2, "Étude", "CCI"]]
    assert problems(read_rows(*numbered)) == [("ligne 2", "axis"), ("ligne 3", "axis")]


def test_a_merged_budget_counts_once_and_a_merged_title_is_one_action():
    lines = [
        HEADER,
        ROW,
        ["A2", "TEE", "Étude", None, None, None, None, None],
        [None, "TEE", None, "UIMM", None, None, None, None],
    ]
    budget = read_rows(*lines, merges=["E2:E3"])
    assert [row.values.get("planned_budget") for row in budget.rows] == [350_000_00, None, None]
    assert [doubt.message.replace("\u00a0", " ") for doubt in budget.rows[0].doubts] == [SHARED]
    title = read_rows(*lines, merges=["C3:C4"])
    assert titles(title) == ["Réseau de chaleur", "Étude"]
    assert left_aside(title) == []
    assert title.rows[1].values["lead"] == "UIMM"


def test_merges_of_open_documents_count_too():
    merged = ods_cell("TEE", 'table:number-rows-spanned="2"')
    table = (
        ods_row("Axe", "Action")
        + ods_row(merged, "Réseau")
        + ods_row("<table:covered-table-cell/>", "Étude")
    )
    reading = read(ods({"Plan": table}), "plan.ods")
    assert [row.values.get("axis") for row in reading.accepted] == ["transition"] * 2


def test_a_banner_across_the_table_is_no_action():
    lines = [["Action", "Axe", "Porteur"], ["Réseau", "TEE"], ["Une note"], ["Étude", "TEE"]]
    reading = read_rows(*lines, merges=["A3:C3"])
    assert left_aside(reading) == [(Why.NOTE, 3, 3)]
    assert problems(read_rows(*lines)) == [("B3", "axis")]


def test_a_merged_title_block_speaks_for_no_row():
    lines = [["PLAN D’ACTION"], HEADER, ROW]
    (row,) = read_rows(*lines, merges=["A1:C1"]).accepted
    assert row.values.get("reference") == "A1"


def test_forged_merges_that_overlap_change_nothing():
    spans = 'table:number-rows-spanned="2"'
    table = (
        ods_row(*HEADER)
        + ods_row("A1", ods_cell("TEE", spans), *ROW[2:])
        + ods_row("A2", ods_cell(None, 'table:number-rows-spanned="3"'), *ROW[2:])
        + ods_row("A3", ods_cell(None, spans), *ROW[2:])
        + ods_row("A4", "Foncier", *ROW[2:])
    )
    reading = read(ods({"Plan": table}), "plan.ods")
    assert [row.values.get("axis") for row in reading.rows] == [
        *("transition", "transition", None, None)
    ]


def test_sheets_that_hold_no_action_are_left_aside_and_said():
    reading = read_rows(
        sheets={
            "Notice": [["Mode d’emploi"]],
            "Vide": [],
            "Listes": [["Axe", "Statut"], ["TEE", "En cours"]],
            "Ancien": [HEADER, ROW],
            "Plan": [HEADER, ROW],
        },
        hidden=["Ancien"],
    )
    assert [(entry.sheet, entry.why) for entry in reading.ignored] == [
        ("Notice", Why.NO_TABLE),
        ("Vide", Why.EMPTY),
        ("Ancien", Why.HIDDEN),
        ("Listes", Why.NO_TABLE),
    ]
    assert [sheet.name for sheet in reading.sheets] == ["Plan"]


def test_a_table_without_rows_says_so():
    reading = read_rows(HEADER)
    assert reading.rows == ()
    assert "Aucune action" in reading.remarks[0]


def test_columns_may_be_said_by_users():
    content = xlsx(["Axe", "Quoi faire ?", "Statut"], ["TEE", "Réseau", "youpi"])
    with pytest.raises(Unreadable) as refusal:
        read(content, "plan.xlsx")
    assert "La colonne de l’intitulé" in str(refusal.value)
    assert "ligne 1 de la feuille «\u00a0Plan\u00a0»" in str(refusal.value)
    assert [column.key for column in refusal.value.columns] == ["axe", "quoi faire", "statut"]
    reading = read(
        content, "plan.xlsx", answers=Answers(columns={"Quoi faire ?": "title", "STATUT": ""})
    )
    assert titles(reading) == ["Réseau"]
    assert reading.rows[0].values.get("status") is None
    with pytest.raises(ValueError, match="No such field: colour"):
        read(content, "plan.xlsx", answers=Answers(columns={"Statut": "colour"}))


def test_a_text_file_names_no_sheet_in_its_refusals():
    with pytest.raises(Unreadable) as refusal:
        read(delimited(["Axe", "Statut"], ["TEE", "En cours"]), "plan.csv")
    assert "ligne 1\u00a0:" in str(refusal.value)


def test_a_file_without_a_header_is_refused():
    with pytest.raises(Unreadable, match="Aucune ligne d’en-tête") as refusal:
        read(xlsx(ROW, ROW), "plan.xlsx")
    assert refusal.value.columns == ()


def test_a_plan_has_a_largest_size():
    lines = (["TEE", f"Action {n}"] for n in range(MAX_ROWS + 1))
    with pytest.raises(Unreadable, match="plus de 20000 actions"):
        read(delimited(["Axe", "Action"], *lines), "plan.csv")


def test_a_table_of_several_units_has_them_under_its_heads():
    reading = read_grids(
        grid(
            ("N°", "Axe", "Action", "Budget", "Fin"),
            (None, None, None, "(k€)", None),
            ("A1", "TEE", "Réseau", 350.0, "2026"),
        )
    )
    [row] = reading.accepted
    assert row.values["planned_budget"] == 350_000_00
    assert reading.sheets[0].header_rows == (1, 2)


def test_two_tables_of_a_sheet_are_one_sheet_of_more_columns():
    heads = ("N°", "Axe", "Action")
    reading = read_grids(
        grid((*heads, None, *heads), ("A1", "TEE", "Four", None, "B1", "Foncier", "Friche"))
    )
    [sheet] = reading.sheets
    assert [column.field for column in sheet.columns] == [
        *("reference", "axis", "title", None, "reference", "axis", "title"),
    ]


def test_the_latest_of_two_versions_is_the_plan():
    actions = [(f"A{n}", "TEE", f"Action {n}") for n in range(4)]
    old = grid(("N°", "Axe", "Action"), *actions, name="Suivi 2024")
    new = grid(("N°", "Axe", "Action", "Statut"), *actions, name="Suivi 2025")
    reading = read_grids(old, new)
    assert [sheet.name for sheet in reading.sheets] == ["Suivi 2025"]
    assert (reading.ignored[0].sheet, reading.ignored[0].why) == ("Suivi 2024", Why.COPY)


def test_comments_hung_on_cells_and_texts_of_several_columns_are_kept_apart():
    table = grid(
        ("N°", "Axe", "Action", "Commentaires", "Observations"),
        ("A1", "TEE", "Four", "étude livrée", "travaux lancés"),
        notes={(2, 2): "à confirmer"},
    )
    [row] = read_grids(table).rows
    assert row.values["comment"] == "étude livrée\ntravaux lancés"
    assert [(note.cell, note.column, note.words) for note in row.notes] == [
        ("D2", "Commentaires", "étude livrée"),
        ("E2", "Observations", "travaux lancés"),
        ("C2", "Action", "à confirmer"),
    ]


def test_rows_of_another_territory_are_refused():
    table = grid(
        ("Territoire", "N°", "Axe", "Action"),
        ("Vallée verte", "A1", "TEE", "Four"),
        ("Ici", "A2", "TEE", "Toit"),
    )
    reading = read_grids(table, elsewhere=["Vallée Verte"])
    assert problems(reading) == [("A2", "territory")]
    assert titles(reading) == ["Four", "Toit"]


def test_lines_read_as_one_action_are_told():
    table = grid(
        ("N°", "Axe", "Action", "Sous-action", "Fin"),
        ("A1", "TEE", "Four", "Étude", "2025"),
        (None, None, None, "Travaux", "31/02/2026"),
        ("A2", "TEE", "Toit", "Étude"),
    )
    first, _ = read_grids(table).rows
    assert [doubt.message for doubt in first.doubts] == [
        "Les lignes 2 à 3 sont lues comme une seule action."
    ]
    assert [step["due"] and str(step["due"]) for step in first.values["steps"]] == ["2025", None]
    assert [(entry.cell, entry.why[:18]) for entry in first.incomplete] == [
        ("E3", "« 31/02/2026 » n’e".replace(" ", "\u00a0", 1).replace(" »", "\u00a0»")),
        ("E2", "la cellule E3 de l"),
    ]


@pytest.mark.parametrize("number", ["1", 1.0, "A-3", "n° 12"])
def test_a_number_beside_the_name_of_a_card_is_its_reference(number):
    card = (
        ("Fiche action", number),
        *(("Intitulé", "Halle"), ("Axe", "Foncier"), ("Budget", "50 k€")),
    )
    reading = read_grids(grid(*card))
    assert titles(reading) == ["Halle"]
    assert reading.rows[0].values["reference"] == str(number).removesuffix(".0")


def test_a_value_that_names_its_label_is_a_value():
    card = (("Intitulé", "Halle"), ("Axe", "Foncier"), ("Porteur", "Organisme porteur"))
    [row] = read_grids(grid(*card)).rows
    assert row.values["lead"] == "Organisme porteur"
