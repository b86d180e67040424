"""Sheets brought to one table each, their cells where they were: two tables side by side or one
above the other."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from usine.reading.columns import Headers
from usine.reading.grid import Cell, Grid
from usine.reading.headers import Header, find_header, score_of
from usine.reading.naming import SURE
from usine.reading.paths import label_of, paths_of

FEWEST_LABELS = 3
"""How many fields a sheet names on its left to be that of one action."""

LIKE_THE_FIRST = 0.5
"""How much of what the first header names another one under it must name."""


class SheetTable(NamedTuple):
    grid: Grid
    header: Header


def tables_of(grid: Grid, headers: Headers) -> list[SheetTable]:
    """The tables of a sheet: one, several, or none."""
    header = find_header(grid, headers)
    if header is None:
        return []
    title = headers.vocabulary.title
    beside = [
        table
        for part in parts_beside(grid, header.rows[0])
        if (second := find_header(part, headers))
        and (table := SheetTable(part, second))
        and second.under(title)
    ]
    tables = beside if len(beside) > 1 else [SheetTable(grid, header)]
    every = [part for table in tables for part in _under(table, headers)]
    return [each for table in every for each in _above(table, headers)]


def _under(table: SheetTable, headers: Headers) -> Iterator[SheetTable]:
    """A table, after the one over it whose header says less, with actions of its own."""
    grid, header = table
    over = {number: cells for number, cells in grid.rows.items() if number < header.rows[0]}
    full = [number for number, cells in over.items() if _count(cells) > 1]
    named = find_header(replace(grid, rows=over), headers) if len(full) > 1 else None
    titles = named.under(headers.vocabulary.title) if named else []
    if not named or full[-1] <= named.rows[-1] or not any(title.is_sure for title in titles):
        yield table
        return
    for first, last, of in ((0, full[-1], named), (full[-1] + 1, max(grid.rows), header)):
        rows = {number: cells for number, cells in grid.rows.items() if first <= number <= last}
        merges = [merge for merge in grid.merges if first <= merge.first_row <= last]
        yield SheetTable(replace(grid, rows=rows, merges=merges), of)


def _count(cells: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in cells)


def parts_beside(grid: Grid, top: int = 0) -> Iterator[Grid]:
    """The parts of a sheet that columns without any cell, from the top down, keep apart."""
    filled = sorted(
        {
            column
            for number, cells in grid.rows.items()
            if number >= top
            for column, cell in enumerate(cells)
            if cell is not None
        }
    )
    start = 0
    for place, column in enumerate(filled):
        is_last = place + 1 == len(filled)
        if is_last or filled[place + 1] > column + 1:
            end = filled[-1] + 1 if is_last else column + 1
            yield _only(grid, start, end)
            start = column + 1


def _only(grid: Grid, start: int, end: int) -> Grid:
    """The cells of some columns, where they are."""
    rows = {
        number: tuple([None] * start + [*cells[start:end]])
        for number, cells in grid.rows.items()
        if any(cell is not None for cell in cells[start:end])
    }
    merges = [merge for merge in grid.merges if start <= merge.first_column < end]
    return replace(grid, rows=rows, merges=merges)


def _above(table: SheetTable, headers: Headers) -> Iterator[SheetTable]:
    """A table, and those that begin lower down under another header."""
    grid, header = table
    numbers = list(grid.rows)
    score = score_of(paths_of(grid, header.rows), headers)
    starts = [
        number
        for number in numbers
        if number > header.rows[-1] + 1 and _is_another(grid, number, header, headers, score)
    ]
    if not starts:
        yield table
        return
    for first, last in zip([numbers[0], *starts], [*starts, numbers[-1] + 1], strict=True):
        rows = {number: cells for number, cells in grid.rows.items() if first <= number < last}
        merges = [merge for merge in grid.merges if first <= merge.first_row < last]
        part = replace(grid, rows=rows, merges=merges)
        named = find_header(part, headers)
        assert named  # each part begins with a header
        yield SheetTable(part, named)


def _is_another(grid: Grid, number: int, header: Header, headers: Headers, score: int) -> bool:
    """True for a row that names the title and as much as the header above, in other words."""
    cells = grid.rows[number]
    texts = [cell for cell in cells if cell is not None]
    if len(texts) < FEWEST_LABELS or not all(isinstance(cell, str) for cell in texts):
        return False
    labels = [label_of(cell) for cell in cells]
    named = [label for label in labels if label and headers.named((label,))]
    if 2 * len(named) < len(texts):
        return False
    same = all(label is None or not label or label.casefold() in header.texts for label in labels)
    paths = paths_of(grid, (number,))
    titled = any(
        meaning.field == headers.vocabulary.title and meaning.confidence >= SURE
        for path in paths
        for meaning in headers.named(path)
    )
    return titled and not same and score_of(paths, headers) >= LIKE_THE_FIRST * score
