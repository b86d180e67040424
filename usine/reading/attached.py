"""Sheets of which each line is a part of a subject of another sheet: its steps, its financing.

Only sheets that the platform wrote are read so. A line names its subject by title, and by number
where several have the title: a plan that was sorted since gives nothing to another subject.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
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
UNREAD = left(Category.INCOMPLETE, "lignes de détail à compléter")
EMPTIED = left(Category.ROW, "lignes de détail dont vous avez vidé une cellule")


class AttachedSheet(NamedTuple):
    """A sheet of parts, known by its name and the first two of its headers: the number of the line
    of the subject, then its title. `columns` name the values of a part, by header; `read` gives it
    from its cells, by name, or raises Refused. The parts go to `field`, unless a column of the
    subject gives the field that one has as its `key`."""

    name: str
    headers: tuple[str, str]
    field: str
    columns: Mapping[str, str]
    read: Callable[[Mapping[str, Cell]], dict[str, Any]]
    key: str = ""


class Attached:
    """The attached sheets of a file."""

    def __init__(self, grids: Sequence[Grid], known: Iterable[AttachedSheet]) -> None:
        named = {each.name: each for each in known}
        pairs = ((grid, named.get(grid.name)) for grid in grids)
        self.sheets = [(grid, each) for grid, each in pairs if each and _is_headed(grid, each)]
        self.names = {grid.name for grid, _ in self.sheets}
        self.fates: list[tuple[Grid, int, Fate]] = []

    def give(self, rows: Iterable[Row], title: str, shares: str) -> None:
        """Give their parts to rows, which bear the field `title`; `shares` is the field whose
        cells rows remember."""
        by_title: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            by_title[_key(row.values.get(title))].append(row)
        for grid, sheet in self.sheets:
            (first, header), *lines = grid.rows.items()
            self.fates.append((grid, first, STRUCTURE))
            names = [sheet.columns.get(on_one_line(cell), "") for cell in header]
            for number, cells in lines:
                subject = _subject(by_title, cells)
                filled = _filled(grid, number, names)
                fate = NO_SUBJECT
                if subject:
                    is_emptied = _is_emptied(grid, number)
                    fate = _give(subject, sheet, filled, shares, is_emptied=is_emptied)
                self.fates.append((grid, number, fate))

    def tell(self, accounts: CellAccounts) -> None:
        for grid, number, fate in self.fates:
            accounts.tell_row(grid, number, fate)


def _is_headed(grid: Grid, sheet: AttachedSheet) -> bool:
    first: Sequence[Cell] = next(iter(grid.rows.values()), ())
    return tuple(map(on_one_line, first[:2])) == sheet.headers


def _key(title: Any) -> str:
    text = on_one_line(title)
    return fold(text) or text


def _subject(by_title: Mapping[str, Sequence[Row]], cells: Sequence[Cell]) -> Row | None:
    """The row that a line is about: the only one of its title, or that of its number among them."""
    number, title = (*cells, None, None)[:2]
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
