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


YEARS = ("Budget 2025", "Budget 2026", "Budget 2027")
PAYERS = ("État", "Région", "EPCI")


@pytest.mark.parametrize("parts", [YEARS, PAYERS])
@pytest.mark.parametrize("is_first", [True, False])
def test_a_total_beside_parts_is_that_of_the_action(parts, is_first):
    def lined(whole, *others):
        return [whole, *others] if is_first else [*others, whole]

    rows = (
        [*FOUR[:3], *lined(35000.0, 5000.0, 10000.0, 20000.0)],
        [*HALL[:3], *lined(70000.0, 5000.0, 10000.0, None)],
    )
    last = ["TOTAL", None, None, *lined(95000.0, 10000.0, 20000.0, 20000.0)]
    reading = read_grids(grid((*COLUMNS, *lined("Total", *parts)), *rows, last))
    assert [row.values["planned_budget"] for row in reading.rows] == [35_000_00, 70_000_00]
    assert [len(row.values["funding"]) for row in reading.rows] == [3, 2]
    at = "D" if is_first else "G"
    assert [each[:5] for each in reading.differences] == [
        ("Plan", f"{at}4", "Total", 95_000_00, 105_000_00),
        ("Plan", f"{at}3", "total de «\u00a0Halle\u00a0»", 70_000_00, 15_000_00),
    ]
    assert len(reading.proofs) == 3


def test_a_total_that_is_to_complete_does_not_hide_its_column():
    rows = ((*FOUR[:3], 5000.0, 9000.0, 14000.0), (*HALL[:3], 5000.0, None, "à préciser"))
    reading = read_grids(grid((*COLUMNS, *PAYERS[:2], "Total"), *rows))
    assert [row.values.get("planned_budget") for row in reading.rows] == [14000_00, None]
    assert [(each.cell, each.field) for each in reading.incomplete] == [("F3", "planned_budget")]


@pytest.mark.parametrize(
    "heads",
    [
        ("État", "Région", "Emplois", "Total"),
        ("Coût", "État", "Région", "Total"),
        ("État", "Région demandée", "Budget 2026", "Total"),
        ("État", "Région", "EPCI", "Total emplois"),
    ],
)
def test_another_total_is_not_that_of_the_action(heads):
    reading = read_grids(grid((*COLUMNS, *heads), [*FOUR[:3], 300.0, 400.0, 500.0, 9000.0]))
    assert 9000_00 not in reading.rows[0].values.values()
    assert [each.range for each in reading.aside if each.range.startswith("G")] == ["G2"]


@pytest.mark.parametrize("head", ["Budget total", "Coût total du projet"])
def test_costs_of_which_nobody_pays_a_part_are_told_at_once(head):
    def differing(*costs):
        rows = [(f"A{at}", "TEE", f"Four {at}", 1.0, 2.0, cost) for at, cost in enumerate(costs, 1)]
        reading = read_grids(grid((*COLUMNS, "État (k€)", "Région (k€)", f"{head} (k€)"), *rows))
        return compared(reading)

    assert differing(3.0, 3.0) == [("F2:F3", 6000_00, 6000_00)]
    assert differing(3.0, 3.0, 9.0) == [("F4", 9000_00, 3000_00)]
    assert differing(3.0, 8.0, 9.0) == [("F3:F4", 17000_00, 6000_00)]
    lines = [("F4", 2000_00, 3000_00), ("F2:F3", 17000_00, 6000_00)]
    assert sorted(differing(8.0, 9.0, 2.0)) == sorted(lines)


def test_a_cost_beside_those_who_pay_is_no_total_of_them():
    heads = (*COLUMNS, "État (€)", "Région (€)", "Coût (€)")
    reading = read_grids(grid(heads, (*FOUR[:3], 400.0, 500.0, 1000.0)))
    assert compared(reading) == []
    after = (*COLUMNS, "Région (€)", "Total (€)")
    assert compared(read_grids(grid(after, (*FOUR[:3], 500.0, 1000.0)))) == []
