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


PROGRESS = (*NAMES, "Statut", "Avancement (%)")
RIVE = ("A3", "TEE", "Rive")


def statuses(reading):
    return [row.values.get("status") for row in reading.rows]


@pytest.mark.parametrize(
    "heads",
    [
        [PROGRESS],
        [(*NAMES, "% d’avancement", "Statut")],
        [(*NAMES, "Avancement", None), (None, None, None, "Statut", "%")],
        [(*NAMES, "Avancement", None), (None, None, None, "%", "Statut")],
    ],
)
def test_words_go_before_a_share_and_another_share_is_told(heads):
    is_swapped = "%" in heads[-1][3]
    rows = [("Terminé", 0.8), ("Abandonné", 0.1), ("En cours", 0.4)]
    lines = [
        (*name, *(reversed(cells) if is_swapped else cells))
        for name, cells in zip((FOUR, HALL, RIVE), rows, strict=True)
    ]
    reading = read_grids(grid(*heads, *lines))
    assert statuses(reading) == ["done", "abandoned", "in_progress"]
    header = next(each for each in heads[-1] if each and "%" in each)
    group = "" if len(heads) == 1 else "Avancement › "
    sentence = f"« {group}{header} » dit « En cours de réalisation » : les mots sont pris."
    at = f"{'E' if is_swapped else 'D'}{len(heads) + 1}"
    assert doubts(reading) == [(at, sentence)]


def test_a_share_is_read_where_the_words_are_blank():
    rows = ((*FOUR, "En cours", "40 %"), (*HALL, None, "100 %"), (*RIVE, "-", "150 %"))
    reading = read_grids(grid(PROGRESS, *rows))
    assert statuses(reading) == ["in_progress", "done", None]
    sentence = "« Statut » est vide : « Avancement (%) » est lu à sa place."
    assert doubts(reading) == [("E3", sentence)]


def test_a_share_that_is_none_is_not_compared():
    rows = ((*FOUR, "Terminé", 100.0), (*HALL, "En cours", 250.0))
    reading = read_grids(grid(PROGRESS, *rows))
    assert (statuses(reading), doubts(reading)) == (["done", "in_progress"], [])


@pytest.mark.parametrize(
    "heads", [("Statut initial", "Avancement (%)"), ("Statut", "Avancement 2023 (%)")]
)
def test_a_share_of_another_time_is_neither_compared_nor_read(heads):
    rows = ((*FOUR, "À initier", 0.4), (*HALL, None, 0.4))
    reading = read_grids(grid((*NAMES, *heads), *rows))
    is_initial = heads[0] != "Statut"
    expected = ["in_progress", "in_progress"] if is_initial else ["to_start", None]
    assert (statuses(reading), doubts(reading)) == (expected, [])
