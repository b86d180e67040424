"""Counts and sums that a title or a sentence says of the whole plan."""

import pytest

from usine.reading.stated import LONGEST, amount_stated, count_stated
from usine.reading.totals import WORDS_OF_TOTALS

from .readings import PLAN, grid, read_grids

HEADER = ("N°", "Axe", "Action", "Budget (€)")
FOUR, HALL = ("A1", "TEE", "Four", 1000.0), ("A2", "Foncier", "Halle", 500.0)
TITLE = "Plan d’action 2026 – 3 actions – total 1 700 €"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        *(("Suivi TI – Pays des Trois Vallées – état au 30/09/2026 – 6 actions", 6),),
        *(("Plan d’action (12 projets)", 12), ("12 actions, dont 3 projets nouveaux", 12)),
        *(("14 actions pour un total de 2 M€", 14), ("Territoire | 8 fiches", 8)),
        *(("Actions 2026 – CC du Val", None), ("Suite – 2026 actions", None)),
        *(("Plan 2026 – Projet 3", None), ("6 actions – 4 projets", None)),
        *(("Plan – 6 actions hors études", None), ("Plan – 3 actions terminées", None)),
        *((f"{'Très long ' * 20}– 6 actions", None), ("Sans nombre", None)),
    ],
)
def test_a_title_counts_actions(text, count):
    assert count_stated(text, sorted(PLAN.objects)) == count


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        *((TITLE, 1_700_00), ("12 actions pour un montant total de 2,5 M€", 250_000_000)),
        *(("Plan 2026 – 700 k€ au total", 70_000_000), ("Total : 300 euros", 300_00)),
        *(("Plan – total 700 000", None), ("Plan – total État 700 000 €", None)),
        *(("Plan – 700 000 €", None), ("Sous-total axe 1 : 300 €", None)),
        *(("Plan – total 2025 : 300 €", None), ("total 3 € – total 4 €", None)),
        *(("Plan, total 5 € – hors études", None), ("x" * LONGEST + " – total 3 €", None)),
    ],
)
def test_a_title_sums_amounts(text, amount):
    assert amount_stated(text, PLAN.total_words | WORDS_OF_TOTALS) == amount


def compared(reading):
    return [(each.cell, each.what, each.announced, each.read) for each in reading.announced]


@pytest.mark.parametrize(
    "rows", [[(TITLE,), HEADER, FOUR, HALL], [HEADER, FOUR, HALL, (), (TITLE,)]]
)
def test_what_a_title_says_is_compared(rows):
    cell = "A1" if rows[0] == (TITLE,) else "A5"
    assert compared(read_grids(grid(*rows))) == [
        (cell, "actions", 3, 2),
        (cell, "Budget prévisionnel", 1_700_00, 1_500_00),
    ]


def test_what_the_title_of_a_part_says_is_not_of_the_others():
    rows = (("Axe 1 – 1 action",), HEADER[:3], FOUR[:3], ("Axe 4 – 1 action",), HALL[:3])
    assert compared(read_grids(grid(*rows))) == []
    heads = ("Name", "Owner", "Axe")
    lines = (("Four", "SEM", "1"), ("Halle", "SEM", "4"))
    groups = (("Lot 1 – 1 action",), heads, lines[0], ("Lot 2 – 1 action",), heads, lines[1])
    assert compared(read_grids(grid(*groups))) == []


def test_a_total_inside_the_table_is_not_that_of_all():
    rows = (HEADER, FOUR, ("Total : 1 000 €",), HALL)
    assert compared(read_grids(grid(*rows))) == []


def test_a_sheet_without_actions_counts_them_in_its_title():
    notice = grid(("Bilan 2026 – 3 actions",), ("À lire",), name="Notice")
    assert compared(read_grids(notice, grid(HEADER, FOUR, HALL))) == [("A1", "actions", 3, 2)]
