"""A column that gives way to another is read where that one is blank, and told."""

import pytest

from .readings import grid, read_grids

NAMES = ("N°", "Axe", "Action")
FOUR, HALL = ("A1", "TEE", "Four"), ("A2", "Foncier", "Halle")


def doubts(reading):
    return [(d.cell, d.message.replace("\u00a0", " ")) for row in reading.rows for d in row.doubts]


def budgets(reading):
    return [row.values.get("planned_budget") for row in reading.rows]


def test_a_budget_that_is_not_revised_is_the_first_one():
    heads = (*NAMES, "Budget initial (k€)", "Budget révisé (€)")
    reading = read_grids(grid(heads, (*FOUR, 100.0, 145_000.0), (*HALL, 80.0, None)))
    assert budgets(reading) == [145_000_00, 80_000_00]
    sentence = "« Budget révisé (€) » est vide : « Budget initial (k€) » est lu à sa place."
    assert doubts(reading) == [("D3", sentence)]
    assert [(each.range, each.count, each.message) for each in reading.aside] == [
        ("D2", 1, "une autre colonne est prise à sa place")
    ]


def test_an_end_that_has_not_come_is_the_one_that_is_planned():
    heads = (*NAMES, "Fin prévue", "Fin réelle")
    reading = read_grids(grid(heads, (*FOUR, "2026", None), (*HALL, "2024", "03/2025")))
    assert [str(row.values["end"]) for row in reading.rows] == ["2026", "mars 2025"]
    assert [cell for cell, _ in doubts(reading)] == ["D2"]


@pytest.mark.parametrize("options", [{"hidden_columns": frozenset({3})}, {}])
def test_a_hidden_column_is_never_read(options):
    heads = (*NAMES, "Budget (€)", "Budget (€)")
    reading = read_grids(grid(heads, (*FOUR, 1000.0, 2000.0), (*HALL, 3000.0, None), **options))
    is_hidden = bool(options)
    first = 2000_00 if is_hidden else 1000_00
    assert budgets(reading) == [first, None if is_hidden else 3000_00]


def test_a_spare_cell_that_is_not_read_leaves_the_field_empty():
    heads = (*NAMES, "Budget initial (€)", "Budget révisé (€)")
    rows = ((*FOUR, "10 à 20 k€", None), (*HALL, "NC", None))
    reading = read_grids(grid(heads, ("A3", "TEE", "Haies", 1000.0, 2000.0), *rows))
    assert budgets(reading) == [2000_00, None, None]
    assert [entry.cell for entry in reading.incomplete] == ["D3"]
    assert doubts(reading) == []


def test_a_status_of_before_is_no_spare():
    heads = (*NAMES, "Statut 2024", "Statut 2025")
    reading = read_grids(grid(heads, (*FOUR, "En cours", "Réalisé"), (*HALL, "En cours", None)))
    assert [row.values.get("status") for row in reading.rows] == ["done", None]
