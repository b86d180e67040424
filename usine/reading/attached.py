"""Sheets of which each line is a part of a subject of another sheet: its steps, its financing.

Only sheets that the platform wrote are read so, under another name, their columns moved or rows
written above their header too. A line names its subject by title, and by number
where several have the title: a plan that was sorted since gives nothing to another subject.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import Any, NamedTuple

from usine.reading.accounting import (
    READ,
    STRUCTURE,
    Category,
    CellAccounts,
    Fate,
    left,
    on_one_line,
)
from usine.reading.grid import BrokenCell, Cell, Grid, cell_name
from usine.reading.rows import FilledCell, Incomplete, Row
from usine.reading.wording import in_french
from usine.values.errors import Refused
from usine.values.text import fold

NO_SUBJECT = left(Category.ROW, "lignes de détail dont l’action n’est pas dans le fichier")
TWICE = "Une colonne de l’action dit déjà la même chose : n’en gardez qu’une."
# Among how many rows the header of a sheet is looked for.
HEADER_AMONG = 10
UNREAD = left(Category.INCOMPLETE, "lignes de détail à compléter")
EMPTIED = left(Category.ROW, "lignes de détail dont vous avez vidé une cellule")


class AttachedSheet(NamedTuple):
    """A sheet of parts, known by all its headers, or by its name and `headers`: the number of the
    line of the subject, then its title. `columns` name the values of a part, by header; `read`
    gives it from its cells, by name, or raises Refused. The parts go to `field`, unless a column of
    the subject gives the field that one has as its `key`."""

    name: str
    headers: tuple[str, str]
    field: str
    columns: Mapping[str, str]
    read: Callable[[Mapping[str, Cell]], dict[str, Any]]
    key: str = ""


class Attached:
    """The attached sheets of a file."""

    def __init__(self, grids: Sequence[Grid], known: Iterable[AttachedSheet]) -> None:
        known = list(known)
        tables = ((grid, _table(grid, known)) for grid in grids)
        self.sheets = [(grid, *table) for grid, table in tables if table]
        self.names = {grid.name for grid, *_ in self.sheets}
        self.fates: list[tuple[Grid, int, Fate]] = []

    def give(self, rows: Iterable[Row], title: str, shares: str) -> None:
        """Give their parts to rows, which bear the field `title`; `shares` is the field whose
        cells rows remember."""
        by_title: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_title[_key(row.values.get(title))].append(row)
        for grid, sheet, first in self.sheets:
            header = list(map(on_one_line, grid.rows[first]))
            names = [sheet.columns.get(each, "") for each in header]
            naming = [header.index(each) for each in sheet.headers]
            for number, cells in grid.rows.items():
                if number <= first:
                    self.fates.append((grid, number, STRUCTURE))
                    continue
                named = [cells[at] if at < len(cells) else None for at in naming]
                subject = _subject(by_title, *named)
                filled = _filled(grid, number, names)
                fate = NO_SUBJECT
                if subject:
                    is_emptied = _is_emptied(grid, number)
                    fate = _give(subject, sheet, filled, shares, is_emptied=is_emptied)
                self.fates.append((grid, number, fate))

    def tell(self, accounts: CellAccounts) -> None:
        for grid, number, fate in self.fates:
            accounts.tell_row(grid, number, fate)


def _table(grid: Grid, known: Sequence[AttachedSheet]) -> tuple[AttachedSheet, int] | None:
    """The sheet of parts that this one is, and the row of its header; None when it is another."""
    every = [(each, {*each.headers, *each.columns}) for each in known]
    every += [(each, {*each.headers}) for each in known if each.name == grid.name]
    rows = list(islice(grid.rows.items(), HEADER_AMONG))
    for sheet, headers in every:
        for number, cells in rows:
            if headers <= set(map(on_one_line, cells)):
                return sheet, number
    return None


def _key(title: Any) -> str:
    text = on_one_line(title)
    return fold(text) or text


def _subject(by_title: Mapping[str, Sequence[Row]], number: Cell, title: Cell) -> Row | None:
    """The row that a line is about: the only one of its title, or that of its number among them."""
    rows = by_title.get(_key(title), [])
    if len(rows) > 1:
        rows = [row for row in rows if row.number == number]
    return rows[0] if len(rows) == 1 else None


def _filled(grid: Grid, number: int, names: Sequence[str]) -> dict[str, tuple[FilledCell, Cell]]:
    """The cells of a line that say something of its part, by name."""
    filled: dict[str, tuple[FilledCell, Cell]] = {}
    for column, (name, cell) in enumerate(zip(names, grid.rows[number], strict=False)):
        if name and cell is not None:
            place = cell_name(number, column)
            filled[name] = (FilledCell(grid.name, number, place, on_one_line(cell)), cell)
    return filled


def _is_emptied(grid: Grid, number: int) -> bool:
    """Whether a user emptied a cell of a line."""
    return any(row == number and grid.cell(row, column) is None for row, column in grid.before)


def _give(
    row: Row,
    sheet: AttachedSheet,
    filled: Mapping[str, tuple[FilledCell, Cell]],
    shares: str,
    *,
    is_emptied: bool,
) -> Fate:
    """Add a part to the row, or note that it is to complete; one of which a user emptied a cell
    that it needs is set aside."""
    try:
        for place, cell in filled.values():
            if isinstance(cell, BrokenCell):
                raise Refused(cell.why(place.cell))
        part = sheet.read({name: cell for name, (_, cell) in filled.items()})
        if part.get(sheet.key) in row.values:
            raise Refused(TWICE)
    except Refused as refusal:
        if is_emptied:
            return EMPTIED
        row.incomplete += [
            Incomplete(*place[:3], sheet.field, place.words, in_french(str(refusal)))
            for place, _ in filled.values()
        ]
        return UNREAD
    parts = row.values.setdefault(sheet.field, [])
    if sheet.field == shares:
        row.shares |= {(len(parts), name): place for name, (place, _) in filled.items()}
    row.beside[sheet.field, len(parts)] = {name: place for name, (place, _) in filled.items()}
    parts.append(part)
    return READ
