"""Tables as files: real days and amounts, no formula, and the head of the ledger."""

import io
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

import openpyxl
import pytest

from usine.pages.spreadsheets import (
    Money,
    Tab,
    as_csv,
    attached,
    file_name,
    streamed,
    workbook,
)

HEADER = [("A", 10), ("B", 20)]
ROWS = [
    ["=1+1", Money(123_450)],
    [date(2025, 7, 9), Decimal("12.5")],
    [None, 3],
    ["", True],
    ["-x" * 20_000, Money.of(None)],
]


class Noted(NamedTuple):
    number: int
    seal: str


HEAD = Noted(4_321, "0123456789abcdef" * 4)


def opened(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content))


def test_a_workbook_holds_real_days_and_amounts_and_texts_that_stay_texts():
    page, _ = opened(workbook([Tab("Une", HEADER, ROWS)], head=HEAD)).worksheets
    assert [[cell.value for cell in row] for row in page.iter_rows()] == [
        ["A", "B"],
        ["=1+1", 1234.5],
        [datetime(2025, 7, 9), 12.5],
        [None, 3],
        [None, True],
        [("-x" * 20_000)[:32_767], None],
    ]
    assert page["A2"].data_type == "s"
    assert (page["B2"].number_format, page["A3"].number_format) == ("#,##0.00", "dd/mm/yyyy")
    assert (page.freeze_panes, page.auto_filter.ref) == ("A2", "A1:B6")


def test_a_csv_has_decimal_commas_french_days_and_nothing_that_runs():
    assert as_csv(["A", "B"], ROWS[:3]).splitlines() == [
        "A;B",
        "'=1+1;1234,50",
        "09/07/2025;12,5",
        ";3",
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t"])
def test_no_text_of_a_csv_begins_as_a_formula(start):
    assert as_csv(["A"], [[f"{start}1"]]) == f"A\r\n'{start}1\r\n"


def test_the_head_of_the_ledger_is_on_the_last_sheet_or_in_the_name():
    book = opened(workbook([Tab("Une", HEADER, [])], head=HEAD))
    assert book.sheetnames == ["Une", "Registre"]
    assert [[cell.value for cell in row] for row in book["Registre"].iter_rows()] == [
        ["Événement", "Sceau"],
        [4_321, HEAD.seal],
    ]
    past = opened(workbook([], head=HEAD, day=date(2025, 3, 1)))["Registre"]
    assert [cell.value for cell in past["C"]] == ["Plan au", "2025-03-01"]
    assert [file_name("plan", kind, head=HEAD) for kind in ("csv", "xlsx")] == [
        "plan-4321-0123456789ab.csv",
        "plan.xlsx",
    ]


@pytest.mark.parametrize(
    ("response", "kind", "got"),
    [
        (attached("A\r\n", "a.csv"), "text/csv; charset=utf-8", "\ufeffA\r\n".encode()),
        (streamed(["A", "é"], "a.csv"), "text/csv; charset=utf-8", "\ufeffAé".encode()),
        (attached("{}", "a.json"), "application/json", b"{}"),
    ],
)
def test_a_page_gives_a_file_under_its_name(response, kind, got):
    assert (response["Content-Type"], response.getvalue()) == (kind, got)
    assert response["Content-Disposition"].startswith('attachment; filename="a.')


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["Plan", "plan", "PLAN"], ["Plan", "plan (2)", "PLAN (3)"]),
        (["Axe 1 : transition / énergie [TEE]"], ["Axe 1   transition   énergie  T"]),
        (["x" * 40, "x" * 40], ["x" * 31, "x" * 27 + " (2)"]),
        (["'", ""], ["Feuille", "Feuille (2)"]),
    ],
)
def test_sheets_bear_names_that_excel_takes(names, expected):
    sheets = (Tab(name, [("A", 10)], [["x"]]) for name in names)
    assert opened(workbook(sheets, head=HEAD)).sheetnames == [*expected, "Registre"]
