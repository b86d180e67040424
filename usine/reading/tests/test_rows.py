"""What a row of the table gives: the values of an action, and the cells that are refused."""

from datetime import date

import pytest

from usine.plans.states import Priority, Status
from usine.reading import Why
from usine.values.dates import PartialDate, Precision

from .readings import grid, lacks, left_aside, messages, problems, read_grids, read_rows
from .spreadsheets import HEADER, ROW, Formula

HEADERS_OF_UNKNOWN = ("Action", "Porteur", "Budget", "Statut", "Début", "Fin")

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.mark.parametrize("words", ["?", "???", "(?)", "xx"])
def test_what_stands_for_a_value_that_is_not_known_is_told_with_its_words(words):
    cells = ["A1", "TEE", "Réseau de chaleur", *[words] * 5]
    reading = read_rows(["Réf.", "Axe", *HEADERS_OF_UNKNOWN], cells)
    [row] = reading.rows
    assert row.values == {"reference": "A1", "axis": "transition", "title": "Réseau de chaleur"}
    assert [entry.words for entry in reading.incomplete] == [words] * 5
    assert f"« {words} » ne dit pas la valeur" in messages(reading).replace("\u00a0", " ")
    assert (row.doubts, reading.questions) == ([], ())


@pytest.mark.parametrize(
    "words",
    [
        *("environ 1 million", "estimé à 1 M€", "estimation : 1 000 000 €"),
        *("1 M€ (à confirmer)", "1 M€ (estimation)", "1 000 000 € HT (plan de relance)"),
        *("1 000 000 (dont 100 000 de DSIL)", "1 M€ (2025)"),
    ],
)
def test_an_amount_that_keeps_not_all_of_its_words_is_told_with_them(words):
    reading = read_rows(["Axe", "Action", "Budget (€)"], ["TEE", "Four", words])
    [row] = reading.rows
    assert row.values["planned_budget"] == 1_000_000_00
    assert [(doubt.cell, doubt.words) for doubt in row.doubts] == [("C2", words)]


@pytest.mark.parametrize("words", ["1 000 (k€)", "1 M€ (TTC)", "1 M€ ( )", "budget : 1 M€"])
def test_the_unit_and_the_taxes_of_an_amount_are_no_words_beside_it(words):
    [row] = read_rows(["Axe", "Action", "Budget"], ["TEE", "Four", words]).rows
    assert (row.values["planned_budget"], row.doubts) == (1_000_000_00, [])


def test_a_reference_that_a_spreadsheet_takes_for_a_day_is_told():
    [row] = read_rows(HEADER, [date(2025, 1, 1), *ROW[1:]]).rows
    assert [(doubt.cell, doubt.words) for doubt in row.doubts] == [("A2", "01/01/2025")]


def test_a_row_is_read_whole():
    names = [*HEADER, "Description", "Partenaires", "Priorité", "Commentaires", "Lien"]
    cells = [*ROW, "Un réseau", "ADEME ; Région", "haute", "cf. COPIL", "http://exemple.fr"]
    cells[2] = "Réseau de\nchaleur\n\nPhase 1"
    cells[6] = date(2024, 3, 28)
    reading = read_rows(names, cells)
    [row] = reading.rows
    assert (row.sheet, row.number, row.problems, row.is_refused) == ("Plan", 2, [], False)
    assert row.values == {
        "reference": "A1",
        "axis": "transition",
        "title": "Réseau de chaleur",
        "description": "Phase 1\nUn réseau",
        "lead": "CCI",
        "partners": ["ADEME", "Région"],
        "planned_budget": 350_000_00,
        "start": PartialDate(date(2024, 3, 28)),
        "end": PartialDate(date(2026, 1, 1), Precision.YEAR),
        "status": Status.IN_PROGRESS,
        "priority": Priority.HIGH,
        "comment": "cf. COPIL",
    }
    assert row.cells == (*cells,)
    [sheet] = reading.sheets
    assert (sheet.name, sheet.header_rows, sheet.part, len(sheet.columns)) == (
        "Plan",
        (1,),
        None,
        13,
    )
    assert reading.accepted == [row]
    assert (reading.refused, reading.ignored, reading.remarks) == ([], (), ())


