"""Amounts that a table says twice, or in parts that add up: none counts twice."""

import pytest

from usine.reading import Answers
from usine.reading.columns import header_key
from usine.reading.drafts import SECOND
from usine.reading.twins import OVERLAPS
from usine.reading.wording import in_french

from .readings import grid, lacks, read_grids

NAMES = ("N°", "Axe", "Action")
BLANK = (None, None, None)
FIRST = ("A1", "TEE", "Réseau de chaleur")


def of_groups(first, second, amounts, *, leaves=("2024", "2025"), more=()):
    heads = (*NAMES, first, *[None] * (len(leaves) - 1), second, *[None] * (len(leaves) - 1), *more)
    return read_grids(grid(heads, (*BLANK, *leaves, *leaves), (*FIRST, *amounts)))


def budget(reading):
    return [row.values.get("planned_budget") for row in reading.rows]


@pytest.mark.parametrize(
    ("first", "second", "amounts"),
    [
        ("AE (€)", "CP (€)", (4000.0, 6000.0, 5000.0, 5000.0)),
        ("Budget prévu (€)", "Budget réalisé (€)", (4000.0, 6000.0, 1000.0, 2000.0)),
        ("Montant mandaté", "Montant prévu", (1000.0, 2000.0, 4000.0, 6000.0)),
        ("Budget initial (€)", "Budget révisé (€)", (1000.0, 2000.0, 4000.0, 6000.0)),
        ("Coûts (€)", "Recettes (€)", (4000.0, 6000.0, 4000.0, 5000.0)),
        ("Investissement (€)", "Fonctionnement (€)", (1000.0, 2000.0, 3000.0, 4000.0)),
    ],
)
def test_years_under_two_groups_count_once_unless_their_natures_differ(first, second, amounts):
    assert budget(of_groups(first, second, amounts)) == [10_000_00]


def test_two_groups_that_make_two_totals_leave_it_empty():
    reading = of_groups("AE (€)", "CP (€)", (4000.0, 6000.0, 5000.0, 6000.0))
    assert budget(reading) == [None]
    assert lacks(reading) == [("D3", "planned_budget"), ("E3", "planned_budget")]
    assert [line["planned"] for line in reading.rows[0].values["funding"]] == [4000_00, 6000_00]


def of_leaves(first, second, *, groups=("2025", "2026"), **options):
    """Two columns under each group, of 1000 € and 1200 €, then 500 € and 600 €."""
    heads = (*NAMES, groups[0], None, groups[1], None)
    leaves = (*BLANK, first, second, first, second)
    amounts = (1000.0, 1200.0, 500.0, 600.0)
    return read_grids(grid(heads, leaves, (*FIRST, *amounts)), **options)


@pytest.mark.parametrize("groups", [("2025", "2026"), ("ADEME", "Région")])
@pytest.mark.parametrize(
    ("leaves", "paid", "aside"),
    [
        (("HT (€)", "TTC (€)"), [1000_00, 500_00], {SECOND}),
        (("Montant TTC (€)", "Montant HT (€)"), [1200_00, 600_00], {SECOND}),
        (("Coût initial (€)", "Coût révisé (€)"), [1200_00, 600_00], {SECOND}),
        (("Fonctionnement (€)", "Investissement (€)"), [2200_00, 1100_00], set()),
        (("Coût des études (€)", "Coût des travaux (€)"), [2200_00, 1100_00], set()),
        (("Coût (€)", "Subvention (€)"), [], {OVERLAPS}),
        (("Coût (€)", "Coût des études (€)"), [], {OVERLAPS}),
        (("Crédits AE", "Crédits CP"), [], {OVERLAPS}),
    ],
)
def test_columns_of_one_group_that_say_the_same_again_count_once(groups, leaves, paid, aside):
    reading = of_leaves(*leaves, groups=groups)
    lines = reading.rows[0].values.get("funding", [])
    assert [line["planned"] for line in lines] == paid
    assert budget(reading) == [sum(paid) or None]
    assert {entry.message for entry in reading.aside} == {*map(in_french, aside)}


def test_the_columns_that_users_name_are_taken_among_those_that_overlap():
    named = {header_key(f"{year} › Subvention (€)"): "funding" for year in (2025, 2026)}
    reading = of_leaves("Coût (€)", "Subvention (€)", answers=Answers(columns=named))
    assert [line["planned"] for line in reading.rows[0].values["funding"]] == [1200_00, 600_00]
    assert {entry.message for entry in reading.aside} == {SECOND}


def test_who_pays_under_a_budget_and_its_revision_pays_once():
    reading = of_groups(
        *("Plan de financement initial (€)", "Plan de financement révisé (€)"),
        (1000.0, 2000.0, 4000.0, 6000.0),
        leaves=("État", "Région"),
    )
    lines = reading.rows[0].values["funding"]
    assert [line["planned"] for line in lines] == [4000_00, 6000_00]
    assert {aside.message for aside in reading.aside} == {SECOND}


