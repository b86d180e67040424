"""Titles of parts, rows that are no action, and actions told otherwise than on a row each."""

import pytest

from usine.plans.vocabulary import words
from usine.reading import Answers, Why

from .readings import PLAN, grid, left_aside, problems, read_grids, titles

NAMES = ("N°", "Action", "Porteur", "Budget (€)")
AXES = PLAN.choices["axis"]


def axes(reading):
    return [row.values.get("axis") for row in reading.rows]


@pytest.mark.parametrize("named", words("axes")["words"]["numbered_by"])
def test_a_part_may_have_another_name_before_its_number(named):
    reading = read_grids(
        grid(
            NAMES,
            (f"{named} I – Transition écologique",),
            ("A1", "Four", "CC", 10.0),
            (f"{named.upper()} IV",),
            ("D1", "Friche", "CC", 10.0),
        )
    )
    assert axes(reading) == ["transition", "foncier"]


def test_a_title_of_part_that_is_not_understood_is_asked():
    """Its actions are not given to the part above."""
    rows = (
        NAMES,
        ("1. Transition écologique",),
        ("A1", "Four", "CC", 10.0),
        ("Objectif 1.1 : produire",),
        ("A2", "Solaire", "CC", 10.0),
        ("5. Gouvernance",),
        ("E1", "Animation", "CC", 10.0),
    )
    reading = read_grids(grid(*rows))
    assert axes(reading) == ["transition", "transition", None]
    assert problems(reading) == [("A6", "axis")]
    [question] = reading.questions
    assert (question.field, question.word) == ("axis", "5. Gouvernance")
    answers = Answers(words={"axis": {question.key: "foncier"}})
    assert axes(read_grids(grid(*rows), answers=answers)) == ["transition", "transition", "foncier"]


def test_a_banner_that_is_not_understood_ends_the_part_above():
    rows = (
        NAMES,
        ("Innovation",),
        ("A1", "Four", "CC", 10.0),
        ("Actions transversales",),
        ("E1", "Animation", "CC", 10.0),
    )
    coloured = {(2, 0): "#DDEBF7", (4, 0): "#DDEBF7"}
    for colours in (coloured, {(4, 0): "#DDEBF7"}, {}):
        assert axes(read_grids(grid(*rows, colours=colours))) == ["innovation", None]
    for below in ("Objectif 2 : produire", "2.1 Produire"):
        parted = [*rows[:3], (below,), *rows[4:]]
        assert axes(read_grids(grid(*parted, colours=coloured))) == ["innovation"] * 2


@pytest.mark.parametrize(
    ("text", "shape"),
    [
        *(("Axe 2 – Innovation", "axe"), ("VOLET 2", "volet"), ("2. Innovation", "1")),
        *(("2.1 Chaleur", ""), ("Chaleur", ""), ("", "")),
    ],
)
def test_titles_of_parts_have_a_shape(text, shape):
    assert AXES.shape_of(text) == shape


def test_a_word_close_to_one_of_an_axis_names_none():
    assert [AXES.is_keyword(word) for word in ("Friche", "Friches", "Fiche")] == [True, True, False]


@pytest.mark.parametrize(("name", "part"), [("1-Transition", "transition"), ("Transition", None)])
def test_a_sheet_may_be_named_by_a_number_and_a_word(name, part):
    assert AXES.of_sheet(name) == part


def test_a_number_that_is_not_that_of_its_words_is_told():
    reading = read_grids(
        grid(
            ("N°", "Axe", "Action"),
            ("A1", "Axe 1 Innovation", "Four"),
            ("A2", "2 – Innovation", "Fabrique"),
            ("A3", 3.0, "École"),
        )
    )
    assert axes(reading) == ["innovation", "innovation", "competences"]
    doubts = [(doubt.cell, doubt.words) for row in reading.rows for doubt in row.doubts]
    assert doubts == [("B2", "Axe 1 Innovation")]


@pytest.mark.parametrize(
    "row",
    [
        (1.0, 2.0, 3.0, 4.0, 5.0),
        ("A", "B", "C", "D", "E"),
        ("(1)", "(2)", "(3)", "(4)", "(5)"),
        ("ref_action", "axe", "intitule", "porteur", "budget"),
    ],
)
def test_a_row_that_numbers_or_names_the_columns_is_no_action(row):
    heads = ("Référence", "Axe", "Intitulé", "Porteur", "Budget (€)")
    reading = read_grids(grid(heads, row, ("A1", "TEE", "Four", "CC", 10.0)))
    assert (titles(reading), left_aside(reading)) == (["Four"], [(Why.HEADER, 2, 2)])


