"""The colours of a column, where they may say more than that of a whole table."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import Protocol

from usine.reading.grid import Grid, Place


class ColouredRow(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def fields(self) -> Collection[str]: ...
    @property
    def substance(self) -> Collection[int]: ...


def colours_in(grid: Grid, rows: Sequence[ColouredRow], index: int) -> dict[int, str]:
    """The colours of a column on the rows that may be actions, by row, when they are several."""
    colours = {
        row.number: colour
        for row in rows
        if len(row.fields) > 1 and (colour := grid.colours.get((row.number, index), ""))
    }
    return colours if len(set(colours.values())) > 1 else {}


def painted_column(grid: Grid, rows: Sequence[ColouredRow], columns: Sequence[int]) -> int:
    """The first of these columns that holds several colours, or the first of all."""
    return next((index for index in columns if colours_in(grid, rows, index)), columns[0])


def blank_column(grid: Grid, rows: Sequence[ColouredRow], columns: Sequence[int]) -> int:
    """The one of these columns, when it holds colours alone, be they those of whole rows; or -1."""
    index, *others = columns or (-1,)
    is_blank = index >= 0 and not any(index in row.substance for row in rows)
    return index if is_blank and not others and colours_in(grid, rows, index) else -1


def blank_colours(
    grid: Grid, rows: Collection[int], signs: Collection[int] = ()
) -> Iterator[Place]:
    """The blank cells whose colour may say something: not that of most of their row, nor that of
    their whole column, unless it is one of `signs`."""
    columns: dict[int, dict[int, str]] = defaultdict(dict)
    of_rows: dict[int, Counter[str]] = defaultdict(Counter)
    for (row, index), colour in grid.colours.items():
        if row in rows:
            columns[index][row] = colour
            of_rows[row][colour] += 1
    for index, colours in sorted(columns.items()):
        is_whole = len(colours) == len(rows) and len(set(colours.values())) == 1
        for row, colour in colours.items() if index in signs or not is_whole else ():
            is_of_row = 2 * of_rows[row][colour] > len(grid.rows[row])
            if grid.blank_colour(row, index) and not is_of_row:
                yield row, index
