"""What the numbers of a column count in, and what comes first in its dates; else, what is asked."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from usine.reading.columns import ORDER, UNIT, Column, ColumnQuestion, Headers
from usine.reading.counted import CountedSide
from usine.reading.financing import FundingShare, PaidBy
from usine.reading.grid import Cell, Grid, Shown
from usine.reading.paths import Path
from usine.reading.values.dates import Order, order_of
from usine.reading.values.money import (
    parse_amount,
    says_unit,
    suspect_amounts,
    unit_of,
    units_in_doubt,
)
from usine.reading.values.texts import text_of
from usine.values.fields import FieldKind

MANY = 500
"""How many cells tell the unit of a column."""

LITTLE, LARGE = 1000_00, 50_000_000_00
"""In cents: what an action seldom costs less, or more, than."""

UNITS = {
    "1": "en euros",
    "1000": "en milliers d’euros",
    "1000000": "en millions d’euros",
    "1000000000": "en milliards d’euros",
}
ORDERS = {str(Order.DAY): "jour, puis mois", str(Order.MONTH): "mois, puis jour"}


def notes_of(grid: Grid, paths: Iterable[Path], below: Collection[int]) -> list[str]:
    """The texts around a table that head no column: above it, or alone on their row."""
    heads = {head for path in paths for head in path}
    inside = {*below}
    around = (
        text
        for number, row in grid.rows.items()
        if number not in inside or sum(cell is not None for cell in row) == 1
        for text in row
    )
    return [text for text in around if isinstance(text, str) and text_of(text) not in heads]


def settled(
    column: Column,
    cells: Sequence[Cell],
    grid: Grid,
    below: Sequence[int],
    headers: Headers,
    noted: str = "",
) -> Column:
    """A column with its unit, or the order of its dates, as its header, its cells and users say;
    what they leave in doubt is asked. `cells` are those that it fills in the rows `below`, `noted`
    what a note around the table says that amounts count in."""
    name, vocabulary = column.field or "", headers.vocabulary
    answer = headers.words.get(name, {}).get(column.key)
    if isinstance(column.facet, FundingShare | PaidBy) or vocabulary.is_money(name):
        header = column.header if says_unit(column.header) else f"{column.header} {noted}"
        unit, asks = _unit(header, cells, answer)
        places = set(_suspects(cells, unit))
        filled = (n for n in below if grid.cell(n, column.index) is not None) if places else ()
        suspects = (grid.address(n, column.index) for at, n in enumerate(filled) if at in places)
        return replace(column, unit=unit, asks=asks, suspects=frozenset(suspects))
    if isinstance(column.facet, CountedSide):
        return replace(column, unit=vocabulary.unit(name, column.header, cells))
    if column.facet:
        return column
    if vocabulary.by_name[name].kind in (FieldKind.DATE, FieldKind.PERIOD):
        return _with_order(column, cells, answer)
    return replace(column, unit=vocabulary.unit(name, column.header, cells))


def _unit(
    header: str, cells: Sequence[Cell], answer: str | None
) -> tuple[int, ColumnQuestion | None]:
    if answer in UNITS:
        return int(answer), None
    doubts = units_in_doubt(header, [cell for cell in cells[:MANY] if not _is_scaled(cell)])
    options = tuple((str(each), UNITS[str(each)]) for each in doubts)
    return unit_of(header), ColumnQuestion(UNIT, options) if options else None


def _is_scaled(cell: Cell) -> bool:
    """Whether the format of a cell says what its number counts in."""
    return isinstance(cell, Shown) and cell.divisor > 1


def _suspects(cells: Sequence[Cell], unit: int) -> list[int]:
    """The places of the amounts that the others contradict by a thousand, and that an action
    seldom costs: a plan has actions of 15,000 € beside others of ten millions."""
    return [place for place in suspect_amounts(cells, unit) if _is_odd(cells[place], unit)]


def _is_odd(cell: Cell, unit: int) -> bool:
    amount = parse_amount(cell, unit) or 0
    return not LITTLE <= amount <= LARGE


def _with_order(column: Column, cells: Sequence[Cell], answer: str | None) -> Column:
    order = order_of(cells)
    if answer in ORDERS:
        return replace(column, month_first=answer == Order.MONTH)
    if order == Order.BOTH:
        return replace(column, asks=ColumnQuestion(ORDER, tuple(ORDERS.items())))
    return replace(column, month_first=order == Order.MONTH)
