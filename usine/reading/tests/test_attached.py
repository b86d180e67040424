"""The sheets of details of our own workbooks: each line is given to the action that it names."""

from datetime import date

import pytest

from usine.plans.fields import DETAIL_SHEETS, LINE_OF, TITLE_OF
from usine.reading import Category, Unreadable, Why
from usine.reading.grid import BrokenCell
from usine.values.dates import PartialDate, Precision

from .readings import grid, lacks, read_grids

PLAN = grid(("Axe", "Action"), ("Foncier", "Friche"), ("Foncier", "Quai"), ("TEE", "Quai"))
STEPS = (LINE_OF, TITLE_OF, "Étape", "Échéance", "Faite", "Faite le")
FUNDING = (LINE_OF, TITLE_OF, "Financeur", "Année", "Demandé", "Montants")
RESULTS = (LINE_OF, TITLE_OF, "Résultat", "Visé", "Source")
INDICATORS = (LINE_OF, TITLE_OF, "Indicateur", "Visé")


def beside(name: str, *rows):
    sheet, _ = DETAIL_SHEETS[name]
    return read_grids(PLAN, grid(*rows, name=sheet))


def given(reading, name: str) -> list:
    return [row.values.get(name) for row in reading.rows]


def aside(reading) -> list[tuple[Category, str]]:
    return [(each.category, each.range) for each in reading.aside]


def test_each_line_is_given_to_the_action_of_its_title():
    # The plan was sorted since: the numbers are those of before.
    reading = beside("steps", STEPS, (9, "Friche", "Étude"), (3, "Quai", "Levé", None, "non"))
    assert given(reading, "steps") == [
        [{"title": "Étude", "done": False}],
        [{"title": "Levé", "done": False}],
        None,
    ]
    assert (reading.ignored, reading.aside) == ((), ())
    assert reading.cells == (21, 13, 8, 0)


def test_a_sheet_may_be_renamed_or_moved_about():
    steps = ("Étape", "Échéance", TITLE_OF, "Faite", "Faite le", LINE_OF)
    lines = [
        ("Nos étapes",),
        steps,
        ("Étude", None, "Friche", None, None, 9),
        ("Levé", None, "Friche"),
    ]
    reading = read_grids(PLAN, grid(*lines, name="Copie de travail"))
    assert [each["title"] for each in given(reading, "steps")[0]] == ["Étude", "Levé"]
    # One that is renamed without all its columns is another.
    reading = read_grids(PLAN, grid(steps[:3], *lines[2:], name="Copie de travail"))
    assert given(reading, "steps") == [None] * 3


@pytest.mark.parametrize("whose", [(9, "Quai"), (2, "Ailleurs"), (2, None), (None, "…")])
def test_a_line_that_names_no_action_or_several_is_left_aside(whose):
    reading = beside("steps", STEPS, (*whose, "Étude"))
    assert given(reading, "steps") == [None] * 3
    [(category, _)] = aside(reading)
    assert category == Category.ROW


def test_the_values_of_each_kind():
    due = PartialDate(date(2026, 6, 1), Precision.MONTH)
    reading = beside("steps", STEPS, (2, "Friche", "Étude", "juin 2026", None, "juin 2026"))
    assert given(reading, "steps")[0] == [
        {"title": "Étude", "due": due, "done": True, "done_on": due}
    ]
    line = (2, "Friche", "Région", 2026.0, 1_000.5, "Hors taxes")
    reading = beside("funding", FUNDING, line)
    assert given(reading, "funding")[0] == [
        {"funder": "region", "year": 2026, "asked": 1_000_50, "tax": "ht"}
    ]
    cell = reading.rows[0].shares[0, "asked"]
    assert cell == ("Financements", 2, "E2", "1000.5")
    reading = beside("results", RESULTS, (2, "Friche", "Hectares reconvertis", 3.5, "Relevé"))
    assert given(reading, "results")[0] == [
        {"code": "hectares", "target": 35_000, "source": "Relevé"}
    ]
    reading = beside("indicators", INDICATORS, (2, "Friche", "Visites", 12.0))
    assert given(reading, "indicators")[0] == [{"name": "Visites", "target": "12"}]


@pytest.mark.parametrize(
    ("name", "header", "cells", "why"),
    [
        ("steps", STEPS, ("Étude", BrokenCell("error", "#REF!")), "affiche une erreur"),
        ("steps", STEPS, (None, "juin 2026"), "n’a pas d’intitulé"),
        ("steps", STEPS, ("x" * 301, "juin 2026"), "raccourcissez ce texte à 300"),
        ("funding", FUNDING, ("Mécène", 2026.0), "« Mécène » n’est pas dans la liste"),
        ("funding", FUNDING, (None, 2026.0), "Dites qui finance"),
        ("funding", FUNDING, ("Région", "bientôt"), "écrivez un nombre"),
        ("funding", FUNDING, ("Région", True), "écrivez un nombre"),
        ("results", RESULTS, ("Hectares reconvertis", None, "Relevé"), "visé"),
        ("results", RESULTS, (None, 3.0), "Choisissez un résultat"),
        ("indicators", INDICATORS, (None, "12"), "n’a pas de nom"),
    ],
)
def test_what_does_not_hold_is_to_complete(name, header, cells, why):
    reading = beside(name, header, (2, "Friche", *cells))
    assert given(reading, name)[0] is None
    filled = [cell for cell in cells if cell is not None]
    assert [field for _, field in lacks(reading)] == [name] * len(filled)
    assert why in reading.rows[0].incomplete[0].why.replace("\u00a0", " ")
    assert {category for category, _ in aside(reading)} == {Category.INCOMPLETE}
    total, read, structure, left = reading.cells
    assert total == read + structure + left


def test_another_sheet_of_that_name_is_none_of_ours():
    reading = beside("funding", ("Financeur", "Montant"), ("Région", 100_000.0))
    assert [entry.why for entry in reading.ignored] == [Why.NO_TABLE]
    assert given(beside("funding"), "funding") == [None] * 3


def test_a_result_that_a_column_counts_is_not_said_twice():
    plan = grid(("Axe", "Action", "Emplois créés visés"), ("Foncier", "Friche", 12.0))
    lines = RESULTS, (2, "Friche", "Emplois créés", 15.0), (2, "Friche", "Personnes formées", 3.0)
    reading = read_grids(plan, grid(*lines, name=DETAIL_SHEETS["results"][0]))
    assert given(reading, "results") == [[{"code": "people_trained", "target": 3}]]
    assert given(reading, "jobs_created") == [{"target": 12}]
    assert {why for _, why in lacks(reading)} == {"results"}


def test_a_file_of_attached_sheets_alone_holds_no_actions():
    with pytest.raises(Unreadable):
        read_grids(grid(FUNDING, (2, "Friche", "Région", None, 10.0), name="Financements"))
