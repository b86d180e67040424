"""Where the header of a sheet is: one row, or several that stand one above the other."""

from collections.abc import Sequence
from dataclasses import dataclass

from usine.reading.columns import Column, Headers
from usine.reading.contents import columns_of
from usine.reading.grid import Grid
from usine.reading.naming import IGNORED
from usine.reading.paths import Path, heads_groups, is_in_group, label_of, labels_of, paths_of
from usine.reading.values.money import EURO, unit_of

SEARCHED = 60
"""How many filled rows from the top may stand above the header."""

MOST_ROWS = 4
"""How many rows a header may have."""


def comparable(label: str) -> str:
    return " ".join(label.split()).casefold()


@dataclass(frozen=True)
class Header:
    """The rows of a header, their texts, and what the columns under it hold."""

    rows: tuple[int, ...]
    texts: frozenset[str]
    columns: tuple[Column, ...]

    def under(self, field: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field == field)


@dataclass(frozen=True)
class Sheet:
    """A sheet that holds actions: where its header is, and how its columns are understood.

    `part` is that of all its rows, when the name of the sheet or its title gives one. `is_plain`
    is whether it is one table, which may take another column. `is_beside` is whether it holds parts
    of the actions of the others: who pays them, their steps.
    """

    name: str
    header_rows: tuple[int, ...]
    columns: tuple[Column, ...]
    part: str | None = None
    is_plain: bool = True
    is_beside: bool = False


def find_header(grid: Grid, headers: Headers) -> Header | None:
    """The header that names the most fields, the highest on a tie; None when there is none.

    A header names at least two fields. The title may be missing: `reader.read` refuses it.
    """
    rows = _named_rows(grid, headers)
    if rows is None:
        return None
    rows = _with_groups(grid, _with_leaves(grid, rows, headers), headers)
    below = [number for number in grid.rows if number > rows[-1]]
    texts = {comparable(label) for number in rows for label in labels_of(grid, number)}
    columns = columns_of(grid, paths_of(grid, rows), below, headers)
    return Header(rows, frozenset(texts - {""}), columns)


def _named_rows(grid: Grid, headers: Headers) -> tuple[int, ...] | None:
    """The row, or the two rows, whose labels name the most."""
    numbers = list(grid.rows)[:SEARCHED]
    best: tuple[int, tuple[int, ...]] | None = None
    for place, number in enumerate(numbers):
        candidates: list[tuple[int, ...]] = [(number,)]
        if place and numbers[place - 1] == number - 1 and heads_groups(grid, number - 1):
            candidates.append((number - 1, number))
        for rows in candidates:
            score = score_of(paths_of(grid, rows), headers)
            if score and (best is None or score > best[0]):
                best = score, rows
    return best[1] if best else None


def score_of(paths: Sequence[Path], headers: Headers) -> int:
    """How much of a table these paths name; 0 when they are no header."""
    best: dict[str, int] = {}
    for path in paths:
        for understood in headers.named(path):
            if understood.field != IGNORED:
                best[understood.field] = max(best.get(understood.field, 0), understood.confidence)
    if len(best) < 2:
        return 0
    return sum(best.values()) + 2 * best.get(headers.vocabulary.title, 0)


def _with_leaves(grid: Grid, rows: tuple[int, ...], headers: Headers) -> tuple[int, ...]:
    """The rows of a header with those just below that part its groups: years, funders, units."""
    while len(rows) < MOST_ROWS and _is_leaf_row(grid, rows, headers):
        rows = (*rows, rows[-1] + 1)
    return rows


def _is_leaf_row(grid: Grid, rows: tuple[int, ...], headers: Headers) -> bool:
    cells = grid.rows.get(rows[-1] + 1, ())
    labels = {column: label_of(cell) for column, cell in enumerate(cells) if cell is not None}
    texts = [label for label in labels.values() if label]
    if len(texts) < len(labels) or not labels:
        return False
    if all(map(_is_unit, texts)):
        return True
    grouped = [column for column in labels if is_in_group(grid, rows, column)]
    ungrouped = [label or "" for column, label in labels.items() if column not in grouped]
    counted = headers.vocabulary.counted
    # « Objectif » under « Emplois créés » alone is a part of it too.
    sides = [bool(counted and counted.side_of((label,)).side) for label in ungrouped]
    alone = [label for label, is_side in zip(ungrouped, sides, strict=True) if not is_side]
    if len(grouped) < 2 or not all(map(_is_unit, alone)):
        return False
    paths = paths_of(grid, (*rows, rows[-1] + 1))
    named = sum(headers.parts_of(paths[column]) for column in grouped)
    return 2 * named >= len(grouped)


def _is_unit(label: str) -> bool:
    return label.strip("() ").casefold() in ("€", "k€", "m€", "ht", "ttc") or (
        len(label) <= LONGEST_UNIT and unit_of(label) != EURO
    )


LONGEST_UNIT = 14
"""In characters: "(en milliers d’€)" is longer, and stands in a header of its own."""


def _with_groups(grid: Grid, rows: tuple[int, ...], headers: Headers) -> tuple[int, ...]:
    """The rows of a header with the one just above, when its groups tell more of the columns."""
    higher = (rows[0] - 1, *rows)
    if len(rows) >= MOST_ROWS or not heads_groups(grid, rows[0] - 1):
        return rows
    before, after = paths_of(grid, rows), paths_of(grid, higher)
    pairs = zip(after, before, strict=False)
    told = any(headers.tells_more(*pair) for pair in pairs if pair[0] != pair[1])
    return higher if told else rows