@pytest.mark.parametrize(
    "heads",
    [
        ("Investissement (€)", "Fonctionnement (€)"),
        ("Coût d’équipement (€)", "Coût d’exploitation (€)"),
    ],
)
def test_costs_of_two_natures_add_up(heads):
    reading = read_grids(grid((*NAMES, *heads), (*FIRST, 7000.0, 3000.0)))
    assert budget(reading) == [10_000_00]
    assert "funding" not in reading.rows[0].values
    whole = read_grids(grid((*NAMES, *heads, "Coût total (€)"), (*FIRST, 7000.0, 3000.0, 9000.0)))
    assert budget(whole) == [9000_00]


def test_totals_of_two_natures_add_up():
    reading = of_groups(
        *("Investissement (€)", "Fonctionnement (€)"),
        (1000.0, 2000.0, 3000.0, 3000.0, 4000.0, 7000.0),
        leaves=("2024", "2025", "Total"),
    )
    assert budget(reading) == [10_000_00]


def test_shares_of_a_hundred_are_no_amounts():
    reading = of_groups(
        *("Financement", "Autres"), (1000.0, 50.0, 1000.0, 50.0), leaves=("État (€)", "Région (%)")
    )
    assert [line["label"] for line in reading.rows[0].values["funding"]] == ["État"]


PAID = (*NAMES, "Financeur", "Montant (€)")


@pytest.mark.parametrize("place", [0, 2])
def test_a_line_of_total_is_that_of_its_action(place):
    lines = [("ADEME", 2000.0), ("Région", 1000.0)]
    lines.insert(place, ("Total", 3000.0))
    named = (FIRST, BLANK, BLANK)
    rows = [(*names, *line) for names, line in zip(named, lines, strict=True)]
    reading = read_grids(grid(PAID, *rows))
    assert budget(reading) == [3000_00]
    assert [line["label"] for line in reading.rows[0].values["funding"]] == ["ADEME", "Région"]
    assert [entry.is_proof for entry in reading.announced] == [True]
    rows[place] = (*rows[place][:4], 4000.0)
    assert [entry.is_proof for entry in read_grids(grid(PAID, *rows)).announced] == [False]


def test_a_line_of_total_alone_gives_the_budget_and_one_that_is_paid_none():
    reading = read_grids(grid(PAID, (*FIRST, "Total", 3000.0)))
    assert (budget(reading), reading.announced) == ([3000_00], ())
    paid = read_grids(grid((*NAMES, "Financeur", "Montant versé"), (*FIRST, "Total", 3000.0)))
    assert budget(paid) == [None]


def test_a_blank_total_stays_so_and_is_told():
    heads = (*NAMES, "Part État (€)", "Part Région (€)", "Coût total (€)")
    reading = read_grids(grid(heads, (*FIRST, 2000.0, 1000.0)))
    assert budget(reading) == [None]
    [doubt] = reading.rows[0].doubts
    assert (doubt.cell, doubt.field) == ("F2", "planned_budget")
    unread = read_grids(grid(heads, (*FIRST, 2000.0, 1000.0, "cf. fiche")))
    assert (budget(unread), lacks(unread)) == ([None], [("F2", "planned_budget")])


BY_PAYER = (("Financeur", "Montant"), ("ADEME", 400_000.0))
BY_YEAR = (("Budget 2024", "Budget 2025"), (150_000.0, 250_000.0))


@pytest.mark.parametrize("parts", [BY_PAYER, BY_YEAR])
@pytest.mark.parametrize(("hidden", "expected"), [({5}, 400_000_00), ({}, 5_000_00)])
def test_a_hidden_total_loses_against_shown_parts(parts, hidden, expected):
    heads, cells = parts
    rows = (*NAMES, *heads, "Budget initial"), (*FIRST, *cells, 5_000.0)
    reading = read_grids(grid(*rows, hidden_columns=frozenset(hidden)))
    told = [(each.range, each.message) for each in reading.aside]
    assert (budget(reading), told) == ([expected], [("F2", SECOND)] if hidden else [])


def test_a_hidden_total_is_taken_when_users_say_so():
    rows = (*NAMES, *BY_PAYER[0], "Budget initial"), (*FIRST, *BY_PAYER[1], 5_000.0)
    answers = Answers(columns={"Budget initial": "planned_budget"})
    reading = read_grids(grid(*rows, hidden_columns=frozenset({5})), answers=answers)
    assert budget(reading) == [5_000_00]


@pytest.mark.parametrize("part", ["Région", "Budget 2024"])
def test_a_hidden_total_is_read_beside_one_part_alone(part):
    rows = (*NAMES, part, "Budget initial"), (*FIRST, 2_000.0, 5_000.0)
    assert budget(read_grids(grid(*rows, hidden_columns=frozenset({4})))) == [5_000_00]
