"""What became of every cell of a file: read, structure, or set aside with a reason.

The three add up to the cells of the file by construction: a cell of which nothing is told is aside.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from usine.reading.extraction.survey import column_letters
from usine.reading.grid import Address, BrokenCell, Cell, Grid
from usine.reading.values.colours import colour_name
from usine.reading.values.texts import text_of
from usine.reading.wording import in_french
from usine.values.dates import PartialDate

EXAMPLE_LENGTH = 60
NO_VALUE = "formule sans valeur"


class Category(StrEnum):
    """What a group of cells set aside is."""

    SHEET = "sheet"
    COLUMN = "column"
    ROW = "row"
    REFUSED = "refused"
    INCOMPLETE = "incomplete"
    COLOUR = "colour"
    OTHER = "other"


class Fate(NamedTuple):
    """What became of a cell: `rank` says which of two tellings holds. Cells set aside for the same
    `group` are told together; `key` is that of a column that users may take."""

    rank: int
    category: Category = Category.OTHER
    message: str = ""
    group: object = None
    key: str = ""


READ, STRUCTURE = Fate(3), Fate(2)
_LETTERS = {READ.rank: "r", STRUCTURE.rank: "s"}
UNTOLD = Fate(0, message="rien dans ce que le fichier dit d’une action")


def left(category: Category, message: str, group: object = None, key: str = "") -> Fate:
    return Fate(1, category, message, group, key)


class Tally(NamedTuple):
    """How many cells a file fills, and what became of them."""

    total: int
    read: int
    structure: int
    aside: int


NO_CELLS = Tally(0, 0, 0, 0)


@dataclass(frozen=True)
class Aside:
    """Cells of a sheet set aside together: where they are, one of them, and why.

    `column` is the key of the column, when users may say what it holds; `holds` what most of the
    cells are, and `example` is: `AMOUNTS`, `DATES`, `TEXTS` or `COLOURS`, which it names all.
    """

    category: Category
    sheet: str
    range: str
    count: int
    example: str
    message: str
    column: str = ""
    holds: str = ""


class CellAccounts:
    """The fate of each cell of these grids, told by whoever reads them."""

    def __init__(self, grids: Iterable[Grid]) -> None:
        self.cells: dict[str, dict[int, tuple[Cell, ...]]] = defaultdict(dict)
        self.fates: dict[str, dict[int, list[Fate]]] = defaultdict(dict)
        self.coloured: dict[Address, str] = {}
        for grid in grids:
            for number, cells in grid.rows.items():
                self.cells[grid.name][number] = cells
                self.fates[grid.name][number] = [UNTOLD] * len(cells)

    def tell(self, sheet: str, row: int, column: int, fate: Fate) -> None:
        """Note the fate of a cell, unless a stronger one is known."""
        fates = self.fates[sheet].setdefault(row, [])
        if column >= len(fates):
            fates += [UNTOLD] * (column + 1 - len(fates))
        if fate[0] > fates[column][0]:
            fates[column] = fate

    def tell_row(self, grid: Grid, number: int, fate: Fate) -> None:
        for column, cell in enumerate(grid.rows.get(number, ())):
            if cell is not None:
                self.tell(*grid.address(number, column), fate)

    def tell_sheet(self, grid: Grid, fate: Fate) -> None:
        for number in grid.rows:
            self.tell_row(grid, number, fate)

    def colour(self, place: Address, colour: str, fate: Fate) -> None:
        """Count a blank cell whose colour says something."""
        self.coloured[place] = colour
        self.tell(*place, fate)

    def _cell(self, place: Address) -> Cell:
        cells = self.cells[place.sheet].get(place.row, ())
        return cells[place.column] if place.column < len(cells) else None

    def close(self) -> tuple[Tally, tuple[Aside, ...]]:
        """The sums of the file, and what is set aside, in its order."""
        counts: Counter[int] = Counter()
        groups: dict[tuple[str, Fate], list[Address]] = defaultdict(list)
        for sheet, rows in self.cells.items():
            for number, cells in rows.items():
                fates = self.fates[sheet][number]
                for column, (cell, fate) in enumerate(zip(cells, fates, strict=False)):
                    if cell is not None:
                        counts[fate.rank] += 1
                        if fate.rank < STRUCTURE.rank:
                            groups[sheet, fate].append(Address(sheet, number, column))
        for place in sorted(self.coloured):
            fate = self.fates[place.sheet][place.row][place.column]
            counts[fate.rank] += 1
            if fate.rank < STRUCTURE.rank:
                groups[place.sheet, fate].append(place)
        read, structure = counts[READ.rank], counts[STRUCTURE.rank]
        total = counts.total()
        entries = tuple(self._aside(places, fate) for (_, fate), places in groups.items())
        return Tally(total, read, structure, total - read - structure), entries

    def lines(self) -> Iterator[tuple[str, int, list[str], str]]:
        """The sheets line by line: (sheet, row, what each cell shows, what became of each), one
        letter a cell: r(ead), s(tructure), a(side), or a space for a cell without meaning."""
        for sheet, rows in self.cells.items():
            for number in sorted({*rows, *self.fates[sheet]}):
                fates = self.fates[sheet][number]
                there = rows.get(number, ())[: len(fates)]
                cells = [*there, *[None] * (len(fates) - len(there))]
                texts = [on_one_line(cell)[:EXAMPLE_LENGTH] for cell in cells]
                letters = [
                    _LETTERS.get(fate.rank, "a") if self._says(cell, sheet, number, column) else " "
                    for column, (cell, fate) in enumerate(zip(cells, fates, strict=True))
                ]
                yield sheet, number, texts, "".join(letters)

    def _says(self, cell: Cell, sheet: str, number: int, column: int) -> bool:
        return cell is not None or Address(sheet, number, column) in self.coloured

    def _colours(self, places: Iterable[Address]) -> str:
        """The names of the colours of cells, each once: « rouge, vert »."""
        colours = (self.coloured[place] for place in places if place in self.coloured)
        return ", ".join(dict.fromkeys(map(colour_name, colours)))

    def _aside(self, places: list[Address], fate: Fate) -> Aside:
        rows = [place.row for place in places]
        columns = [place.column for place in places]
        holds = Counter(_kind(self._cell(place)) for place in places).most_common(1)[0][0]
        example = next(cell for cell in map(self._cell, places) if _kind(cell) == holds)
        words = self._colours(places) if holds == COLOURS else on_one_line(example)
        first = f"{column_letters(min(columns))}{min(rows)}"
        last = f"{column_letters(max(columns))}{max(rows)}"
        return Aside(
            fate.category,
            places[0].sheet,
            first if first == last else f"{first}:{last}",
            len(places),
            words[:EXAMPLE_LENGTH],
            in_french(fate.message),
            fate.key,
            holds,
        )


AMOUNTS, DATES, TEXTS, COLOURS = "amounts", "dates", "texts", "colours"


# A number as text, the only way that a CSV has: « 120 000 », « 1,5 M€ ».
_FIGURES = re.compile(r"[-+]?\d[\d\s.,]*(?:[kKmM]?d?€)?")


def _kind(cell: Cell) -> str:
    match cell:
        case None:
            return COLOURS
        case str() if _FIGURES.fullmatch(cell.strip()):
            return AMOUNTS
        case bool() | str() | BrokenCell():
            return TEXTS
        case PartialDate():
            return DATES
    return AMOUNTS


def on_one_line(cell: Cell) -> str:
    """What a cell shows, on one line."""
    if isinstance(cell, BrokenCell):
        return cell.text or NO_VALUE
    return " ".join(text_of(cell).split())