def test_what_a_row_does_not_say_is_left_blank():
    reading = read_rows(["Axe", "Action"], ["TEE", "Réseau"])
    assert reading.rows[0].values == {"axis": "transition", "title": "Réseau"}


def test_an_action_without_a_title_is_refused_where_its_title_should_be():
    reading = read_rows(HEADER, ["A1", "TEE", None, "CCI"], ["A2", "TEE", "…\ndétail", "CCI"])
    assert problems(reading) == [("C2", "title"), ("C3", "title")]
    assert "remplissez C2" in messages(reading)
    assert reading.refused == list(reading.rows)


def test_an_action_without_an_axis_is_refused():
    assert problems(read_rows(HEADER, ["A1", None, *ROW[2:]])) == [("B2", "axis")]
    assert problems(read_rows(["Action", "Porteur"], ["Réseau", "CCI"])) == [("ligne 2", "axis")]
    assert problems(read_rows(HEADER, ["A1", "Tourisme", *ROW[2:]])) == [("B2", "axis")]


def test_values_that_are_not_understood_are_told_cell_by_cell():
    names = [*HEADER, "Priorité"]
    reading = read_rows(
        names,
        ["A1", "Tourisme", "a", "CCI", "beaucoup", "youpi", "31/02/2024", "bientôt", "bof"],
        ["A2", "TEE", "b", "CCI", -500, None, date(2025, 1, 1), date(2024, 2, 1)],
    )
    assert problems(reading) == [("B2", "axis")]
    assert lacks(reading) == [
        *[("B2", "axis"), ("E2", "planned_budget"), ("F2", "status"), ("G2", "start")],
        *[("H2", "end"), ("I2", "priority"), ("E3", "planned_budget"), ("H3", "end")],
    ]
    assert [(entry.cell, entry.words) for entry in reading.incomplete] == [
        ("E3", "-500"),
        ("H3", "01/02/2024"),
    ]
    assert "end" not in reading.rows[1].values


def test_an_end_may_lie_in_the_period_of_the_start():
    reading = read_rows(
        HEADER,
        [*ROW[:6], "T3 2025", "2025"],
        ["A2", *ROW[1:6], "15/03/2026", "mars 2026"],
        ["A3", *ROW[1:6], "2026", "fin 2025"],
        ["A4", *ROW[1:6], None, "2025"],
    )
    assert (problems(reading), lacks(reading)) == ([], [("H4", "end")])


def test_one_column_may_hold_the_whole_period():
    names = ["Axe", "Action", "Calendrier"]
    reading = read_rows(
        names,
        ["TEE", "a", "2024-2026"],
        ["TEE", "b", "2026-2024"],
        ["TEE", "c", "youpi"],
        ["TEE", "d", "NC"],
    )
    assert (problems(reading), lacks(reading)) == ([], [("C3", "end"), ("C4", "period")])
    assert [row.values.get("end") and str(row.values["end"]) for row in reading.rows] == [
        "2026",
        None,
        None,
        None,
    ]


def test_words_around_a_date_are_told_with_it():
    [row] = read_rows(["Axe", "Action", "Début"], ["TEE", "a", "à partir de 2026"]).rows
    assert str(row.values["start"]) == "2026"
    [doubt] = row.doubts
    assert (doubt.cell, doubt.field, doubt.words) == ("C2", "start", "à partir de 2026")
    assert doubt.message.startswith("La date est lue sans les mots")


def test_sentences_under_a_flag_are_no_ticks():
    why = "Le terrain n’est pas encore acquis."
    reading = read_rows(["Axe", "Action", "Bloqué"], ["TEE", "a", why])
    assert [set(row.values) for row in reading.rows] == [{"axis", "title"}]
    assert [(entry.range, entry.example) for entry in reading.aside] == [("C2", why)]


def test_texts_too_long_are_left_out_with_the_limit():
    reading = read_rows(HEADER, ["A" * 41, "TEE", "b", "c" * 201], ["A" * 40, 1, "b" * 300])
    assert (problems(reading), lacks(reading)) == ([], [("A2", "reference"), ("D2", "lead")])
    assert "raccourcissez-le à 200 au plus" in messages(reading)


