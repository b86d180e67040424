"""The rows without a label that sum the amounts above them, whatever dates stand beside."""

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress

from usine.reading.columns import Column
from usine.reading.financing import FundingShare, PaidBy
from usine.reading.grid import Cell
from usine.reading.reasons import FilledRow
from usine.reading.values.money import parse_amount
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused
from usine.values.fields import FieldKind

FEWEST = 2
"""How many amounts make a sum."""

_FIGURES = (FieldKind.DATE, FieldKind.PERIOD, FieldKind.MONEY)
"""The kinds of fields of which a text is a date, or a figure."""


def is_amount(column: Column, vocabulary: Vocabulary) -> bool:
    """Whether a column gives amounts, of an action or of a part of what it costs."""
    if isinstance(column.facet, FundingShare | PaidBy):
        return True
    return column.facet is None and vocabulary.is_money(column.field or "")


def sums_in(
    rows: Sequence[FilledRow], columns: Mapping[int, Column], vocabulary: Vocabulary
) -> set[int]:
    """The numbers of the rows of figures and dates alone of which each amount is the sum of those
    above: of the whole table, or since the last gap, title or total."""
    candidates = {row.number for row in rows if _is_of_figures(row, columns, vocabulary)}
    summing: set[int] = set()
    whole, since, previous = _Sum(), _Sum(), 0
    for row in rows if candidates else ():
        amounts = _amounts(row, columns, vocabulary)
        if row.number in candidates and (since.makes(amounts) or whole.makes(amounts)):
            summing.add(row.number)
        is_apart = row.is_total or row.number in summing
        if is_apart or len(row.substance) == 1 or row.number > previous + 1:
            since = _Sum()
        if not is_apart:
            whole.add(amounts)
            since.add(amounts)
        previous = row.number
    return summing


class _Sum:
    """The amounts of several rows, by column."""

    def __init__(self) -> None:
        self.rows = 0
        self.amounts: Counter[int] = Counter()

    def add(self, amounts: Mapping[int, int]) -> None:
        self.rows += bool(amounts)
        self.amounts.update(amounts)

    def makes(self, amounts: Mapping[int, int]) -> bool:
        is_same = all(self.amounts[index] == amount for index, amount in amounts.items())
        return bool(amounts) and is_same and self.rows >= FEWEST


def _is_of_figures(row: FilledRow, columns: Mapping[int, Column], vocabulary: Vocabulary) -> bool:
    """Whether a row has dates beside its figures, and neither a name nor a word."""
    named = {vocabulary.title, vocabulary.reference, vocabulary.heading}
    if row.is_total or not row.fields.isdisjoint(named):
        return False
    return all(_may_be_figure(columns.get(index), vocabulary) for index in row.texts)


def _may_be_figure(column: Column | None, vocabulary: Vocabulary) -> bool:
    return bool(column and vocabulary.by_name[column.field or ""].kind in _FIGURES)


def _amounts(
    row: FilledRow, columns: Mapping[int, Column], vocabulary: Vocabulary
) -> dict[int, int]:
    """The amounts of a row that are no zero, in cents, by column."""
    read = {
        index: _cents(cell, columns[index].unit)
        for index, cell in row.substance.items()
        if index in columns and is_amount(columns[index], vocabulary)
    }
    return {index: cents for index, cents in read.items() if cents}


def _cents(cell: Cell, unit: int) -> int | None:
    with suppress(Refused):
        return parse_amount(cell, unit)
    return None
