"""What a file announces of itself is compared with what is read of it."""

import pytest

from usine.reading import Reading, Why
from usine.reading.grid import BrokenCell

from .readings import grid, read_grids

HEADER = ("N°", "Axe", "Action", "Budget (€)")
ROWS = (("A1", "TEE", "Four", 1000.0), ("A2", "TEE", "Toit", 2000.0))


def told(reading: Reading) -> list[tuple[str, int, int]]:
    return [(each.cell, each.announced, each.read) for each in reading.announced]


def test_a_total_is_a_proof_or_a_difference():
    right = read_grids(grid(HEADER, *ROWS, ("Total", None, None, 3000.0)))
    assert ([each.cell for each in right.proofs], right.differences) == (["D4"], [])
    wrong = read_grids(grid(HEADER, *ROWS, ("Total", None, None, 4000.0)))
    assert told(wrong) == [("D4", 4000_00, 3000_00)]
    assert [each.cell for each in wrong.differences] == ["D4"]
    empty = read_grids(grid(HEADER, *ROWS, ("Total", None, None, "NC"), ("Total", "x", None, "?")))
    assert told(empty) == []
    for figure in (BrokenCell("formula"), "100 %"):
        other = read_grids(grid(HEADER, *ROWS, ("Total", None, None, figure)))
        assert ([entry.why for entry in other.ignored], told(other)) == ([Why.TOTAL], [])


BOTH = ("N°", "Axe", "Action", "Budget (€)", "État (€)")
BARE = (None, None, None)


def test_figures_alone_that_sum_up_those_above_are_a_total():
    two = (("A1", "TEE", "Four", 9000.0, 2000.0), ("A2", "TEE", "Toit", 5000.0, 1000.0))
    again = [("A3", *two[0][1:2], "Mur", *two[0][3:]), ("A4", *two[1][1:2], "Sol", *two[1][3:])]
    sums = (*BARE, 14000.0, 3000.0)
    reading = read_grids(grid(BOTH, *two, sums, *again, sums, (*BARE, 28000.0, 6000.0)))
    assert [row.values["planned_budget"] for row in reading.rows] == [9000_00, 5000_00] * 2
    assert [entry.why for entry in reading.ignored] == [Why.TOTAL] * 2
    assert (len(reading.proofs), reading.differences) == (6, [])


def test_figures_alone_that_are_no_sum_go_with_the_action_above():
    two = (("A1", "TEE", "Four", 9000.0, 2000.0), ("A2", "TEE", "Toit", 5000.0, 1000.0))
    reading = read_grids(grid(BOTH, *two, (*BARE, 14000.0, 500.0)))
    assert [row.values["planned_budget"] for row in reading.rows] == [9000_00, 19000_00]


def test_a_total_may_stand_above_and_a_unit_be_that_of_its_column():
    above = read_grids(grid(HEADER, ("TOTAL", None, None, 3000.0), *ROWS))
    assert told(above) == [("D2", 3000_00, 3000_00)]


@pytest.mark.parametrize(
    "line",
    [
        ("Budget total : 30 €",),
        ("Montant global du plan (€)", 30.0),
        (None, "Total des dépenses (k€)", 0.03),
    ],
)
@pytest.mark.parametrize("is_above", [True, False])
def test_a_total_may_be_stated_around_the_table(line, is_above):
    actions = [("A1", "TEE", "Four", 10.0), ("A2", "TEE", "Friche", 20.0)]
    table = [("N°", "Axe", "Action", "Budget (€)"), *actions]
    lines = [line, (), *table] if is_above else [*table, (), line]
    assert [entry.is_proof for entry in read_grids(grid(*lines)).announced] == [True]
    other = read_grids(grid(*lines, *([("A3", "TEE", "Toit", 5.0)] if is_above else [])))
    assert [entry.is_proof for entry in other.announced] == [not is_above]