def test_a_title_too_long_is_cut_at_a_word_and_kept_whole_below():
    title = "Réseau de chaleur " * 20
    [row] = read_rows(HEADER, ["A1", "TEE", title]).accepted
    assert len(row.values["title"]) <= 300
    assert row.values["title"].endswith("Réseau de…")
    assert row.values["description"] == title.strip()
    [doubt] = row.doubts
    assert (doubt.cell, doubt.field, doubt.words) == ("C2", "title", title.strip())


@pytest.mark.parametrize("reference", ["A{", "}1", "A{}", "{0}", "{where}", "1%s", "A\\1"])
def test_a_reference_of_signs_is_told_as_it_is(reference):
    reading = read_rows(HEADER, [reference, *ROW[1:]], [reference, *ROW[1:]])
    assert problems(reading) == [("A3", "reference")]
    assert f"La référence « {reference} » est déjà celle de la cellule A2" in messages(reading)


def test_a_reference_is_given_once():
    lines = [HEADER, ROW, ["a1", *ROW[1:]], ["B 1", *ROW[1:]], [None, *ROW[1:]], [None, *ROW[1:]]]
    reading = read_rows(*lines)
    assert problems(reading) == [("A3", "reference"), ("C6", "title")]
    assert "déjà celle de la cellule A2 :" in messages(reading)
    assert "répète celle de la cellule C5 :" in messages(reading)
    two = read_rows(sheets={"Axe 1": [HEADER, ROW], "Axe 2": [HEADER, ROW]})
    assert problems(two) == [("A2", "reference")]
    assert "déjà celle de la cellule A2 de la feuille « Axe 1 »" in messages(two)


def test_the_same_line_under_another_number_is_one_and_under_another_reference_is_told():
    counted = read_rows(HEADER, ["1", *ROW[1:]], ["2", "TEE", "Réseau"], ["3", *ROW[1:]])
    assert problems(counted) == [("C4", "title")]
    assert "répète celle de la cellule C2 :" in messages(counted)
    named = read_rows(HEADER, ["A1", *ROW[1:]], ["A2", "TEE", "Réseau"], ["A3", *ROW[1:]])
    assert problems(named) == []
    assert [[doubt.message for doubt in row.doubts] for row in named.rows] == [
        *([], []),
        ["Même ligne, à la référence près, que celle de la cellule C2."],
    ]
    numbered = read_rows(HEADER, ["11", *ROW[1:]], ["12", *ROW[1:]])
    assert (problems(numbered), [len(row.doubts) for row in numbered.rows]) == ([], [0, 1])
    half = read_rows(HEADER, ["A1", *ROW[1:]], [None, *ROW[1:]])
    assert (problems(half), [len(row.doubts) for row in half.rows]) == ([], [0, 1])


def test_numbers_that_start_again_in_each_part_are_no_references():
    first = [HEADER, ["1", "TEE", "Réseau"], ["2", "TEE", "Étude"]]
    second = [HEADER, ["1", "TEE", "Friche"], ["2", "TEE", "École"]]
    reading = read_rows(sheets={"Axe 1": first, "Axe 2": second})
    assert [row.values.get("reference") for row in reading.accepted] == [None] * 4
    assert "recommencent à chaque partie" in reading.remarks[0]
    parts = [[HEADER[0], "Action"], ["Axe 1"], [1, "a"], ["Axe 2"], [1, "b"]]
    assert len(read_rows(*parts).accepted) == 2
    once = read_rows(
        sheets={"Axe 1": [HEADER, ["1", *ROW[1:]]], "Axe 2": [HEADER, ["2", *ROW[1:]]]}
    )
    assert [row.values.get("reference") for row in once.rows] == ["1", "2"]
    twice = read_rows(HEADER, ["1", *ROW[1:]], ["1", *ROW[1:]])
    assert problems(twice) == [("A3", "reference")]


