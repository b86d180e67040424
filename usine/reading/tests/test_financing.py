"""Who pays what: by column, beside the name of who pays, by year, and on several lines."""

from typing import Any

import pytest

from usine.plans.vocabulary import words
from usine.reading import Financing
from usine.reading.financing import FundingShare, PaidBy
from usine.reading.grid import Merge

from .readings import grid, lacks, read_grids

HEADER = ("N°", "Axe", "Action")
FINANCING = Financing(words("funding"))


def facet(*path: str) -> Any:
    meaning = FINANCING.understand(path)
    return meaning and (meaning.facet or meaning.field)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        (("Financement prévisionnel", "Région"), FundingShare("region", "Région")),
        (("Part État (€)",), FundingShare("etat", "État")),
        (("Subvention demandée",), FundingShare(kind="asked")),
        (("Subvention Région accordée",), FundingShare("region", "Région", kind="granted")),
        (("État", "Versé"), FundingShare("etat", "État", kind="paid")),
        (("Budget prévisionnel (€)", "2025"), FundingShare(year=2025)),
        (("Budget 2024",), FundingShare(year=2024)),
        (("Plan de financement", "2025", "FEDER"), FundingShare("europe", "FEDER", 2025)),
        (("Financement", "Total"), "planned_budget"),
        (("Financement", "Total État"), None),
        (("Subvention Région Grand Est",), FundingShare("region", "Région Grand Est")),
        (("Part CD54",), FundingShare("departement", "CD54")),
        (("Occitanie",), FundingShare("region", "Occitanie")),
        (("2025", "Région"), FundingShare("region", "Région", 2025)),
        (("CP 2025",), FundingShare(year=2025)),
        (("Budget", "'25"), FundingShare(year=2025)),
        (("2025 HT",), FundingShare(year=2025)),
        (("Total CP (€)",), "planned_budget"),
        (("Total HT",), "planned_budget"),
        (("Total des aides (€)",), None),
        (("Communes",), FundingShare("epci", "Communes")),
        (("Communes concernées",), None),
        (("Budget 2023-2027",), None),
        (("Budget révisé 2025",), None),
        (("Date de la subvention",), None),
        (("Taux d’aide de la Région",), None),
        (("Aubergine",), None),
    ],
)
def test_a_path_says_who_pays_for_which_year_and_of_what_kind(path, expected):
    assert facet(*path) == expected


def test_the_amount_beside_who_pays_is_his():
    assert FINANCING.beside_payer(("Montant demandé",), 4) == PaidBy(4, "asked")
    assert FINANCING.beside_payer(("Accordé",), 4) == PaidBy(4, "granted")
    assert FINANCING.beside_payer(("Montant n°2",), 4) == PaidBy(4)
    assert FINANCING.beside_payer(("Coût total",), 4) is None
    assert FINANCING.payer_of("CC du Val d’Orne") == ("epci", "CC du Val d’Orne")
    assert FINANCING.payer_of("ADEME / Région") == ("autre", "ADEME / Région")


def funding(*rows: Any, **options: Any) -> list[Any]:
    reading = read_grids(grid(*rows, **options))
    return [row.values.get("funding") for row in reading.rows]


def line(**values: Any) -> dict[str, Any]:
    return {"funder": "autre", "label": "", "year": None, "tax": "", **values}


def test_asked_granted_and_paid_are_one_line_that_adds_to_no_budget():
    heads = (*HEADER, "Subvention demandée (€ HT)", "Subvention accordée (€ HT)", "Financement")
    [given] = funding(heads, ("A1", "TEE", "Four", 5000.0, 2000.0, 9000.0))
    assert given == [line(asked=5000_00, granted=2000_00, planned=9000_00, tax="ht")]
    reading = read_grids(grid(heads, ("A1", "TEE", "Four", 5000.0, 2000.0, None)))
    assert "planned_budget" not in reading.rows[0].values


def test_who_pays_may_be_named_without_an_amount_or_ticked():
    heads = (*HEADER, "Financeur", "Montant (€)")
    assert funding(
        heads, ("A1", "TEE", "Four", "Région", None), ("A2", "TEE", "Toit", "-", 5000.0)
    ) == [
        [line(funder="region", label="Région")],
        [line(planned=5000_00)],
    ]
    ticked = (*HEADER, "Financement", None)
    leaves = (*[None] * 3, "État", "Région")
    assert funding(ticked, leaves, ("A1", "TEE", "Four", "x", 5000.0)) == [
        [line(funder="etat", label="État"), line(funder="region", label="Région", planned=5000_00)]
    ]


