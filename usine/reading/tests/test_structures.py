"""Whatever the structure of a table, what is read is what was laid, or is asked; nothing else."""

import string
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from usine.plans.states import CLOSED
from usine.reading import Row

from .laid import FUNDERS, STATUSES, YEARS, Laid, Sheets, expected
from .readings import AXES, read_grids
from .structures import LAYOUTS

words = st.text(string.ascii_lowercase + "éèàç", min_size=4, max_size=9)
amounts = st.integers(1, 900).map(lambda thousands: thousands * 1000)


@st.composite
def laid(draw: st.DrawFn) -> Laid:
    first, last = sorted(draw(st.tuples(st.sampled_from(YEARS), st.sampled_from(YEARS))))
    names = draw(st.lists(st.sampled_from([*FUNDERS]), min_size=1, unique=True))
    paid = draw(st.lists(amounts, min_size=len(names), max_size=len(names), unique=True))
    return Laid(
        reference=f"{draw(st.sampled_from('ABCD'))}{draw(st.integers(10, 10**5))}",
        axis=draw(st.sampled_from(AXES)).code,
        title=f"Action {draw(words)} {draw(words)} {draw(words)}",
        lead=f"Organisme {draw(words)}",
        status=draw(st.sampled_from(STATUSES)),
        parts=dict(zip(names, paid, strict=True)),
        first=first,
        last=last,
    )


plans = st.lists(
    laid(), min_size=1, max_size=6, unique_by=(lambda a: a.reference, lambda a: a.title)
)


TURNS = 20 if settings.default and settings.default.max_examples < 100 else 2
EXAMPLES = -(-settings.default.max_examples * TURNS // len(LAYOUTS)) if settings.default else 10
"""Of each structure, for 300 in all in `make test`, and 2,000 in `make soak`."""


def test_there_are_examples_enough():
    assert settings.default
    most = settings.default.max_examples
    assert EXAMPLES * len(LAYOUTS) >= (300 if most < 100 else 2000)


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
@settings(max_examples=EXAMPLES)
@given(plan=plans)
def test_what_is_read_is_what_was_laid_or_is_asked(layout, plan):
    sheets = layout(plan)
    reading = read_grids(*sheets.grids)
    rows = {row.values.get("reference"): row for row in reading.rows}
    assert rows.keys() == {action.reference for action in plan}
    assert len(rows) == len(reading.rows)
    for action in plan:
        row = rows[action.reference]
        if row.problems:
            assert {problem.field for problem in row.problems} <= sheets.refused
            continue
        assert dict(wrong(row, action, sheets)) == {}
    assert counted(sheets) == reading.cells.total
    assert reading.cells.aside == sum(aside.count for aside in reading.aside)
    assert reading.differences == [] or reading.incomplete


def wrong(row: Row, action: Laid, sheets: Sheets) -> Iterator[tuple[str, Any]]:
    """The fields that are read otherwise than they were laid, and not told."""
    told = {entry.field for entry in row.incomplete}
    told |= {"funding"} & {name for name in sheets.fields if "planned_budget" in told}
    right = expected(action)
    for name in sheets.fields & right.keys():
        if row.values.get(name) != right[name] and name not in told:
            yield name, row.values.get(name)
    for name in {"planned_budget", "start", "end"} - sheets.fields:
        if name in row.values and sheets.fields.isdisjoint(PARTS_OF_A_YEAR):
            yield name, row.values[name]
    if "funding" in sheets.fields - told and funding(row) != {
        FUNDERS[name]: amount * 100 for name, amount in action.parts.items()
    }:
        yield "funding", row.values.get("funding")
    if "steps" in sheets.fields:
        titles = [step["title"] for step in row.values.get("steps", [])]
        if titles != [f"Tranche {n + 1}" for n in range(action.last - action.first + 1)]:
            yield "steps", titles
    if "blocked" in sheets.fields:
        blocked = row.values.get("blocked", {}).get("kind")
        if blocked != (None if action.status in CLOSED else "land"):
            yield "blocked", blocked
    for name, (first, last) in PARTS_OF_A_YEAR.items():
        if name in sheets.fields:
            ends = f"{first} {action.first}", f"{last} {action.last}"
            if (str(row.values["start"]), str(row.values["end"])) != ends:
                yield name, ends


PARTS_OF_A_YEAR = {"quarters": ("T1", "T4"), "months": ("janvier", "décembre")}


def funding(row: Row) -> dict[str, int]:
    return {line["funder"]: line["planned"] for line in row.values.get("funding", [])}


def counted(sheets: Sheets) -> int:
    """The cells of a file: those that hold something, and those whose colour says something."""
    grids = sheets.grids
    filled = sum(cell is not None for g in grids for cells in g.rows.values() for cell in cells)
    return filled + sum(
        bool(g.blank_colour(*place)) and g.rows.get(place[0], ("",))[0] is not None
        for g in grids
        for place in g.colours
        if place[0] in g.rows
    )