@pytest.mark.parametrize(
    "line",
    [
        *(("Budget total : à préciser",), ("Budget total",), ("Budget total", True)),
        *(("Budget de la chaufferie : 30 €",), ("Budget : 30 €",), ("Montant global " * 9,)),
    ],
)
def test_what_states_no_total_announces_none(line):
    table = (("N°", "Axe", "Action", "Budget (€)"), ("A1", "TEE", "Four", 10.0))
    assert read_grids(grid(line, (), *table)).announced == ()


def test_subtotals_are_those_of_their_part():
    reading = read_grids(
        grid(
            ("N°", "Action", "Budget (€)"),
            ("Axe 1 – TEE",),
            ("A1", "Four", 1000.0),
            ("Sous-total", None, 1000.0),
            ("Axe 2 – Innovation",),
            ("B1", "Hub", 2000.0),
            ("Sous-total axe 2", None, 9000.0),
            ("TOTAL", None, 3000.0),
        )
    )
    assert told(reading) == [
        ("C4", 1000_00, 1000_00),
        ("C7", 9000_00, 2000_00),
        ("C8", 3000_00, 3000_00),
    ]
    assert [each.summed for each in reading.announced] == ["C3", "C6", "C3:C6"]


def test_a_total_of_no_action_sums_no_cell():
    refused = ("A1", "Tourisme", "Four", 1000.0)
    reading = read_grids(grid(HEADER, refused, ("Total", None, None, 1000.0)))
    assert told(reading) == [("D3", 1000_00, 0)]
    assert reading.announced[0].summed == ""


def test_the_totals_of_lines_are_those_of_their_columns():
    heads = ("Action", "Axe", "État (€)", "Région (€)", "Total (€)")
    rows = [("Four", "TEE", 1.0, 2.0, 3.0), ("Toit", "TEE", 3.0, 4.0, 7.0)]
    reading = read_grids(grid(heads, *rows))
    assert told(reading) == [("E2:E3", 10_00, 10_00)]


def test_counts_of_actions_are_compared_wherever_they_are_written():
    reading = read_grids(
        grid(("2 actions",), HEADER, *ROWS, (), ("Soit 3 actions",)),
        grid(("Total : 5 actions",), name="Notice"),
    )
    assert told(reading) == [("A1", 2, 2), ("A6", 3, 2), ("A1", 5, 2)]


def test_a_summary_is_compared_part_by_part_and_set_aside():
    summary = grid(
        ("Synthèse",),
        ("Axe", "Nombre d’actions", "Budget total (k€)"),
        ("Axe 1", 2.0, 3.0),
        ("Axe 2", 0.5, "beaucoup"),
        ("Autre", 1.0, 1.0),
        (None, 3.0, 4.0),
        name="Synthèse",
    )
    reading = read_grids(grid(HEADER, *ROWS), summary)
    assert told(reading) == [("B3", 2, 2), ("C3", 3000_00, 3000_00)]
    assert [(each.sheet, each.message) for each in reading.aside] == [
        ("Synthèse", "synthèse, comparée à ce qui est lu")
    ]


def test_the_parts_of_a_row_are_compared_with_its_total():
    heads = [
        ("N°", "Axe", "Action", "Financement (€)", None, None),
        (*[None] * 3, "État", "Région", "Total"),
    ]
    right = read_grids(grid(*heads, ("A1", "TEE", "Four", 1000.0, 2000.0, 3000.0)))
    assert [(each.cell, each.announced, each.read) for each in right.proofs] == [
        ("F3", 3000_00, 3000_00)
    ]
    wrong = read_grids(grid(*heads, ("A1", "TEE", "Four", 1000.0, 2000.0, 4000.0)))
    [difference] = wrong.differences
    assert (difference.cell, difference.what) == ("F3", "total de «\u00a0Four\u00a0»")
    assert wrong.rows[0].values["planned_budget"] == 4000_00
    without = read_grids(grid(*heads, ("A1", "TEE", "Four", 1000.0, 2000.0, None)))
    assert ("planned_budget" in without.rows[0].values, without.announced) == (False, ())
    assert [doubt.field for doubt in without.rows[0].doubts] == ["planned_budget"]
