"""Lines that are written again word for word, where an action has several."""

import pytest

from usine.reading import Category

from .readings import grid, read_grids

HEAD = ("Réf", "Axe", "Intitulé", "Financeur", "Montant", "Étape")
TOLD = "La ligne {} est déjà écrite plus haut, mot pour mot\xa0: elle est comptée une fois{}."


def line(reference, payer, amount, step=None, title="Four"):
    return (reference, "1", title, payer, amount, step)


def planned(row):
    return [each.get("planned") for each in row.values["funding"]]


@pytest.mark.parametrize("reference", ["Q1", None])
def test_the_same_line_is_counted_once_and_told(reference):
    lines = (
        line(reference, "Région", 100_000),
        line(reference, "Région", 100_000),
        line(reference, "ADEME", 60_000),
        line(reference, "Région", 100_000),
    )
    reading = read_grids(grid(HEAD, *lines))
    [row] = reading.rows
    assert (planned(row), row.values["planned_budget"]) == ([100_000_00, 60_000_00], 160_000_00)
    told = [(each.cell, each.message) for each in row.doubts if "mot pour mot" in each.message]
    assert told == [
        ("C3", TOLD.format(3, ", sans ajouter 100\u00a0000\xa0€")),
        ("C5", TOLD.format(5, ", sans ajouter 100\u00a0000\xa0€")),
    ]
    aside = [(each.category, each.range) for each in reading.aside]
    assert aside == [(Category.ROW, ranges) for ranges in aside_of(reference)]


def aside_of(reference):
    first = "A" if reference else "B"
    return [f"{first}3:E3", f"{first}5:E5"]


@pytest.mark.parametrize("other", [("Région", 100_001), ("Ademe", 100_000), ("Région", None)])
def test_a_line_that_differs_in_one_cell_is_added(other):
    [row] = read_grids(grid(HEAD, line("Q1", "Région", 100_000), line("Q1", *other))).rows
    assert planned(row) == [100_000_00, other[1] and other[1] * 100]


def test_a_step_that_is_written_again_is_one():
    lines = (line("Q1", None, None, "Études"), line("Q1", None, None, "Études"))
    ticked = (line("Q2", "x", "x", "Études", "Halle"), line("Q2", "x", "x", "Études", "Halle"))
    rows = read_grids(grid(HEAD, *lines, *ticked)).rows
    assert [[step["title"] for step in row.values["steps"]] for row in rows] == [["Études"]] * 2
    told = [each.message for row in rows for each in row.doubts if "mot pour mot" in each.message]
    assert told == [TOLD.format(3, ""), TOLD.format(5, "")]


def test_a_line_beside_the_plan_is_counted_once_too():
    plan = grid(("Réf", "Axe", "Intitulé"), ("Q1", "1", "Four"))
    lines = (("Action", "Financeur", "Montant"), *[("Four", "Région", 100_000)] * 2)
    [row] = read_grids(plan, grid(*lines, name="Financement")).rows
    assert planned(row) == [100_000_00]
    told = [(each.cell, each.message) for each in row.doubts if "mot pour mot" in each.message]
    assert told == [("Financement!A3", TOLD.format(3, ", sans ajouter 100\u00a0000\xa0€"))]
