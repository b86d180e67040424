"""What a file announces of itself around its table, compared with what is read."""

import pytest

from .readings import grid, read_grids

HEADER = ("N°", "Axe", "Action", "Budget (€)")
FOUR, HALL = ("A1", "TEE", "Four", 1000.0), ("A2", "Foncier", "Halle", 500.0)
COLUMNS = ("N°", "Axe", "Action")


def compared(reading):
    return [(each.cell, each.announced, each.read) for each in reading.announced]


@pytest.mark.parametrize(
    "text",
    [
        *("Plan d’action : 14 actions", "Synthèse : 14 actions pour 1 500 €", "14 actions"),
        *("TOTAL PLAN — 14 fiches", "Total général : 14 actions"),
    ],
)
def test_a_count_may_be_announced_within_a_title(text):
    assert compared(read_grids(grid((text,), HEADER, FOUR, HALL))) == [("A1", 14, 2)]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (("Nombre d’actions", 3.0), [("B1", 3, 2)]),
        (("Nb de projets", None, 2.0), [("C1", 2, 2)]),
        *((line, []) for line in (("Nombre d’actions", "trois"), ("Nombre d’élus", 3.0))),
        *((line, []) for line in (("Nombre d’actions", 2.5), ("Nombre d’actions", True))),
    ],
)
def test_a_count_may_be_announced_in_two_cells(line, expected):
    assert compared(read_grids(grid(line, HEADER, FOUR, HALL))) == expected


@pytest.mark.parametrize("total", [1500.0, 1900.0])
def test_a_total_may_stand_over_the_header(total):
    reading = read_grids(grid(("TOTAL", None, None, total), HEADER, FOUR, HALL))
    assert compared(reading) == [("D1", int(total * 100), 1500_00)]


def test_figures_alone_over_the_header_announce_nothing():
    assert compared(read_grids(grid((None, None, None, 7.0), HEADER, FOUR, HALL))) == []


def test_what_a_sheet_announces_may_be_of_the_whole_file():
    first = grid(("2 actions",), ("Budget total : 1 500 €",), HEADER, FOUR, name="Axe 1")
    second = grid(("3 actions",), HEADER, HALL, name="Axe 4")
    assert compared(read_grids(first, second)) == [
        *(("A1", 2, 2), ("A2", 1500_00, 1500_00), ("A1", 3, 1)),
    ]


@pytest.mark.parametrize(("second", "is_proof"), [(500.0, True), (800.0, False)])
def test_a_total_that_closes_those_who_pay_is_compared_without_a_head(second, is_proof):
    heads = (*COLUMNS, "État (€)", "Région (€)", "Total (€)")
    rows = ((*FOUR[:3], 400.0, 600.0, 1000.0), (*HALL[:3], 200.0, 300.0, second))
    reading = read_grids(grid(heads, *rows))
    assert [each.is_proof for each in reading.announced] == [is_proof]


def test_a_cost_beside_those_who_pay_is_no_total_of_them():
    heads = (*COLUMNS, "État (€)", "Région (€)", "Coût (€)")
    reading = read_grids(grid(heads, (*FOUR[:3], 400.0, 500.0, 1000.0)))
    assert compared(reading) == []
    after = (*COLUMNS, "Région (€)", "Total (€)")
    assert compared(read_grids(grid(after, (*FOUR[:3], 500.0, 1000.0)))) == []
