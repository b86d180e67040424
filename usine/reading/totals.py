"""What a file announces of itself, totals and counts, compared with what is read of it."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from typing import NamedTuple

from usine.reading.columns import Column
from usine.reading.counted import CountedSide
from usine.reading.french import WORDS
from usine.reading.grid import Address, Cell, cell_name
from usine.reading.layout import FilledRow, Layout, Left, SubjectRow
from usine.reading.naming import without_asides
from usine.reading.reasons import Why, count_beside, count_in
from usine.reading.rows import Parted, Row
from usine.reading.stated import amount_stated, count_stated
from usine.reading.sums import is_amount
from usine.reading.values.money import parse_amount, unit_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.errors import Refused
from usine.values.text import fold

ACTIONS = "actions"
LINE_TOTALS = "totaux des lignes"
"""What is announced by the totals of lines, when the parts of each make it."""
_PARTIAL = re.compile(r"\b(?:sous|axe|axes|partie|volet|orientation|pilier|thematique)\b")
_WHOLE = re.compile(
    r"\b(?:budget|montant|cout|depense|enveloppe|chiffrage)s?\b.*\b(?:tota(?:l|ux)|globa(?:l|ux)"
    r"|generale?|plan|programme)\b|\btotal\b.*\b(?:budget|montant|cout|depense)s?\b"
)
WORDS_OF_TOTALS = frozenset(WORDS["totals"]["words"]) | {"enveloppe", "chiffrage", "depenses"}
LONGEST_LABEL = 80
_GENERAL = re.compile(r"\b(?:general|generaux|global|globale|plan|ensemble|programme)\b")


class Announced(NamedTuple):
    """A figure of the file and what is read of it: cents, or a number of actions, or of `counted`,
    a result, in its smallest unit.

    `summed` is the range of the cells that it sums, when they are those of a column; `LINE_TOTALS`
    have no cell of their own: it is their range.
    """

    sheet: str
    cell: str
    what: str
    announced: int
    read: int
    summed: str = ""
    counted: str = ""

    @property
    def is_proof(self) -> bool:
        return self.announced == self.read


def announced_by(
    layout: Layout, rows: Sequence[Row], objects: Collection[str]
) -> Iterator[Announced]:
    """The totals and the counts of a sheet; `rows` are those of its actions, in order."""
    yield from _above(layout, rows)
    yield from _of_columns(layout, rows)
    yield from _of_rows(layout, rows)
    yield from _counts(layout, rows, objects)
    yield from _stated(layout, rows)


def of_all(
    announced: Iterable[Announced], rows: Sequence[Row], vocabulary: Vocabulary
) -> Iterator[Announced]:
    """What a sheet announces, of itself or of the whole file: « 14 actions » over the first of
    four sheets."""
    taken = [row for row in rows if not row.is_refused]
    whole = {ACTIONS: len(taken)}
    if financing := vocabulary.financing:
        amounts = (row.values.get(financing.total, 0) for row in taken)
        whole[vocabulary.labels[financing.total]] = sum(amounts)
    for each in announced:
        is_of_all = each.announced == whole.get(each.what)
        yield each._replace(read=each.announced) if is_of_all else each


def _stated(layout: Layout, rows: Sequence[Row]) -> Iterator[Announced]:
    """« Budget total : 2 030 000 € », above the table or under it, in one cell or in two."""
    financing = layout.vocabulary.financing
    if not financing:
        return
    read = sum(row.values.get(financing.total, 0) for row in rows if not row.is_refused)
    inside = {row.number for row in layout.rows} - _around(layout)
    totals = {row.number for row in layout.rows if row.is_total}
    for number, cells in layout.grid.rows.items():
        if number in inside or number in layout.header.rows:
            continue
        for index, cell in enumerate(cells):
            stated = _amount_stated(layout, cell, cells[index + 1 :])
            if stated is None and number not in totals and _is_of_all(layout, number, cell):
                stated = _amount_in(layout, cell)
            if stated is not None:
                amount, beside = stated
                place = layout.grid.address(number, index + beside)
                what = layout.vocabulary.labels[financing.total]
                yield Announced(place.sheet, place.name, what, amount, read)


def _amount_stated(layout: Layout, cell: Cell, after: Sequence[Cell]) -> tuple[int, int] | None:
    """The amount that a text announces of the whole plan, and how many cells after it stands; None
    when it announces none."""
    if not isinstance(cell, str) or len(cell) > LONGEST_LABEL:
        return None
    label, _colon, rest = cell.partition(":")
    words = fold(without_asides(label)).split()
    known = layout.vocabulary.total_words | WORDS_OF_TOTALS
    if not _WHOLE.search(" ".join(words)) or not all(word in known for word in words):
        return None
    beside, figure = (0, rest.strip()) if rest.strip() else _first(after)
    is_figure = isinstance(figure, float | int | str) and not isinstance(figure, bool)
    amount = _cents(figure, unit_of(label)) if is_figure and figure else None
    return None if amount is None else (amount, beside)


def _amount_in(layout: Layout, cell: Cell) -> tuple[int, int] | None:
    """The amount that a sentence announces of the whole plan, in its own cell."""
    known = layout.vocabulary.total_words | WORDS_OF_TOTALS
    amount = amount_stated(cell, known) if isinstance(cell, str) else None
    return None if amount is None else (amount, 0)


def _is_of_all(layout: Layout, number: int, cell: Cell) -> bool:
    """Whether a text is of all the actions of a table, not of the part that it heads."""
    parts = layout.vocabulary.parts
    is_heading = parts is not None and isinstance(cell, str) and parts.is_heading(cell)
    return number not in layout.names_of_groups and not (is_heading and layout.part is None)


def _first(cells: Sequence[Cell]) -> tuple[int, Cell]:
    """The first of these cells that is filled, with its rank from 1."""
    return next(((rank, each) for rank, each in enumerate(cells, 1) if each is not None), (0, None))


def _around(layout: Layout) -> set[int]:
    """The rows under the header that are no action, but may tell of all of them."""
    return {
        entry.row.number
        for entry in layout.left
        if isinstance(entry, Left) and entry.why in (Why.TOTAL, Why.COUNT, Why.NOTE)
    }


def _above(layout: Layout, rows: Sequence[Row]) -> Iterator[Announced]:
    """Each row of totals over the header, column by column."""
    every = [row for row in rows if not row.is_refused]
    for number, cells in layout.grid.rows.items():
        row = layout.filled(number, cells)
        if number >= layout.header.rows[0] or not row.is_total or not row.texts:
            continue
        for column, announced in _amounts(layout, row):
            place = layout.grid.address(number, column.index)
            read, summed = _read(every, column), _summed(layout, every, column)
            head = (place.sheet, place.name, column.header)
            yield Announced(*head, announced, read, summed, _counted(column))


def _of_columns(layout: Layout, rows: Sequence[Row]) -> Iterator[Announced]:
    """Each row of totals, column by column."""
    pending = iter(rows)
    every: list[Row] = []
    since: list[Row] = []
    last = [e for e in layout.left if isinstance(e, Left) and e.why == Why.TOTAL][-1:]
    for entry in layout.left:
        if isinstance(entry, SubjectRow):
            row = next(pending)
            if not row.is_refused:
                every.append(row)
                since.append(row)
        elif entry.why == Why.HEADING:
            since = []
        elif entry.why == Why.TOTAL:
            is_last = entry in last
            for column, cell in _amounts(layout, entry.row):
                label = fold(" ".join(entry.row.texts.values()))
                yield _nearest(layout, entry.row, column, cell, label, is_last, rows, every, since)
            since = []


def _amounts(layout: Layout, row: FilledRow) -> Iterator[tuple[Column, int]]:
    """The totals that a row gives, in cents or in units of a result, by column."""
    counted = layout.vocabulary.counted
    for index, cell in row.substance.items():
        column, amount = layout.columns.get(index), None
        if column and is_amount(column, layout.vocabulary):
            amount = _cents(cell, column.unit)
        elif column and counted and (code := _counted(column)):
            with suppress(Refused):
                amount = counted.read(code, cell, column.unit)
        if column and amount is not None:
            yield column, amount


def _counted(column: Column) -> str:
    """The result that a column counts; empty for another."""
    return column.field or "" if isinstance(column.facet, CountedSide) else ""


def _cents(cell: Cell, unit: int) -> int | None:
    try:
        return parse_amount(cell, unit)
    except Refused:
        return None


def _nearest(
    layout: Layout,
    row: FilledRow,
    column: Column,
    announced: int,
    label: str,
    is_last: bool,
    rows: Sequence[Row],
    every: Sequence[Row],
    since: Sequence[Row],
) -> Announced:
    """The total compared with the actions that it sums: those of its part, or all above."""
    whole, part = every, since
    if not every:  # a total above the actions
        whole = part = [row for row in rows if not row.is_refused]
    is_part = bool(_PARTIAL.search(label)) or not (is_last or _GENERAL.search(label))
    likely = part if is_part else whole
    of = next((each for each in (whole, part) if _read(each, column) == announced), likely)
    place, summed = layout.grid.address(row.number, column.index), _summed(layout, of, column)
    read, counted = _read(of, column), _counted(column)
    return Announced(place.sheet, place.name, column.header, announced, read, summed, counted)


def _summed(layout: Layout, rows: Sequence[Row], column: Column) -> str:
    """The cells of a column from the first of these rows to the last; empty where a grid has cells
    of several places."""
    if not rows or layout.grid.origins:
        return ""
    ends = (cell_name(each, column.index) for each in (rows[0].number, rows[-1].last))
    return ":".join(dict.fromkeys(ends))


def _read(rows: Iterable[Row], column: Column) -> int:
    return sum({**row.counts, **row.amounts}.get(column.index, 0) for row in rows)


def _of_rows(layout: Layout, rows: Sequence[Row]) -> Iterator[Announced]:
    """Each total of a row that its parts do not make; those of a column in one proof when all are
    made."""
    parted = [(row, each) for row in rows for each in row.parted]
    wrong = [(row, each) for row, each in parted if each.announced != each.read]
    lacking = _lacking([each for _, each in parted])
    if lacking:
        yield _at_once(lacking)
    for row, each in wrong:
        if each not in lacking:
            what = in_french(f"{each.of} de « {row.values.get('title', '')} »")
            yield Announced(each.place.sheet, each.place.name, what, each.announced, each.read)
    columns: dict[tuple[str, int], list[tuple[Address, int]]] = {}
    for _, each in parted if not wrong else ():
        place = each.place
        columns.setdefault((place.sheet, place.column), []).append((place, each.announced))
    for (sheet, _), totals in columns.items():
        ends = dict.fromkeys((totals[0][0].name, totals[-1][0].name))
        total = sum(announced for _, announced in totals)
        yield Announced(sheet, ":".join(ends), LINE_TOTALS, total, total)


def _lacking(parted: Sequence[Parted]) -> list[Parted]:
    """The total costs of which a part is nobody's, when they are more than those that are paid:
    they are told at once."""
    costs = [each for each in parted if each.may_lack]
    lacking = [each for each in costs if each.read < each.announced]
    made = sum(each.read == each.announced for each in costs)
    return lacking if len(lacking) > max(made, 1) else []


def _at_once(parted: Sequence[Parted]) -> Announced:
    """Several totals of a column beside what their parts make."""
    ends = dict.fromkeys(each.place.name for each in (parted[0], parted[-1]))
    announced, read = sum(each.announced for each in parted), sum(each.read for each in parted)
    return Announced(parted[0].place.sheet, ":".join(ends), LINE_TOTALS, announced, read)


def _counts(layout: Layout, rows: Sequence[Row], objects: Collection[str]) -> Iterator[Announced]:
    """« 12 actions », above the table, beside a total or under it."""
    read = sum(not row.is_refused for row in rows)
    inside = {row.number for row in layout.rows} - _around(layout)
    for number, cells in layout.grid.rows.items():
        if number in inside:
            continue
        for index, cell in enumerate(cells):
            count = count_in(cell, objects) if isinstance(cell, str) else None
            if isinstance(cell, str) and count is None and _is_of_all(layout, number, cell):
                count = count_stated(cell, objects)
            beside = 0
            if count is None:
                beside, after = _first(cells[index + 1 :])
                count = count_beside(cell, after, objects)
            if count is not None:
                place = layout.grid.address(number, index + beside)
                yield Announced(place.sheet, place.name, ACTIONS, count, read)
