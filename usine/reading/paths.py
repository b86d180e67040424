"""The heads of a table: each column has a path, from the group above to the label just over it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from usine.reading.grid import Cell, Grid
from usine.reading.naming import LONGEST
from usine.values.dates import MONTHS, PartialDate, Precision

Path = tuple[str, ...]

BETWEEN = " › "
YEARS = range(2000, 2050)
RANKS = range(1, 13)
"""Numbers that may head a column: a month, a quarter."""

PARTS_OF_YEAR: dict[Path, str] = {
    **dict.fromkeys((("1", "2", "3", "4"), ("I", "II", "III", "IV")), "T"),
    **dict.fromkeys((("1", "2"), ("I", "II")), "S"),
}
_YEAR = re.compile(r"\b20[0-4]\d\b")

FEW = 3
"""Of so many labels of a group, one may stand over a single column."""


def label_of(cell: Cell) -> str | None:
    """The label that a cell may be, "" when it is blank; None when it is none."""
    match cell:
        case None:
            return ""
        case str():
            return " ".join(cell.split()) if len(cell) <= LONGEST else None
        case bool():
            return None
        case int() | float() if cell in YEARS or cell in RANKS:
            return f"{cell:.0f}"
        case PartialDate(precision=precision) if precision != Precision.DAY:
            return str(cell)
    return None


def labels_of(grid: Grid, number: int) -> list[str]:
    """The labels of a row; "" stands for a cell that can be none."""
    return [label_of(cell) or "" for cell in grid.rows.get(number, ())]


def paths_of(grid: Grid, rows: Sequence[int]) -> list[Path]:
    """The path of each column under these rows, the highest first."""
    width = max(len(grid.rows.get(number, ())) for number in rows)
    labels = [_padded(labels_of(grid, number), width) for number in rows]
    spread = [
        _spread(grid, number, above, _any(labels[place + 1 :], width))
        for place, (number, above) in enumerate(zip(rows, labels, strict=True))
    ]
    paths = [_distinct(column) for column in zip(*spread, strict=True)]
    return _with_quarters(_with_months(paths))


def _with_quarters(paths: list[Path]) -> list[Path]:
    """The paths, with the numbers of the quarters of a year written T1 to T4, and those of its
    halves S1 and S2."""
    written: list[Path] = []
    for group, columns in groupby(paths, key=lambda path: path[:-1]):
        several = list(columns)
        leaves = tuple(path[-1].upper() if path else "" for path in several)
        letter = PARTS_OF_YEAR.get(leaves) if _YEAR.search(" ".join(group)) else None
        for place, path in enumerate(several, 1):
            written.append((*group, f"{letter}{place}") if letter else path)
    return written


def _with_months(paths: list[Path]) -> list[Path]:
    """The paths, with the letters or the numbers of twelve months in a row written in words."""
    leaves = [path[-1] if path else "" for path in paths]
    for start in range(len(leaves) - len(MONTHS) + 1):
        twelve = leaves[start : start + len(MONTHS)]
        if "".join(twelve).upper() in ("JFMAMJJASOND", "123456789101112"):
            for place, month in enumerate(MONTHS, start):
                paths[place] = (*paths[place][:-1], month)
    return paths


def joined(path: Iterable[str]) -> str:
    return BETWEEN.join(path)


def is_in_group(grid: Grid, rows: Sequence[int], column: int) -> bool:
    """Whether a column stands under a head that it shares, merged or not, or under none."""
    labels = _padded(labels_of(grid, rows[-1]), column + 2)
    if not labels[column] or _merged_end(grid, rows[-1], column) > column:
        return True
    below = _padded(labels_of(grid, rows[-1] + 1), column + 2)
    return _spreads(labels, below, column)


def heads_groups(grid: Grid, number: int) -> bool:
    """Whether a row may stand above another one as its groups: labels alone, of which few are over
    one column that has a label of its own. A label over every column is a title."""
    labels, below = labels_of(grid, number), labels_of(grid, number + 1)
    cells = grid.rows.get(number, ())
    if any(label_of(cell) is None for cell in cells) or _is_over_all(labels, below):
        return False
    below = _padded(below, len(labels) + 1)
    labels = _padded(labels, len(below))
    alone = [
        column
        for column, label in enumerate(labels)
        if label
        and below[column]
        and label != below[column]
        and not _spreads(labels, below, column)
    ]
    return len(alone) * FEW <= sum(map(bool, labels))


def _is_over_all(labels: Sequence[str], below: Sequence[str]) -> bool:
    """Whether a row has one label, from the first column that has one below."""
    first = next((column for column, label in enumerate(below) if label), 0)
    return sum(map(bool, labels)) == 1 and any(labels[: first + 1])


def _spreads(labels: Sequence[str], below: Sequence[str], column: int) -> bool:
    """Whether a label heads the next column too."""
    following = column + 1 < len(labels) and labels[column + 1] in ("", labels[column])
    before = column > 0 and labels[column - 1] == labels[column]
    return before or (following and bool(below[column + 1]))


def _padded(labels: list[str], width: int) -> list[str]:
    return labels + [""] * (width - len(labels))


def _any(below: Sequence[Sequence[str]], width: int) -> list[bool]:
    """Whether each column has a label of its own lower down."""
    return [any(labels[column] for labels in below) for column in range(width)]


def _spread(grid: Grid, number: int, labels: Sequence[str], below: Sequence[bool]) -> Iterator[str]:
    """Each label over the columns that it heads: its merge, else the blanks that follow it, where
    labels stand below."""
    group, last = "", -1
    for column, label in enumerate(labels):
        if label:
            group, last = label, _merged_end(grid, number, column)
        elif column > last >= 0 or (last < 0 and not below[column]):
            group = ""
        yield group if label or below[column] else ""


def _merged_end(grid: Grid, number: int, column: int) -> int:
    """The last column of the merge that begins here, -1 when there is none across columns."""
    merge = grid.merged.get((number, column))
    return merge.last_column if merge and merge.last_column > column else -1


def _distinct(labels: Iterable[str]) -> Path:
    """The labels of a column, without blanks or a label said twice in a row."""
    path: list[str] = []
    for label in labels:
        if label and label != (path[-1] if path else ""):
            path.append(label)
    return tuple(path)