def test_the_same_title_twice_is_told():
    reading = read_grids(
        grid(
            ("Axe", "Action", "Statut"),
            ("TEE", "Four", "En cours"),
            ("TEE", "Four", "Terminé"),
            ("TEE", "Four", "Terminé"),
            ("TEE", "Fabrique", "Terminé"),
        )
    )
    doubts = [(doubt.cell, doubt.message) for row in reading.rows for doubt in row.doubts]
    assert doubts == [("B3", "Une autre action a le même intitulé\u00a0: B2.")]
    assert problems(reading) == [("B4", "title")]


def test_an_action_numbered_below_another_is_its_step():
    reading = read_grids(
        grid(
            ("N°", "Axe", "Action", "Budget (€)"),
            ("A1", "TEE", "Four", 10.0),
            ("A1.1", None, "Étude", None),
            ("A1-2", None, "Travaux", None),
            ("A2", "TEE", "Friche", 10.0),
            ("A2.1", "TEE", "Dépollution", 10.0),
        )
    )
    assert titles(reading) == ["Four", "Friche", "Dépollution"]
    assert [step["title"] for step in reading.rows[0].values["steps"]] == ["Étude", "Travaux"]


CARD = (("Référence", "A1"), ("Axe", "TEE"), ("Intitulé", "Four"), ("Porteur", "CC"))
OTHER = (("Référence", "B1"), ("Axe", "Innovation"), ("Intitulé", "Fabrique"), ("Porteur", "CCI"))


def test_actions_may_be_told_one_below_the_other():
    reading = read_grids(grid(("FICHES",), *CARD, (), ("FICHE",), *OTHER))
    assert [(row.values["reference"], row.values["lead"]) for row in reading.rows] == [
        *(("A1", "CC"), ("B1", "CCI")),
    ]


def test_cards_may_stand_side_by_side():
    lines = [(*one, None, *other) for one, other in zip(CARD, OTHER, strict=True)]
    reading = read_grids(grid(("FICHES",), *lines))
    assert titles(reading) == ["Four", "Fabrique"]


def test_a_card_may_have_a_row_that_a_user_emptied():
    reading = read_grids(grid(("FICHE",), *CARD), answers=Answers(cells={"Plan!A1": ""}))
    assert (titles(reading), reading.cells.aside) == (["Four"], 0)


def test_actions_told_in_part_are_no_cards():
    reading = read_grids(grid(*CARD, (), *OTHER[:2]))
    assert titles(reading) == ["Four"]


def test_a_table_may_be_turned():
    turned = [(*first, last[1]) for first, last in zip(CARD, OTHER, strict=True)]
    reading = read_grids(grid(*turned, ("Budget (€)", None, 10.0)))
    assert [(row.values["title"], row.values.get("planned_budget")) for row in reading.rows] == [
        *(("Four", None), ("Fabrique", 10_00)),
    ]
    assert reading.cells.aside == 0


@pytest.mark.parametrize(
    "extra",
    [
        [(None, "Priorité", "haute"), (None, "Statut", "En cours", "à jour")],
        [("Priorité", "haute"), *[("Commentaire", "RAS")] * 3],
        [(None, "Commentaire", "RAS")],
    ],
)
def test_a_card_with_words_beside_its_values_is_not_turned(extra):
    card = [(*line, "à confirmer") for line in CARD]
    reading = read_grids(grid(*card, *extra))
    assert titles(reading) == ["Four"]


def test_of_two_sheets_of_the_same_actions_the_latest_is_the_plan():
    heads, rows = ("N°", "Axe", "Action"), [(f"A{n}", "TEE", f"Action {n}") for n in range(4)]
    march, october = (grid(heads, *rows, name=f"COPIL {month}") for month in ("mars", "octobre"))
    reading = read_grids(march, october)
    assert [sheet.name for sheet in reading.sheets] == ["COPIL octobre"]
    versions = [grid(heads, *rows, name=f"Plan v{n}") for n in (1, 2)]
    assert [sheet.name for sheet in read_grids(*versions).sheets] == ["Plan v2"]


def test_a_sheet_of_other_columns_of_the_same_actions_says_what_to_do():
    plan = grid(
        ("N°", "Axe", "Action", "Porteur"),
        *[(f"A{n}", "TEE", f"Action {n}", "CC") for n in range(4)],
    )
    money = grid(
        ("N°", "Action", "Budget (€)"),
        *[(f"A{n}", f"Action {n}", 10.0) for n in range(4)],
        name="€",
    )
    reading = read_grids(plan, money)
    assert [(entry.sheet, entry.why) for entry in reading.ignored] == [("€", Why.BESIDE)]
