"""Which rows of a sheet are actions, and what the others are."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from usine.plans.states import Axis
from usine.reading.grid import Broken, Cell, Grid, cell_name
from usine.reading.headers import Header, comparable
from usine.reading.values.axes import (
    axis_of_sheet,
    is_heading,
    is_keyword,
    parse_axis,
)
from usine.reading.values.money import parse_budget
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.text import fold


class Why(StrEnum):
    """Why a sheet or rows of it are no action; the value is shown to users."""

    HIDDEN = "feuille masquée"
    EMPTY = "feuille vide"
    NO_TABLE = "notice, ou feuille sans tableau d’actions"
    ABOVE = "titre ou notice au-dessus du tableau"
    HEADER = "en-tête répété"
    BLANK = "ligne vide"
    NUMBER_ONLY = "ligne numérotée mais vide"
    ELSEWHERE = "rien dans les colonnes comprises"
    HEADING = "titre de partie"
    CONTINUED = "suite de l’action du dessus (cellules fusionnées)"
    TOTAL = "total"
    NOTE = "note ou texte isolé"


@dataclass(frozen=True)
class Ignored:
    """Rows of a sheet, or a whole sheet when `first_row` is None, that are no action."""

    sheet: str
    why: Why
    first_row: int | None = None
    last_row: int | None = None


class Place(NamedTuple):
    """What a cell holds, and where it is; the row counts from 1, the column from 0."""

    cell: Cell
    row: int
    column: int

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class Line:
    """A row that is an action: its cells by field, and what its place says of its axis."""

    number: int
    cells: tuple[Cell, ...]
    places: dict[str, tuple[Place, ...]]
    heading: Place | None


FILLED_DOWN = {"axis", "lead", "partners", "status", "start", "end", "period", "priority"}
"""What a vertical merge says of all its rows; a budget is said once, or it would count twice."""

_LIKE_TOTAL = re.compile(r"\W*(?:sous|tota|somme|cumul|montant|budget|co|d[eé]p)", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:sous )?tota(?:l|ux)\b|(?:somme|cumul)\b|(?:montant|budget|cout|depense)s? tota(?:l|ux)\b"
)
_TOTAL_WORDS_TEXT = """
sous total totaux general generaux global globale somme cumul montant budget cout depense ht ttc
hors taxe taxes axe axes plan action actions projet projets programme territoire euro euros eur k
m previsionnel des du de d la le les l par en au et i ii iii iv industrie transition ecologique
energetique tee innovation competences foncier
"""
_TOTAL_WORDS = frozenset(_TOTAL_WORDS_TEXT.split())
_HINT = re.compile(r"\s*\([^()]*\)\s*")  # under a header, how to fill in the column
_NOTE = re.compile(
    r"\s*(?:"
    r"(?:n\.?b|nota(?: bene)?|note|remarque|source|l[ée]gende|attention|rappel)s?\s*[.:\-–—*)]"
    r"|\*|\(\d\)\s|[¹²³])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Filled:
    """A row under the header: what it holds, by column, formulas without a result put aside."""

    number: int
    cells: tuple[Cell, ...]
    substance: dict[int, Cell]
    texts: dict[int, str]
    is_total: bool


class Layout:
    """One sheet under its header: `lines` are the actions, `ignored` the rest, in order."""

    def __init__(self, grid: Grid, header: Header) -> None:
        self.grid = grid
        self.header = header
        self.fields = {c.index: c.field for c in header.columns if c.field}
        self.title = next((i for i, field in self.fields.items() if field == "title"), -1)
        self.axis = self._axis_above() or axis_of_sheet(grid.name)
        self.rows = [
            self._filled(n, cells) for n, cells in grid.rows.items() if n > header.rows[-1]
        ]
        self.last_full = max(
            (row.number for row in self.rows if not row.is_total and self._said(row, 2)), default=0
        )
        self.tops = self._tops()
        self.banners = {
            (merge.first_row, merge.first_column)
            for merge in grid.merges
            if merge.last_column > merge.first_column + 1
        }
        self.ignored: list[Ignored] = []
        self.lines = list(self._walk())

    def _axis_above(self) -> Axis | None:
        """The axis that the title above the header announces, unless it announces several."""
        found = set()
        above = (cells for n, cells in self.grid.rows.items() if n < self.header.rows[0])
        for cell in chain.from_iterable(above):
            if isinstance(cell, str) and is_heading(cell):
                with suppress(Refused):
                    found.add(parse_axis(cell))
        return found.pop() if len(found) == 1 else None

    def _filled(self, number: int, cells: tuple[Cell, ...]) -> Filled:
        substance: dict[int, Cell] = {
            index: cell
            for index, cell in enumerate(cells)
            if cell is not None
            and not (isinstance(cell, Broken) and cell.kind == "formula" and index != self.title)
        }
        texts = {index: cell for index, cell in substance.items() if isinstance(cell, str)}
        return Filled(number, cells, substance, texts, self._is_total(substance, texts))

    def _said(self, row: Filled, least: int) -> bool:
        return len(self.fields.keys() & row.substance.keys()) >= least

    def _is_total(self, substance: dict[int, Cell], texts: dict[int, str]) -> bool:
        """A label that says total, and nothing else but figures; or figures alone."""
        if not texts:
            fields = {self.fields.get(index) for index in substance} - {None}
            return fields == {"budget"}
        index, label = next(iter(texts.items()))
        if not _LIKE_TOTAL.match(label) or not _TOTAL.match(said := fold(label)):
            return False
        words = {self.fields.get(i) for i, c in substance.items() if i != index and not _figure(c)}
        # "Total Énergies" may be an action; "Total axe 2" never is, were its axis filled too.
        plainly = all(word in _TOTAL_WORDS or word.isdigit() for word in said.split())
        return words <= {"axis", "reference", None} if plainly else not words

    def _tops(self) -> dict[tuple[int, int], int]:
        """The row whose cell speaks for another below it, by row and column, where merged."""
        numbers = [row.number for row in self.rows]
        tops: dict[tuple[int, int], int] = {}
        for merge in self.grid.merges:
            column = merge.first_column
            if column not in self.fields or merge.first_row <= self.header.rows[-1]:
                continue
            first = bisect_right(numbers, merge.first_row)
            last = bisect_right(numbers, merge.last_row)
            for number in numbers[first:last]:
                if (number, column) in tops:  # merges never overlap but in a forged file
                    break
                tops[number, column] = merge.first_row
        return tops

    def _walk(self) -> Iterator[Line]:
        heading: Place | None = None
        ends = False  # past a blank row or a total, notes may follow
        above = [number for number in self.grid.rows if number < self.header.rows[0]]
        if above:
            self._ignore(Why.ABOVE, above[0], above[-1])
        previous = self.header.rows[-1]
        for row in self.rows:
            if row.number > previous + 1:
                self._ignore(Why.BLANK, previous + 1, row.number - 1)
                ends = True
            previous = row.number
            why = self._why(row, is_after=ends and row.number > self.last_full)
            if why is None:
                ends = False
                yield Line(row.number, row.cells, self._places(row), heading)
                continue
            self._ignore(why, row.number, row.number)
            ends = ends or why in (Why.BLANK, Why.TOTAL)
            if why == Why.HEADING:
                index, text = next(iter(row.texts.items()))
                heading = Place(text, row.number, index)

    def _why(self, row: Filled, *, is_after: bool) -> Why | None:
        """Why a row is no action; None when it is one, complete or not."""
        if not row.substance:
            return Why.BLANK
        if len(row.texts) > 1 and all(
            comparable(text) in self.header.texts for text in row.texts.values()
        ):
            return Why.HEADER
        if (row.number, self.title) in self.tops and self.title not in row.substance:
            return Why.CONTINUED
        if row.is_total:
            return Why.TOTAL
        if len(row.texts) > 1 and all(_HINT.fullmatch(text) for text in row.texts.values()):
            return Why.HEADER
        said = {self.fields[index] for index in self.fields.keys() & row.substance.keys()}
        if len(row.texts) == 1:
            index, text = next(iter(row.texts.items()))
            if self._is_heading(index, text, said):
                return Why.HEADING
            if len(row.substance) == 1 and self._is_note(row.number, index, text, is_after):
                is_number = said == {"reference"} and len(text) <= 20 and not _NOTE.match(text)
                return Why.NUMBER_ONLY if is_number else Why.NOTE
        elif len(row.substance) == 2 and row.texts and _NOTE.match(next(iter(row.texts.values()))):
            return Why.NOTE
        if not said:
            return Why.ELSEWHERE
        return Why.NUMBER_ONLY if said == {"reference"} else None

    def _is_heading(self, index: int, text: str, said: set[str]) -> bool:
        if is_heading(text):
            return True
        if self.axis or len(said) > 1 or not is_keyword(text):
            return False
        # "Innovation" alone is a heading, unless it stands where titles do beside an axis.
        return index != self.title or "axis" not in self.fields.values()

    def _is_note(self, number: int, index: int, text: str, is_after: bool) -> bool:
        """True for a text alone on its row that is no title of an action."""
        return (
            index != self.title
            or is_after
            or (number, index) in self.banners
            or bool(_NOTE.match(text))
        )

    def _places(self, row: Filled) -> dict[str, tuple[Place, ...]]:
        """The cells of an action by field, those merged with cells above filled down."""
        places: dict[str, tuple[Place, ...]] = {}
        for index, field in self.fields.items():
            number, cells = row.number, row.cells
            top = self.tops.get((number, index))
            if top is not None and field in FILLED_DOWN:
                number, cells = top, self.grid.rows.get(top, ())
            cell = cells[index] if index < len(cells) else None
            place = Place(cell, number, index)
            places[field] = (*places.get(field, ()), place)
        return places

    def _ignore(self, why: Why, first: int, last: int) -> None:
        """Note rows that are no action, with those just above that are none for the same reason."""
        before = self.ignored[-1] if self.ignored else None
        if before and before.why == why and before.last_row == first - 1:
            first = before.first_row or first
            self.ignored.pop()
        self.ignored.append(Ignored(self.grid.name, why, first, last))


def _figure(cell: Cell) -> bool:
    """True for a number, an amount, a percentage, or a cell without a value."""
    if isinstance(cell, str):
        if cell.rstrip().endswith("%"):
            return True
        with suppress(Refused):
            return parse_budget(cell) is not None
        return False
    return not isinstance(cell, PartialDate)
