"""The total that an action gives of itself, and what was spent beside what is planned."""

import pytest

from usine.reading import IGNORED, Answers
from usine.reading.grid import BrokenCell, Merge

from .readings import grid, lacks, read_grids

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


@pytest.mark.parametrize("is_merged", [True, False])
def test_a_total_repeated_on_each_line_is_the_whole_when_its_parts_make_it(is_merged):
    heads = (*HEADER, "Coût total", "Financeur", "Montant (€)")
    rows = (*FOUR, 7000.0, "Région", 5000.0), (*UNDER, 7000.0, "État", 2000.0)
    merges = [Merge(2, column, 3, column) for column in range(3)] if is_merged else []
    closed = (None, None, "Total", 7000.0, None, 7000.0)
    reading = read_grids(grid(heads, *rows, closed, merges=merges))
    assert budgets(reading) == [7000_00]
    assert planned(reading) == [[5000_00, 2000_00]]
    assert reading.differences == []
    other = (*UNDER, 7000.0, "État", "beaucoup")
    reading = read_grids(grid(heads, rows[0], other, merges=merges))
    assert budgets(reading) == [None]


YEARS = (*HEADER, "Budget (€)", None, None)
LEAVES = (*UNDER, 2024.0, 2025.0, "Total")
OF_YEARS = [Merge(1, 3, 1, 5)]


def test_a_total_whose_formula_has_no_value_is_the_sum_of_the_parts_and_is_told():
    row = (*FOUR, 10_000.0, 20_000.0, BrokenCell("formula"))
    reading = read_grids(grid(YEARS, LEAVES, row, merges=OF_YEARS))
    assert budgets(reading) == [30_000_00]
    assert lacks(reading) == []
    assert [doubt.cell for doubt in reading.rows[0].doubts] == ["F3"]


@pytest.mark.parametrize("cell", [BrokenCell("error"), "beaucoup"])
def test_a_total_that_is_not_understood_stays_empty(cell):
    reading = read_grids(grid(YEARS, LEAVES, (*FOUR, 10_000.0, 20_000.0, cell), merges=OF_YEARS))
    assert budgets(reading) == [None]
    assert lacks(reading) == [("F3", "planned_budget")]


@pytest.mark.parametrize("total", ["Plan de financement total", "Total des financements"])
def test_the_total_of_a_financing_is_no_line_of_it(total):
    row = (*FOUR, 5000.0, 2000.0, 7000.0)
    reading = read_grids(grid((*HEADER, "DETR", "Région", total), row))
    assert budgets(reading) == [7000_00]
    assert planned(reading) == [[5000_00, 2000_00]]
    both = (*HEADER, total, "Coût total")
    assert budgets(read_grids(grid(both, (*FOUR, 5000.0, 7000.0)))) == [7000_00]


@pytest.mark.parametrize("total", [(), ("Total",)])
def test_years_told_from_another_add_up_without_their_year(total):
    heads = (*HEADER, "Budget (€)", None, *(None for _ in total))
    row = (*FOUR, 10_000.0, 20_000.0, *(30_000.0 for _ in total))
    merges = [Merge(1, 3, 1, 4 + len(total))]
    reading = read_grids(grid(heads, (*UNDER, "N", "N+1", *total), row, merges=merges))
    assert budgets(reading) == [30_000_00]
    assert reading.aside == ()
    assert [remark.split(" n’est")[0] for remark in reading.remarks] == [
        "L’année de «\u00a0Budget (€) › N\u00a0»",
        "L’année de «\u00a0Budget (€) › N+1\u00a0»",
    ]


def test_years_head_what_is_planned_beside_what_is_spent():
    heads = (*HEADER, "2025", None, "2026", None, "Total", None)
    leaves = (*UNDER, *("Prévu", "Réalisé") * 3)
    row = (*FOUR, 10_000.0, 5000.0, 20_000.0, 0.0, 30_000.0, 5000.0)
    merges = [Merge(1, first, 1, first + 1) for first in (3, 5, 7)]
    reading = read_grids(grid(heads, leaves, row, merges=merges))
    assert budgets(reading) == [30_000_00]
    assert planned(reading) == [[10_000_00, 20_000_00]]
    assert [aside.range for aside in reading.aside] == ["E3", "G3", "I3"]


def test_expenses_that_are_foreseen_are_the_budget_and_others_are_told():
    heads = (*HEADER, "Dépenses prévisionnelles")
    assert budgets(read_grids(grid(heads, (*FOUR, 7000.0)))) == [7000_00]
    reading = read_grids(grid((*HEADER, "Dépenses", "Nombre"), (*FOUR, 7000.0, 300.0)))
    assert budgets(reading) == [None]
    [remark] = reading.remarks
    assert "les montants de «\u00a0Dépenses\u00a0» ne sont pas pris (colonne D, ligne 1)" in remark
    left = Answers(columns={"Dépenses": IGNORED})
    assert read_grids(grid((*HEADER, "Dépenses"), (*FOUR, 7000.0)), answers=left).remarks == ()


def test_a_total_of_years_spent_and_planned_is_not_that_of_the_planned_ones():
    heads, merges = (*HEADER, "Budget", None, None, None), [Merge(1, 3, 1, 6)]
    leaves = (*UNDER, "Réalisé 2024", "Prévu 2025", "Prévu 2026", "Total")
    row = (*FOUR, 5000.0, 10_000.0, 20_000.0, 35_000.0)
    reading = read_grids(grid(heads, leaves, row, merges=merges))
    assert budgets(reading) == [35_000_00]
    assert planned(reading) == [[10_000_00, 20_000_00]]
    assert reading.announced == ()
