"""Bars that merged cells draw over a calendar: the start and the end are told as read from them."""

import pytest

from usine.reading.bars import is_words
from usine.reading.grid import Merge

from .readings import grid, lacks, read_grids

NAMES = ("N°", "Axe", "Action")
YEARS = (*NAMES, "2024", "2025", "2026", "2027")
FOUR, GARE = ("A1", "TEE", "Four"), ("A2", "Foncier", "Gare")
QUARTERS = [
    (*NAMES, "2025", None, None, None, "2026", None, None, None),
    (None, None, None, *["T1", "T2", "T3", "T4"] * 2),
]


def periods(reading) -> list[tuple[str, str]]:
    return [(str(row.values.get("start")), str(row.values.get("end"))) for row in reading.rows]


@pytest.mark.parametrize("inside", ["x", "Travaux", "Phase 1"])
def test_a_bar_goes_from_its_first_column_to_its_last(inside):
    bars = [Merge(2, 3, 2, 4), Merge(3, 4, 3, 6)]
    rows = (*FOUR, inside), (*GARE, None, inside)
    reading = read_grids(grid(YEARS, *rows, merges=bars))
    assert periods(reading) == [("2024", "2025"), ("2025", "2027")]
    told = [(doubt.cell, doubt.message, doubt.words) for doubt in reading.rows[0].doubts]
    assert told == [("D2", "La période est lue de la barre\u00a0: de 2024 à 2025.", inside)]
    noted = [note.words for row in reading.rows for note in row.notes]
    assert noted == ([] if inside == "x" else [inside] * 2)
    assert (reading.aside, reading.questions) == ((), ())


def test_a_coloured_bar_counts_whole_where_its_first_cell_alone_is_coloured():
    bars, colours = [Merge(2, 3, 2, 5)], {(2, 3): "#00B050", (3, 5): "#00B050"}
    reading = read_grids(grid(YEARS, FOUR, GARE, merges=bars, colours=colours))
    assert periods(reading) == [("2024", "2026"), ("2026", "2026")]


def test_the_bars_of_a_row_span_together():
    merges = [Merge(1, 3, 1, 6), Merge(1, 7, 1, 10), Merge(3, 4, 3, 5), Merge(3, 7, 3, 9)]
    row = (*FOUR, None, "Étude", None, None, "Travaux")
    reading = read_grids(grid(*QUARTERS, row, merges=merges))
    assert periods(reading) == [("T2 2025", "T3 2026")]
    assert [(note.column, note.words) for note in reading.rows[0].notes] == [
        ("2025 › T2", "Étude"),
        ("2026 › T1", "Travaux"),
    ]


def test_words_in_one_cell_beside_bars_are_asked():
    rows = (*FOUR, "Travaux"), (*GARE, None, None, "Levé")
    reading = read_grids(grid(YEARS, *rows, merges=[Merge(2, 3, 2, 4)]))
    assert periods(reading) == [("2024", "2025"), ("None", "None")]
    assert lacks(reading) == [("F3", "period")]
    assert [(q.field, q.word) for q in reading.questions] == [("period", "Levé")]


def test_a_bar_that_leaves_the_calendar_is_to_complete():
    heads = (*YEARS, "Budget (€)")
    rows = (*FOUR, "x"), (*GARE, None, None, None, "x")
    reading = read_grids(grid(heads, *rows, merges=[Merge(2, 3, 2, 4), Merge(3, 6, 3, 7)]))
    assert periods(reading) == [("2024", "2025"), ("None", "None")]
    assert lacks(reading) == [("G3", "period")]


def test_amounts_over_years_are_no_bars():
    rows = (*FOUR, 50_000.0), (*GARE, None, "80 000 €")
    reading = read_grids(grid(YEARS, *rows, merges=[Merge(2, 3, 2, 4), Merge(3, 4, 3, 6)]))
    assert periods(reading) == [("None", "None")] * 2


def test_a_tick_over_several_statuses_is_asked():
    heads = (*NAMES, "À initier", "En cours")
    reading = read_grids(grid(heads, (*FOUR, "x"), (*GARE, "x"), merges=[Merge(2, 3, 2, 4)]))
    assert [row.values.get("status") for row in reading.rows] == [None, "to_start"]
    assert lacks(reading) == [("D2", "status")]


@pytest.mark.parametrize(
    ("cell", "said"), [("Étude", True), ("50 k€", False), ("-", False), (5.0, False)]
)
def test_words_are_told_from_amounts(cell, said):
    assert is_words(cell) == said
