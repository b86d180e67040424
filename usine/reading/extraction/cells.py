"""One cell, from the value that a parser gives and the mark of the survey, to what JSON takes.

A cell is a text, a number, true, false, or a list: `["2026-03-28", "day"]` (or `month`, `quarter`,
`year`), `["", "error"]`, `["=A1", "formula"]` for a formula without a usable result, or
`[1, "shown", "001", 1]`: a number, the text that its format shows, and what that divides it by.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from .formats import UNITS, Mark

Cell = str | float | bool | list[Any]

PLAIN = (str, float)
PRECISIONS = {"month", "quarter", "year"}
MONEY = set(UNITS.values())


def row_of(values: list[Any], marks: Mapping[int, Mark]) -> list[Cell]:
    """The cells of one row, with those that only have a mark, without the last blank ones."""
    values += [""] * (max(marks, default=0) + 1 - len(values))
    cells = [
        value if type(value) in PLAIN and column not in marks else cell_of(value, marks.get(column))
        for column, value in enumerate(values)
    ]
    while cells and cells[-1] == "":
        cells.pop()
    return cells


def cell_of(value: object, mark: Mark | None) -> Cell:
    if mark and mark.kind in ("formula", "error"):
        return ["", mark.kind]
    match value:
        case str() | bool():
            return value
        case int() | float():
            return _number(value, mark) if mark else value
        case date():
            precision = mark.kind if mark and mark.kind in PRECISIONS else "day"
            return [value.isoformat()[:10], precision]
    return str(value)


def _number(value: float, mark: Mark) -> Cell:
    plain = f"{value:.15g}"
    match mark.kind:
        case "percent":
            return f"{value * 100:.12g}%"
        case unit if unit in MONEY:
            return f"{plain} {unit}{mark.text}"
        case "euros":
            return [value, "shown", f"{plain} €{mark.text}", 1]
        case "beside":
            return f"{value / mark.divisor:.15g} {mark.text}"
        case "words":
            return mark.text
        case "scaled":
            return [value, "shown", f"{value / mark.divisor:.15g}", mark.divisor]
        case "picture":
            assert mark.picture
            text = plain if mark.picture.rounds(value) else mark.picture.write(value)
            return value if text == plain else [value, "shown", text, 1]
        case "text":
            return [value, "shown", mark.text, 1]
    return value
