"""The total that an action gives of itself, and what was spent beside what is planned."""

import pytest

from usine.reading.grid import Merge

from .readings import grid, read_grids

HEADER = ("N°", "Axe", "Action")
FOUR = ("A1", "TEE", "Four")
UNDER = (None, None, None)
SPENT = "montants dépensés\u00a0: le plan ne reprend que ce qui est prévu"


def budgets(reading):
    return [row.values.get("planned_budget") for row in reading.rows]


def planned(reading):
    return [[each["planned"] for each in row.values["funding"]] for row in reading.rows]


@pytest.mark.parametrize("is_first", [True, False])
@pytest.mark.parametrize("is_merged", [True, False])
@pytest.mark.parametrize(
    "whole", ["Total", "TOTAL", "Coût total", "Sous-total", "Ensemble", "Σ", "Coût de l’action"]
)
def test_the_total_of_an_action_is_not_one_of_its_parts(whole, is_merged, is_first):
    pairs = [("Région", 5000.0), ("État", 2000.0)]
    pairs.insert(0 if is_first else 2, (whole, 7000.0))
    rows = [(*FOUR, *pairs[0]), *((*UNDER, *pair) for pair in pairs[1:])]
    merges = [Merge(2, column, 4, column) for column in range(3)] if is_merged else []
    reading = read_grids(grid((*HEADER, "Financeur", "Montant (€)"), *rows, merges=merges))
    assert budgets(reading) == [7000_00]
    assert planned(reading) == [[5000_00, 2000_00]]
    assert {(proof.announced, proof.read) for proof in reading.proofs} == {(7000_00, 7000_00)}
    assert reading.differences == []


@pytest.mark.parametrize(("is_merged", "total"), [(True, 8000_00), (False, 7000_00)])
def test_the_total_of_some_of_those_who_pay_is_not_that_of_the_action(is_merged, total):
    rows = [
        (*FOUR, "Région", 5000.0),
        (*UNDER, "Sous-total public", 5000.0),
        (*UNDER, "Entreprise", 2000.0),
        (*UNDER, "Total", 8000.0),
    ]
    merges = [Merge(2, column, 5, column) for column in range(3)] if is_merged else []
    reading = read_grids(grid((*HEADER, "Financeur", "Montant (€)"), *rows, merges=merges))
    assert budgets(reading) == [total]
    assert planned(reading) == [[5000_00, 2000_00]]
    assert [(each.announced, each.read) for each in reading.differences] == [(8000_00, 7000_00)]


def test_what_is_spent_is_never_planned():
    heads = (*HEADER, "Budget 2025 prévu", "Budget 2025 consommé", "Budget 2026 prévu")
    reading = read_grids(grid(heads, (*FOUR, 10_000.0, 4000.0, 20_000.0)))
    assert budgets(reading) == [30_000_00]
    assert [aside.message for aside in reading.aside] == [SPENT]


@pytest.mark.parametrize("spent", ["Dépenses réalisées", "Montant mandaté", "Budget dépensé"])
def test_the_total_of_what_is_spent_is_no_budget_wherever_it_stands(spent):
    heads = (*HEADER, spent, None, None, "Budget prévisionnel", None, None)
    leaves = (*UNDER, 2024.0, 2025.0, "Total", 2024.0, 2025.0, "Total")
    row = (*FOUR, 5000.0, 6000.0, 11_000.0, 10_000.0, 20_000.0, 30_000.0)
    merges = [Merge(1, 3, 1, 5), Merge(1, 6, 1, 8)]
    reading = read_grids(grid(heads, leaves, row, merges=merges))
    assert budgets(reading) == [30_000_00]
    assert planned(reading) == [[10_000_00, 20_000_00]]
    assert reading.differences == []
    assert {aside.message for aside in reading.aside} == {SPENT}
