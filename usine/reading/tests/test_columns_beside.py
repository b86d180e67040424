"""The columns of the sheets beside a plan, as users settle them."""

import pytest

from usine.reading import Answers

from .laid_beside import JUNE, PLAN, beside, paid, steps
from .readings import grid


def test_the_columns_that_users_settle_are_those_of_the_lines_too():
    rows = (("N°", "Bailleur", "Montant (€)"), ("A1", "Région", 50_000.0))
    answers = Answers(columns={"Bailleur": "funding", "Porteur": "lead"})
    reading = beside("Financement", *rows, answers=answers)
    assert paid(reading)[0] == [("region", None, {"planned": 50_000})]


LINES = (("N°", "Bailleur", "Montant (€)"), ("A1", "Région", 50_000.0))


@pytest.mark.parametrize(
    ("columns", "given"),
    [
        ({"Financement!Bailleur": "funding"}, [("region", None, {"planned": 50_000})]),
        ({"Jalons!Bailleur": "funding"}, []),  # of another sheet
        ({"Bailleur": "funding", "Financement!Bailleur": ""}, []),  # the nearest answer holds
        ({"Bailleur": "funding", "financement!bailleur": "lead"}, []),  # a line has no lead
    ],
)
def test_a_column_beside_is_settled_by_its_sheet_then_by_its_header(columns, given):
    reading = beside("Financement", *LINES, answers=Answers(columns=columns))
    assert paid(reading)[0] == given


@pytest.mark.parametrize(
    ("header", "line"),
    [
        ("Enveloppe", {"planned": 50_000}),
        ("Sollicité", {"asked": 50_000}),
        ("Budget", {"planned": 50_000}),
    ],
)
def test_an_amount_that_users_settle_is_of_who_pays_on_its_line(header, line):
    rows = (("N°", "Financeur", header), ("A1", "Région", 50_000.0))
    answers = Answers(columns={f"Financement!{header}": "funding"})
    assert paid(beside("Financement", *rows, answers=answers))[0] == [("region", None, line)]


def test_a_column_left_out_of_the_plan_is_not_left_out_of_a_sheet_beside():
    heads = (*PLAN.rows[1][:4], "Montant (€)")
    plan = grid(heads, *(PLAN.rows[n] for n in (2, 3)))
    rows = (("N°", "Financeur", "Montant (€)"), ("A1", "Région", 50_000.0))
    answers = Answers(columns={"Montant (€)": ""})
    reading = beside("Financement", *rows, plan=plan, answers=answers)
    assert "planned_budget" not in reading.rows[0].values
    assert paid(reading)[0] == [("region", None, {"planned": 50_000})]


def columns(reading) -> list:
    return [
        (sheet.name, sheet.header_rows, [(each.key, each.field) for each in sheet.columns])
        for sheet in reading.sheets
        if sheet.is_beside
    ]


def test_the_columns_of_a_sheet_beside_are_told_as_those_of_the_plan_are():
    rows = (("N°", "Financeur", "Montant (€)", "Avis", "€"), ("A1", "Région", 5e4, "Oui", "x"))
    reading = beside("Financement", (None,), *rows)
    assert [sheet.name for sheet in reading.sheets] == ["Plan", "Financement"]
    assert columns(reading) == [
        (
            "Financement",
            (2,),
            [
                ("financement!n", "reference"),
                ("financement!financeur", "funding"),
                ("financement!montant", "funding"),
                ("financement!avis", None),
                ("", None),
            ],
        )
    ]
    assert [(each.column, each.range) for each in reading.aside] == [
        ("financement!avis", "D3"),
        ("", "E3"),
    ]


def test_a_sheet_that_names_no_action_is_told_with_its_columns_until_users_say_what_does():
    rows = (("Bidule", "Étape", "Date"), ("Friche Nord", "Étude", "juin 2026"))
    reading = beside("Jalons", *rows)
    assert steps(reading) == [[], []]
    assert columns(reading) == [
        (
            "Jalons",
            (1,),
            [("jalons!bidule", None), ("jalons!etape", "steps"), ("jalons!date", "end")],
        )
    ]
    settled = beside("Jalons", *rows, answers=Answers(columns={"Jalons!Bidule": "title"}))
    assert steps(settled)[0] == [("Étude", JUNE)]


def test_a_sheet_that_is_a_plan_of_its_own_is_told_once():
    rows = (("Action", "Étape", "Date"), ("Ailleurs", "Étude", "juin 2026"))
    reading = beside("Jalons", *rows)
    assert [(sheet.name, sheet.is_beside) for sheet in reading.sheets] == [
        ("Plan", False),
        ("Jalons", False),
    ]


def test_what_is_said_of_a_sheet_beside_is_not_said_of_the_plan():
    heads, row = (*PLAN.rows[1], "Financement Région (€)"), (*PLAN.rows[2], 30_000.0)
    reading = beside(
        "Financement",
        ("N°", "État (€)", "Région (€)"),
        ("A1", 20_000.0, 50_000.0),
        plan=grid(heads, row),
        answers=Answers(columns={"Financement!Région (€)": "", "Attention !": "lead"}),
    )
    plan, financing = ((each.columns[-1].key, each.columns[-1].field) for each in reading.sheets)
    assert plan == ("financement region", "funding")
    assert financing == ("financement!region", None)
