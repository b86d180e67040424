"""What tests of reading share: a small workbook read, and what the reading says of its rows."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import pytest

from usine import reading
from usine.plans import vocabulary
from usine.reading import Answers, Reading, Why, reader
from usine.reading.grid import Cell, Grid

from .spreadsheets import xlsx

AXES = vocabulary.PERIODS["T2"].axes
PLAN = vocabulary.of_official("T2")

read = partial(reading.read, vocabulary=PLAN)


def read_rows(*lines, **options) -> Reading:
    return read(xlsx(*lines, **options), "plan.xlsx")


def grid(*rows: Sequence[Cell], name: str = "Plan", **others: Any) -> Grid:
    """A sheet as the extraction gives it."""
    filled = {
        n: tuple(row) for n, row in enumerate(rows, start=1) if any(c is not None for c in row)
    }
    return Grid(name, filled, **others)


def read_grids(*grids: Grid, answers: Answers | None = None, **options: Any) -> Reading:
    """Sheets read without a file."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "grids_of", lambda content: list(grids))
        return read(b"sheets", "plan.xlsx", answers=answers, **options)


def titles(reading: Reading) -> list[str]:
    return [row.values.get("title") for row in reading.rows]


def left_aside(reading: Reading) -> list[tuple[Why, int | None, int | None]]:
    return [(entry.why, entry.first_row, entry.last_row) for entry in reading.ignored]


def problems(reading: Reading) -> list[tuple[str, str]]:
    return [(problem.cell, problem.field) for row in reading.rows for problem in row.problems]


def lacks(reading: Reading) -> list[tuple[str, str]]:
    """The filled cells whose field stays empty, of all rows."""
    return [(entry.cell, entry.field) for row in reading.rows for entry in row.incomplete]


def messages(reading: Reading) -> str:
    told = [problem.message for row in reading.rows for problem in row.problems]
    told += [entry.why for row in reading.rows for entry in row.incomplete]
    return " ".join(told).replace("\u00a0", " ")
