"""Which rows of a sheet are actions, and what the others are."""

import re
from bisect import bisect_right
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain
from typing import NamedTuple

from usine.reading.french import WORDS
from usine.reading.grid import BrokenCell, Cell, Grid, cell_name
from usine.reading.headers import Header, comparable
from usine.reading.values.money import parse_amount
from usine.reading.vocabulary import Vocabulary
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.text import fold


class Why(StrEnum):
    """Why a sheet, or some of its rows, are no action; users read the value."""

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


class PlacedCell(NamedTuple):
    """What a cell holds, and where it is; the row counts from 1, the column from 0."""

    cell: Cell
    row: int
    column: int

    @property
    def name(self) -> str:
        return cell_name(self.row, self.column)


@dataclass(frozen=True)
class SubjectRow:
    """A row that is an action: its cells by field, and the title of the part where it stands."""

    number: int
    cells: tuple[Cell, ...]
    by_field: dict[str, tuple[PlacedCell, ...]]
    heading: PlacedCell | None


_LIKE_TOTAL = re.compile(r"\W*(?:sous|tota|somme|cumul|montant|budget|co|d[eé]p)", re.IGNORECASE)
_TOTAL = re.compile(
    r"(?:sous )?tota(?:l|ux)\b|(?:somme|cumul)\b|(?:montant|budget|cout|depense)s? tota(?:l|ux)\b"
)
_TOTAL_WORDS = frozenset(WORDS["totals"]["words"])
LONGEST_NUMBER = 20
"""In characters: a longer text, alone in the column of references, is a note."""