def test_formulas_count_by_the_result_that_the_file_keeps():
    reading = read_rows(
        HEADER,
        [Formula('="A"&1', "A1"), *ROW[1:4], Formula("=1+1", 42), *ROW[5:]],
        ["A2", *ROW[1:4], Formula("=1+1", 0), *ROW[5:]],
        ["A3", *ROW[1:4], Formula("=A1", "#REF!"), *ROW[5:]],
        ["A4", *ROW[1:4], "#N/A", *ROW[5:]],
        ["A5", "TEE", Formula("=1+1", 0)],
        [None, "TEE", Formula("=1+1", 0), "CCI", Formula("=1+1", 0)],
        [None, Formula("=1+1", 0), None, None, Formula("=1+1", 0)],
    )
    assert reading.rows[0].values.get("reference") == "A1"
    assert reading.rows[0].values["planned_budget"] == 42_00
    assert problems(reading) == [("C6", "title"), ("C7", "title")]
    assert lacks(reading) == [
        *[("E3", "planned_budget"), ("E4", "planned_budget"), ("E5", "planned_budget")],
        *[("C6", "title"), ("C7", "title"), ("E7", "planned_budget")],
    ]
    assert "La cellule E3 contient une formule" in messages(reading)
    assert "La cellule E4 affiche une erreur" in messages(reading)
    assert left_aside(reading) == [(Why.BLANK, 8, 8)]
    assert reading.rows[3].cells[4] == "#N/A"
    assert reading.rows[2].cells[4] is None


def test_an_axis_written_once_for_its_rows_is_carried_and_told():
    reading = read_grids(
        grid(
            ("N°", "Axe", "Action"),
            ("A1", "TEE", "Four"),
            ("A2", None, "Toit"),
            ("B1", "Innovation", "Hub"),
            ("B2", None, "Fablab"),
        )
    )
    assert [row.values["axis"] for row in reading.rows] == [
        *["transition"] * 2,
        *["innovation"] * 2,
    ]
    assert [(d.cell, d.message, d.words) for row in reading.rows for d in row.doubts] == [
        ("B2", "Axe : comme en B2.", "TEE"),
        ("B4", "Axe : comme en B4.", "Innovation"),
    ]


def test_the_sums_of_a_reference_written_twice_are_told():
    heads = ("N°", "Axe", "Action", "Budget (€)", "Région obtenue (€)")
    reading = read_grids(
        grid(
            heads,
            ("A1", "TEE", "Dépollution", "bientôt dit", 1_500_000.0),
            ("A1", "TEE", "Dépollution", 10_000.0, 15_000.0),
            ("A2", "TEE", "Voirie", 20_000.0, 5_000.0),
        )
    )
    first, second = reading.rows
    told = [(doubt.cell, " ".join(doubt.message.split())) for doubt in first.doubts]
    assert told[0] == (
        "E2",
        "La référence est écrite sur plusieurs lignes, dont les montants sont additionnés : "
        "1 500 000 € + 15 000 € = 1 515 000 €.",
    )
    assert second.doubts == []
    assert [(entry.cell, entry.why) for entry in first.incomplete][1:] == [
        ("D3", "la cellule D2 de la même action n’est pas comprise")
    ]


def test_a_reference_written_twice_without_amounts_tells_no_sum():
    heads = ("N°", "Axe", "Action", "Budget (€)", "Financement Région (€)")
    rows = [("A1", "TEE", "Friche", 10_000.0, 5_000.0), ("A1", "TEE", "Friche", "-", "x")]
    [row] = read_grids(grid(heads, *rows)).rows
    assert [doubt.cell for doubt in row.doubts] == ["C2"]


def test_the_years_of_one_reference_are_one_action():
    heads = ("N°", "Axe", "Action", "Année", "Budget (€)")
    years = (("1", "TEE", "Four", "2024", 1000.0), ("1", "TEE", "Four", "2025", 2000.0))
    [row] = read_grids(grid(heads, *years)).rows
    assert row.values["planned_budget"] == 3000_00
    assert (str(row.values["start"]), str(row.values["end"])) == ("2024", "2025")
    assert [doubt.cell for doubt in row.doubts] == ["E2", "C2"]
    twice = read_grids(grid(heads, years[0], years[0]))
    assert [problem.field for row in twice.rows for problem in row.problems] == ["reference"]
    unnumbered = read_grids(grid(heads[1:], *(year[1:] for year in years)))
    assert len(unnumbered.rows) == 2