@pytest.mark.parametrize("words", ["ADEME : 2 k€ ; Région : 3 k€", "50 % État", "Oui", "à définir"])
def test_a_cell_of_who_pays_that_names_nobody_is_told(words):
    heads = (*HEADER, "Financeur", "Montant (€)")
    table = grid(heads, ("A1", "TEE", "Four", words, 5000.0), ("A2", "TEE", "Toit", "Total", 700.0))
    reading = read_grids(table)
    assert [row.values.get("funding") for row in reading.rows] == [[line(planned=5000_00)], None]
    assert [row.values["planned_budget"] for row in reading.rows] == [5000_00, 700_00]
    assert [(entry.cell, entry.words) for entry in reading.rows[0].incomplete] == [("D2", words)]


@pytest.mark.parametrize(("year", "read"), [(2025.0, 2025), ("2026", 2026), ("2025-2026", None)])
def test_a_year_between_who_pays_and_the_amounts_is_that_of_his_line(year, read):
    heads = (*HEADER, "Financeur", "Année", "Demandé (€)", "Accordé (€)")
    rows = [
        ("A1", "TEE", "Four", "État", year, 5000.0, 2000.0),
        *((None, None, None, "Région", None, 700.0, None),),
    ]
    [row] = read_grids(grid(heads, *rows)).rows
    assert row.values["funding"] == [
        line(funder="etat", label="État", year=read, asked=5000_00, granted=2000_00),
        line(funder="region", label="Région", asked=700_00),
    ]
    assert [entry.cell for entry in row.incomplete] == ([] if read else ["E2"])
    assert not {"start", "end"} & row.values.keys()


def test_a_year_that_no_amount_follows_is_that_of_the_action():
    heads = (*HEADER, "Financeur", "Année", "Statut")
    [row] = read_grids(grid(heads, ("A1", "TEE", "Four", "État", 2025.0, "En cours"))).rows
    assert row.values["funding"] == [line(funder="etat", label="État")]
    assert str(row.values["start"]) == "2025"


def test_an_amount_that_is_not_understood_leaves_the_total_empty():
    heads = (*HEADER, "Financeur", "Montant (€)")
    table = grid(
        heads,
        ("A1", "TEE", "Four", "Région", 5000.0),
        (None, None, None, "État", "beaucoup"),
        merges=[Merge(2, 2, 3, 2)],
    )
    reading = read_grids(table)
    assert lacks(reading) == [("E3", "planned_budget")]
    [row] = reading.rows
    assert "planned_budget" not in row.values
    assert [each["funder"] for each in row.values["funding"]] == ["region", "etat"]


def test_parts_by_year_and_by_payer_that_differ_leave_the_total_empty():
    heads = [
        (*HEADER, "Budget par année (€)", None, "Budget par financeur (€)", None),
        (*[None] * 3, 2024.0, 2025.0, "État", "Région"),
    ]
    same = read_grids(grid(*heads, ("A1", "TEE", "Four", 1000.0, 2000.0, 500.0, 2500.0)))
    assert same.rows[0].values["planned_budget"] == 3000_00
    other = read_grids(grid(*heads, ("A1", "TEE", "Four", 1000.0, 2000.0, 500.0, 500.0)))
    assert "planned_budget" not in other.rows[0].values
    assert [cell for cell, _ in lacks(other)] == ["D3", "E3", "F3", "G3"]


@pytest.mark.parametrize("amounts", [(350.0, 350.0), (3000.0, 1000.0, 2000.0)])
def test_amounts_of_lines_that_may_be_the_whole_or_parts_are_told(amounts):
    first, *others = amounts
    rows = [("A1", "TEE", "Four", first), *((None, None, None, each) for each in others)]
    merges = [Merge(2, 2, 1 + len(amounts), 2)]
    reading = read_grids(grid((*HEADER, "Budget (€)"), *rows, merges=merges))
    assert "planned_budget" not in reading.rows[0].values
    assert [cell for cell, _ in lacks(reading)] == [f"D{n}" for n in range(2, 2 + len(amounts))]


def test_of_two_budgets_the_revised_one_wins():
    heads = (*HEADER, "Budget initial (€)", "Budget révisé 2025 (€)", "Montant (€)")
    reading = read_grids(grid(heads, ("A1", "TEE", "Four", 1000.0, 2000.0, 3000.0)))
    assert reading.rows[0].values["planned_budget"] == 2000_00
    assert [each.message for each in reading.aside] == [
        "une autre colonne est prise à sa place"
    ] * 2


def test_a_label_keeps_the_fund_in_brackets_and_no_year():
    who = ("Région 2025 (TTC)", "Région 2026 (TTC)", "État (DETR)")
    heads = ("Axe", "Action", *(f"Financement {each}" for each in who))
    [row] = read_grids(grid(heads, ("TEE", "Four", 10_000.0, 20_000.0, 30_000.0))).rows
    told = [(each["label"], each["year"]) for each in row.values["funding"]]
    assert told == [("Région", 2025), ("Région", 2026), ("État (DETR)", None)]