_HINT = re.compile(r"\s*\([^()]*\)\s*")  # under a header, how to fill in the column
_NOTE = re.compile(
    r"\s*(?:"
    r"(?:n\.?b|nota(?: bene)?|note|remarque|source|l[ée]gende|attention|rappel)s?\s*[.:\-–—*)]"
    r"|\*|\(\d\)\s|[¹²³])",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class FilledRow:
    """A row under the header: what it holds, by column, without the formulas that have no result,
    and the fields of the columns that it fills."""

    number: int
    cells: tuple[Cell, ...]
    substance: dict[int, Cell]
    texts: dict[int, str]
    fields: frozenset[str]
    is_total: bool


class Layout:
    """One sheet under its header: `subjects` are the actions, `ignored` the rest, in order.

    `part` is that of all its rows, from the title above the header, or else the sheet's name.
    """

    def __init__(self, grid: Grid, header: Header, vocabulary: Vocabulary) -> None:
        self.grid = grid
        self.header = header
        self.vocabulary = vocabulary
        self.fields = {c.index: c.field for c in header.columns if c.field}
        self.title = next((i for i, f in self.fields.items() if f == vocabulary.title), -1)
        self.part = self._part_above() or self._part_of_sheet()
        self.rows = [
            self._filled(n, cells) for n, cells in grid.rows.items() if n > header.rows[-1]
        ]
        full = (row.number for row in self.rows if not row.is_total and len(row.fields) >= 2)
        self.last_full = max(full, default=0)
        self.tops = self._tops()
        self.banners = {
            (merge.first_row, merge.first_column)
            for merge in grid.merges
            if merge.last_column > merge.first_column + 1
        }
        self.ignored: list[Ignored] = []
        self.subjects = list(self._walk())

    def _part_above(self) -> str | None:
        """The part that the title above the header announces, unless it announces several."""
        parts = self.vocabulary.parts
        if parts is None:
            return None
        announced = set()
        above = (cells for n, cells in self.grid.rows.items() if n < self.header.rows[0])
        for cell in chain.from_iterable(above):
            if isinstance(cell, str) and parts.is_heading(cell):
                with suppress(Refused):
                    announced.add(parts.read(cell))
        return announced.pop() if len(announced) == 1 else None

    def _part_of_sheet(self) -> str | None:
        parts = self.vocabulary.parts
        return parts.of_sheet(self.grid.name) if parts else None

    def _filled(self, number: int, cells: tuple[Cell, ...]) -> FilledRow:
        substance: dict[int, Cell] = {
            index: cell
            for index, cell in enumerate(cells)
            if cell is not None
            and not (
                isinstance(cell, BrokenCell) and cell.kind == "formula" and index != self.title
            )
        }
        texts = {index: cell for index, cell in substance.items() if isinstance(cell, str)}
        fields = frozenset(self.fields[index] for index in self.fields.keys() & substance.keys())
        is_total = self._is_total(substance, texts, fields)
        return FilledRow(number, cells, substance, texts, fields, is_total)

    def _is_total(
        self, substance: dict[int, Cell], texts: dict[int, str], fields: frozenset[str]
    ) -> bool:
        """True for a label of total with figures only, or for figures alone."""
        if not texts:
            return bool(fields) and all(map(self.vocabulary.is_money, fields))
        index, label = next(iter(texts.items()))
        if not _LIKE_TOTAL.match(label) or not _TOTAL.match(folded := fold(label)):
            return False
        worded = {self.fields.get(i) for i, c in substance.items() if i != index and not _figure(c)}
        # "Total Énergies" may be an action; "Total axe 2" never is, even with its axis filled.
        words = _TOTAL_WORDS | self.vocabulary.total_words
        if all(word in words or word.isdigit() for word in folded.split()):
            return worded <= {self.vocabulary.heading, self.vocabulary.reference, None}
        return not worded

    def _tops(self) -> dict[tuple[int, int], int]:
        """For each merged cell, by row and column, the first row of its merge."""
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

    def _walk(self) -> Iterator[SubjectRow]:
        heading: PlacedCell | None = None
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
                yield SubjectRow(row.number, row.cells, self._by_field(row), heading)
                continue
            self._ignore(why, row.number, row.number)
            ends = ends or why in (Why.BLANK, Why.TOTAL)
            if why == Why.HEADING:
                index, text = next(iter(row.texts.items()))
                heading = PlacedCell(text, row.number, index)

    def _why(self, row: FilledRow, *, is_after: bool) -> Why | None:
        """Why a row is no action; None when it is one, complete or not."""
        return (
            self._why_by_the_table(row)
            or self._why_by_its_text(row, is_after=is_after)
            or self._why_by_its_fields(row)
        )

    def _why_by_the_table(self, row: FilledRow) -> Why | None:
        """The reason of rows that belong to the table: blanks, headers, merges, totals."""
        texts = list(row.texts.values())
        if not row.substance:
            return Why.BLANK
        if len(texts) > 1 and all(comparable(text) in self.header.texts for text in texts):
            return Why.HEADER
        if (row.number, self.title) in self.tops and self.title not in row.substance:
            return Why.CONTINUED
        if row.is_total:
            return Why.TOTAL
        if len(texts) > 1 and all(map(_HINT.fullmatch, texts)):
            return Why.HEADER
        return None

    def _why_by_its_text(self, row: FilledRow, *, is_after: bool) -> Why | None:
        """The reason of rows whose only text, or first one, is no title of an action."""
        index, text = next(iter(row.texts.items()), (-1, ""))
        if len(row.texts) != 1:
            return Why.NOTE if len(row.substance) == 2 and _NOTE.match(text) else None
        if self._is_heading(index, text, row.fields):
            return Why.HEADING
        if len(row.substance) > 1 or not self._is_note(row.number, index, text, is_after):
            return None
        is_number = len(text) <= LONGEST_NUMBER and not _NOTE.match(text)
        return Why.NUMBER_ONLY if is_number and self._is_numbered_only(row) else Why.NOTE

    def _why_by_its_fields(self, row: FilledRow) -> Why | None:
        if not row.fields:
            return Why.ELSEWHERE
        return Why.NUMBER_ONLY if self._is_numbered_only(row) else None

    def _is_numbered_only(self, row: FilledRow) -> bool:
        return row.fields == {self.vocabulary.reference}

    def _is_heading(self, index: int, text: str, fields: frozenset[str]) -> bool:
        parts = self.vocabulary.parts
        if parts is None:
            return False
        if parts.is_heading(text):
            return True
        if self.part or len(fields) > 1 or not parts.is_keyword(text):
            return False
        # "Innovation" alone is a heading, unless it stands where titles do beside an axis.
        return index != self.title or self.vocabulary.heading not in self.fields.values()

    def _is_note(self, number: int, index: int, text: str, is_after: bool) -> bool:
        """True for a text alone on its row that is no title of an action."""
        return (
            index != self.title
            or is_after
            or (number, index) in self.banners
            or bool(_NOTE.match(text))
        )

    def _by_field(self, row: FilledRow) -> dict[str, tuple[PlacedCell, ...]]:
        """The cells of an action by field; a merged cell above fills those below it."""
        by_field: dict[str, tuple[PlacedCell, ...]] = {}
        for index, field in self.fields.items():
            number, cells = row.number, row.cells
            top = self.tops.get((number, index))
            if top is not None and self.vocabulary.fills_down(field):
                number, cells = top, self.grid.rows.get(top, ())
            cell = cells[index] if index < len(cells) else None
            placed = PlacedCell(cell, number, index)
            by_field[field] = (*by_field.get(field, ()), placed)
        return by_field

    def _ignore(self, why: Why, first: int, last: int) -> None:
        """Note rows that are no action, together with those just above for the same reason."""
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
            return parse_amount(cell) is not None
        return False
    return not isinstance(cell, PartialDate)
