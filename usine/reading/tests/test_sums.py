"""A row of figures and dates without a label that sums those above is a total."""

import pytest

from usine.reading import Why
from usine.reading.grid import Merge

from .readings import grid, left_aside, read_grids

HEADS = ("N°", "Axe", "Action", "Début", "Fin", "Budget (€)", "Région (€)")
FOUR = ("A1", "TEE", "Four", "2024", "2026", 100_000.0, 20_000.0)
HALL = ("A2", "Foncier", "Halle", "2025", "2027", 250_000.0, 30_000.0)
RIVE = ("A3", "TEE", "Rive", "2023", "2024", 50_000.0, None)
NONE = (None, None, None)
TITLED = ("Deuxième groupe", *[None] * 6)


def total(*cells):
    return (*NONE, *cells)


def budgets(reading):
    return [row.values.get("planned_budget") for row in reading.rows if not row.is_refused]


def proofs(reading):
    return [(each.cell, each.is_proof) for each in reading.announced]


@pytest.mark.parametrize(
    "row",
    [
        total("2024", "2027", 350_000.0, 50_000.0),
        total("01/01/2024", None, "350 000 €", None),
        total(None, "2027", None, 50_000.0),
    ],
)
def test_a_sum_beside_dates_is_a_total(row):
    reading = read_grids(grid(HEADS, FOUR, HALL, row))
    assert budgets(reading) == [100_000_00, 250_000_00]
    assert [row.last for row in reading.rows] == [2, 3]
    assert left_aside(reading) == [(Why.TOTAL, 4, 4)]
    assert all(is_proof for _, is_proof in proofs(reading))


def test_each_group_has_its_sum_and_the_table_too():
    first = total("2024", "2027", 350_000.0, 50_000.0)
    other = ("A4", "TEE", "Quai", "2025", "2025", 5_000.0, None)
    second = total("2023", "2025", 55_000.0, None)
    whole = total("2023", "2027", 405_000.0, 50_000.0)
    rows = (FOUR, HALL, first, RIVE, other, second, whole)
    reading = read_grids(grid(HEADS, *rows))
    assert budgets(reading) == [100_000_00, 250_000_00, 50_000_00, 5_000_00]
    assert left_aside(reading) == [(Why.TOTAL, 4, 4), (Why.TOTAL, 7, 8)]
    assert proofs(reading) == [("F4", True), ("G4", True), ("F7", True), ("F8", True), ("G8", True)]


def test_a_sum_is_of_the_rows_since_the_last_gap():
    second = total("2023", "2027", 300_000.0, 30_000.0)
    reading = read_grids(grid(HEADS, FOUR, (), HALL, RIVE, (), second))
    assert budgets(reading) == [100_000_00, 250_000_00, 50_000_00]
    assert left_aside(reading)[-1] == (Why.TOTAL, 7, 7)


def test_a_sum_is_of_the_rows_under_their_title():
    second = total("2023", "2027", 300_000.0, 30_000.0)
    reading = read_grids(grid(HEADS, FOUR, TITLED, HALL, RIVE, second))
    assert budgets(reading) == [100_000_00, 250_000_00, 50_000_00]
    assert left_aside(reading)[-1] == (Why.TOTAL, 6, 6)


@pytest.mark.parametrize(
    "row",
    [
        total("2024", "2027", 349_000.0, None),  # another amount
        total("2024", "2027", 350_000.0, 49_000.0),  # of which one is another
        total("2024", "2027", None, None),  # dates alone
        total("2024", "2027", "à chiffrer", None),
    ],
)
def test_other_figures_without_a_label_continue_the_action_above(row):
    reading = read_grids(grid(HEADS, FOUR, HALL, row))
    assert [row.last for row in reading.rows] == [2, 4]
    told = "Les lignes 3 à 4 sont lues comme une seule action."
    assert told in [doubt.message for doubt in reading.rows[1].doubts]
    assert left_aside(reading) == []


def test_a_single_amount_is_no_sum():
    reading = read_grids(grid(HEADS, RIVE, total("2023", "2024", 50_000.0, None)))
    assert budgets(reading) == [None]
    assert [entry.cell for entry in reading.rows[0].incomplete] == ["F2", "F3"]


def test_a_row_that_is_merged_with_the_action_above_is_no_sum():
    row = total("2024", "2027", 350_000.0, 50_000.0)
    merges = [Merge(3, 2, 4, 2)]
    reading = read_grids(grid(HEADS, FOUR, HALL, row, merges=merges))
    assert budgets(reading) == [100_000_00, 600_000_00]


def test_words_beside_figures_are_no_sum():
    heads = (*HEADS, "Commentaire")
    row = (*total("2024", "2027", 350_000.0, 50_000.0), "lot 2")
    reading = read_grids(grid(heads, FOUR, HALL, row))
    assert budgets(reading) == [100_000_00, 600_000_00]
    assert [row.last for row in reading.rows] == [2, 4]
