"""Sub-actions are steps; what they say of amounts and of progress is theirs, and compared."""

from datetime import date

import pytest

from usine.reading import Reading
from usine.reading.grid import Merge
from usine.values.dates import PartialDate, Precision

from .readings import grid, lacks, read_grids

HEADER = ("N°", "Axe", "Action", "Budget (k€)", "Statut")
CLASS = ("A1", "Compétences", "Former", 200.0, "En cours")
UNDER = (None, None, "  Ouvrir une classe", 150.0, "Terminé")
PARTED = ("N°", "Axe", "Action", "Étapes", "Fin", "Statut")


def announced(reading: Reading) -> list[tuple[str, str, int, int]]:
    every = reading.announced
    return [(e.cell, e.what.replace("\u00a0", " "), e.announced, e.read) for e in every]


def aside(reading: Reading) -> list[tuple[str, str, str]]:
    return [(each.range, each.message, each.holds) for each in reading.aside]


def told(reading: Reading) -> list[tuple[str, str, str]]:
    return [(each.cell, each.field, each.words) for row in reading.rows for each in row.doubts]


def steps(reading: Reading) -> list[tuple[str, str, bool]]:
    every = [step for row in reading.rows for step in row.values["steps"]]
    return [(each["title"], str(each["due"] or ""), each.get("done", False)) for each in every]


@pytest.mark.parametrize(("amount", "made"), [(60.0, 210_000_00), (50.0, 200_000_00)])
def test_the_amounts_of_sub_actions_are_compared_with_that_of_their_action(amount, made):
    machines = (None, None, "  Acheter les machines", amount, "En cours")
    reading = read_grids(grid(HEADER, CLASS, UNDER, machines))
    assert [row.values["planned_budget"] for row in reading.rows] == [200_000_00]
    is_made = made == 200_000_00
    expected = ("totaux des lignes" if is_made else "sous-actions de « Former »", made, 200_000_00)
    assert announced(reading) == [("D2", *expected)]
    assert aside(reading) == [
        ("D3:D4", "montants de sous-actions", "amounts"),
        ("E4", "détail de sous-actions", "texts"),
    ]
    assert steps(reading) == [("Ouvrir une classe", "", True), ("Acheter les machines", "", False)]


def test_sub_actions_of_which_some_have_no_amount_are_not_compared():
    machines = (None, None, "  Acheter les machines", "à chiffrer", "En cours")
    reading = read_grids(grid(HEADER, CLASS, UNDER, machines))
    assert (announced(reading), told(reading)) == ([], [])
    assert aside(reading)[0] == ("D3:D4", "montants de sous-actions", "amounts")


def test_sub_actions_that_have_amounts_where_their_action_has_none_are_told():
    reading = read_grids(grid(HEADER, (*CLASS[:3], None, "En cours"), UNDER))
    assert "planned_budget" not in reading.rows[0].values
    assert announced(reading) == []
    assert told(reading) == [("D3", "planned_budget", "150")]


def test_an_amount_that_is_not_understood_is_not_compared():
    reading = read_grids(grid(HEADER, (*CLASS[:3], "beaucoup", "En cours"), UNDER))
    assert (announced(reading), told(reading)) == ([], [])
    assert lacks(reading) == [("D2", "planned_budget")]


def test_steps_on_their_lines_leave_its_status_to_the_action():
    june = PartialDate(date(2025, 6, 1), Precision.MONTH)
    rows = [
        ("A1", "TEE", "Four", None, "2027", "40 %"),
        (None, None, None, "Étude", june, "100 %"),
        (None, None, None, "Travaux", "2027", "20 %"),
    ]
    reading = read_grids(grid(PARTED, *rows))
    assert [row.values["status"] for row in reading.rows] == ["in_progress"]
    assert steps(reading) == [("Étude", "juin 2025", True), ("Travaux", "2027", False)]
    assert reading.questions == ()
    assert aside(reading) == [("F4", "détail de sous-actions", "texts")]


def test_a_status_beside_the_first_step_may_be_of_either_and_is_asked():
    rows = [
        ("A1", "TEE", "Four", "Étude", None, "Terminé"),
        (None, None, None, "Travaux", None, "En cours"),
    ]
    reading = read_grids(grid(PARTED, *rows))
    assert "status" not in reading.rows[0].values
    assert lacks(reading) == [("F2", "status"), ("F3", "status")]
    assert [step for *_, step in steps(reading)] == [False, False]


def test_a_status_on_a_line_of_no_step_is_of_the_action_too():
    rows = [
        ("A1", "TEE", "Four", None, None, "Terminé"),
        (None, None, None, "Travaux", None, "En cours"),
        (None, None, None, None, "2027", "Abandonné"),
    ]
    reading = read_grids(grid(PARTED, *rows, merges=[Merge(2, 2, 4, 2)]))
    assert lacks(reading) == [("F2", "status"), ("F4", "status")]
