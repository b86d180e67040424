"""Texts that are struck through: read, and told."""

import struct

import openpyxl
import pytest
from openpyxl.styles import Font

from usine.reading.extraction.survey import Limits, Survey

from .readings import grid, read_grids
from .test_around_cells import coloured_ods, ods_cell, ods_row, record, saved, xls
from .test_around_cells import read_grids as grids_in

HEADER = ("N°", "Axe", "Action", "Budget (€)")
FOUR = ("A1", "TEE", "Four", 100)


def struck_of(*places):
    reading = read_grids(grid(HEADER, FOUR, struck=frozenset(places)))
    return [(doubt.cell, doubt.field, doubt.words) for doubt in reading.rows[0].doubts]


def test_a_title_struck_through_is_told_for_its_whole_line():
    assert struck_of((2, 1), (2, 2), (2, 3)) == [("C2", "title", "Four")]


def test_a_cell_struck_through_is_told():
    assert struck_of((2, 3)) == [("D2", "planned_budget", "100")]


@pytest.mark.parametrize("place", [(1, 2), (2, 7)])
def test_what_is_struck_elsewhere_says_nothing(place):
    assert struck_of(place) == []


def test_a_workbook_says_what_is_struck():
    book = openpyxl.Workbook()
    for place, is_struck in enumerate((None, True, False), start=1):
        cell = book.active.cell(place, 1, "Four")
        cell.font = Font(strike=is_struck, bold=True)
    assert saved(book).struck == {(2, 0)}


def test_a_document_says_what_is_struck():
    names = ("line", "kind", "none", "other")
    lines = ("style", "solid"), ("type", "double"), ("style", "none"), ("style", "solid")
    style = "".join(
        f'<style:style style:name="{name}" style:family='
        f'"{"paragraph" if name == "other" else "table-cell"}"><style:text-properties '
        f'style:text-line-through-{what}="{value}"/></style:style>'
        for name, (what, value) in zip(names, lines, strict=True)
    )
    cells = "".join(ods_row(ods_cell("a", f'table:style-name="{name}"')) for name in names)
    assert coloured_ods(cells, more=style).struck == {(1, 0), (2, 0)}


def test_an_old_workbook_says_what_is_struck():
    font = record(0x31, struct.pack("<5H4B", 200, 8, 0, 400, 0, 0, 0, 0, 0) + b"\x01\x00A")
    [sheet] = grids_in(xls(["Four"], head=font + record(0xE0, bytes(20))))
    assert sheet.struck == {(1, 0)}


def test_more_than_a_table_has_is_left_out():
    sheet = Survey(Limits(colours=1))
    for row in range(3):
        sheet.strike(row, 0)
    assert sheet.struck == [(0, 0)]
