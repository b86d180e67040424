"""Which rows of a sheet are actions, on one row or several, and what the others are."""

from bisect import bisect_right
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import chain

from usine.reading import reasons
from usine.reading.bars import bars_of
from usine.reading.below import Above, RowBelow, heads_of_parts, is_part, may_be_part_of
from usine.reading.colours import blank_column, colours_in, painted_column
from usine.reading.columns import Column
from usine.reading.grid import BrokenCell, Cell, Grid
from usine.reading.headers import Header
from usine.reading.headings import Headings, grouping_columns, names_of_groups, numbered_parts
from usine.reading.placed import Line, PlacedCell
from usine.reading.reasons import FilledRow, Why
from usine.reading.sums import is_amount, sums_in
from usine.reading.values.texts import text_of
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused
from usine.values.fields import FieldKind
from usine.values.text import fold

SINGLE = (FieldKind.TEXT, FieldKind.CHOICE)
"""Kinds of which an action has one value: a row that gives another does not continue it."""


@dataclass(frozen=True)
class Ignored:
    """Rows of a sheet, or a whole sheet when `first_row` is None, that are no action."""

    sheet: str
    why: Why
    first_row: int | None = None
    last_row: int | None = None


@dataclass(frozen=True)
class SubjectRow:
    """An action: its cells by line, those of its sub-actions, the title of its part, and the one
    that says how far it is; the lines that are written `again` word for word; `below` names the
    action above of which it may be a part."""

    number: int
    cells: tuple[Cell, ...]
    heading: PlacedCell | None
    standing: PlacedCell | None = None
    lines: list[Line] = field(default_factory=list)
    parts: list[Line] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)
    guessed: list[int] = field(default_factory=list)
    again: list[Line] = field(default_factory=list)
    below: str = ""

    @property
    def is_guessed(self) -> bool:
        """Whether some of its rows are its own by what they lack alone, not by a merge."""
        return bool(self.guessed)

    def of(self, name: str) -> list[PlacedCell]:
        """The cells that give a field, line by line."""
        return [placed for line in self.lines for placed in line if placed.column.field == name]


@dataclass(frozen=True)
class Left:
    """A row of the table that is no action."""

    row: FilledRow
    why: Why


class Layout:
    """One sheet under its header: `subjects` are the actions, `ignored` the rest, in order.

    `part` is that of all its rows, from the title above the header, or else the sheet's name.
    """

    def __init__(self, grid: Grid, header: Header, vocabulary: Vocabulary) -> None:
        self.grid = grid
        self.header = header
        self.vocabulary = vocabulary
        self.columns = {c.index: c for c in header.columns if c.field}
        self.spares = [c for c in header.columns if c.spare]
        self.fields = {index: c.field for index, c in self.columns.items() if c.field}
        texts = [c.field for c in self.columns.values() if self._is_text(c.field or "")]
        self.shared_texts = [name for name, count in Counter(texts).items() if name and count > 1]
        self.title = next((i for i, f in self.fields.items() if f == vocabulary.title), -1)
        self.part = self._part_above() or self._part_of_sheet()
        self.rows = [self.filled(n, cells) for n, cells in grid.rows.items() if n > header.rows[-1]]
        self.sums = sums_in(self.rows, self.columns, vocabulary)
        self.rows = [
            replace(row, is_total=True) if row.number in self.sums else row for row in self.rows
        ]
        full = (
            row.number
            for row in self.rows
            if not row.is_total and len(row.fields) >= 2 and not reasons.is_of_legend(row)
        )
        self.last_full = max(full, default=0)
        self.top = {row.number for row in self.rows[: reasons.TOP]}
        self.grouping = grouping_columns(self.rows, self.title)
        self.numbered_parts = numbered_parts(self)
        self.names_of_groups = names_of_groups(self)
        self.tops = self._tops()
        self.bars = bars_of(grid)
        self.carried = self._carried()
        self.banners = {
            (merge.first_row, merge.first_column)
            for merge in grid.merges
            if merge.last_column > merge.first_column + 1
        }
        name = vocabulary.progress
        self.progress = [index for index, of in self.fields.items() if name and of == name]
        self.blank_progress = blank_column(grid, self.rows, self.progress)
        numbers = [i for i, name in self.fields.items() if name == vocabulary.reference]
        self.painted = painted_column(grid, self.rows, (self.title, *numbers))
        self.title_colours = colours_in(grid, self.rows, self.painted)
        self.ignored: list[Ignored] = []
        self.left: list[Left | SubjectRow] = []
        self._walk()
        self.subjects = [entry for entry in self.left if isinstance(entry, SubjectRow)]
        self._share()

    def _is_text(self, name: str) -> bool:
        kind = self.vocabulary.by_name[name].kind
        return kind == FieldKind.LONG_TEXT and name != self.vocabulary.blocked

    def is_near_top(self, number: int) -> bool:
        return number in self.top

    def _part_above(self) -> str | None:
        """The part that the title above the header announces, unless it announces several."""
        parts = self.vocabulary.parts
        if parts is None:
            return None
        announced = set()
        above = (cells for n, cells in self.grid.rows.items() if n < self.header.rows[0])
        for cell in chain.from_iterable(above):
            if isinstance(cell, str) and (parts.is_heading(cell) or parts.whole(cell)):
                with suppress(Refused):
                    announced.add(parts.read(cell))
        return announced.pop() if len(announced) == 1 else None

    def _part_of_sheet(self) -> str | None:
        parts = self.vocabulary.parts
        return parts.of_sheet(self.grid.name) if parts else None

    def filled(self, number: int, cells: tuple[Cell, ...]) -> FilledRow:
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
        is_total = reasons.is_total(self, substance, texts, fields)
        return FilledRow(number, cells, substance, texts, fields, is_total)

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

    def _fill(self, number: int, index: int) -> str:
        """The colour of a blank cell that says something."""
        if index == self.blank_progress:
            return self.grid.colours.get((number, index), "")
        return self.grid.blank_colour(number, index)

    def _carried(self) -> dict[int, int]:
        """For each row that gives no part, the row above that gives it, where the column of parts
        is filled when the part changes alone: each part once, and more blanks than parts."""
        name = self.vocabulary.heading
        named = (c.index for c in self.columns.values() if c.field == name and not c.facet)
        heading = next(named, -1)
        rows = [row for row in self.rows if self.title in row.substance]
        given = [row.number for row in rows if heading in row.substance]
        texts = [fold(text_of(row.substance[heading])) for row in rows if heading in row.substance]
        is_merged = any(column == heading for _, column in self.tops)
        if self.part or self.grid.origins or any(self._is_titled(row) for row in self.rows):
            return {}
        few = 2 * len(given) <= len(rows) and len(set(texts)) == len(texts)
        if not given or is_merged or not few or rows[0].number != given[0]:
            return {}
        above = ((row.number, given[bisect_right(given, row.number) - 1]) for row in rows)
        return {number: top for number, top in above if number != top}

    def _is_titled(self, row: FilledRow) -> bool:
        """Whether a row is the title of a part."""
        parts, [text, *others] = self.vocabulary.parts, row.texts.values() or [""]
        return bool(parts and not others and parts.is_heading(text))

    def _walk(self) -> None:
        titles = Headings(self)
        ends = False  # past a blank row or a total, notes may follow
        above = [number for number in self.grid.rows if number < self.header.rows[0]]
        if above:
            self._ignore(Why.ABOVE, above[0], above[-1])
        previous, subject, owner = self.header.rows[-1], None, None
        parts: dict[int, Column] = {}  # the columns of the parts of an action, headed under it
        for row in self.rows:
            if row.number > previous + 1:
                self._ignore(Why.BLANK, previous + 1, row.number - 1)
                ends = True
            is_next = row.number == previous + 1 and not ends
            previous = row.number
            if subject and (heads := heads_of_parts(self, row)):
                parts = heads
                self._ignore(Why.HEADER, row.number, row.number)
                self.left.append(Left(row, Why.HEADER))
                continue
            if subject and parts and is_next and self.title not in row.substance:
                subject.parts.append(self._line_of_part(row, parts))
                subject.numbers.append(row.number)
                continue
            parts = {}
            if subject and is_next and self._is_again(row, subject):
                subject.again.append(self._line(row, is_first=False))
                self._ignore(Why.AGAIN, row.number, row.number)
                self.left.append(Left(row, Why.AGAIN))
                continue
            if subject and self._follows(row, subject, is_next):
                continue
            why = titles.judge(
                row, reasons.why(self, row, is_after=ends and row.number > self.last_full)
            )
            if why is None:
                ends = False
                titles.pass_subject()
                below = may_be_part_of(self, row, owner) if owner else ""
                subject = self._subject(row, titles, below)
                owner = owner if below else subject
                self.left.append(subject)
                continue
            self._ignore(why, row.number, row.number)
            self.left.append(Left(row, why))
            ends = ends or why in (Why.BLANK, Why.TOTAL)
            if why not in (Why.ELSEWHERE, Why.HEADER):
                subject = owner = None

    def _share(self) -> None:
        """Tell the amounts whose merge covers several actions: none of them has it all."""
        owners = {n: subject for subject in self.subjects for n in subject.numbers}
        for (number, index), top in self.tops.items():
            above, here = owners.get(top), owners.get(number)
            is_priced = is_amount(self.columns[index], self.vocabulary)
            if is_priced and above and here and above is not here:
                for placed in chain.from_iterable(above.lines):
                    placed.is_shared |= placed.index == index

    def _subject(self, row: FilledRow, titles: Headings, below: str) -> SubjectRow:
        at, line = [row.number], self._line(row)
        part, standing = titles.part, titles.standing
        return SubjectRow(row.number, row.cells, part, standing, [line], numbers=at, below=below)

    def placed(self, number: int, index: int, cell: Cell) -> PlacedCell:
        """A cell apart from the columns that have a field."""
        return PlacedCell(cell, Column(index, "", None, 0), *self.grid.address(number, index))

    def _follows(self, row: FilledRow, subject: SubjectRow, is_next: bool) -> bool:
        """Add a row to the action above when it continues it, or is a sub-action of it."""
        if row.number in self.names_of_groups:
            return False
        if self._continues(row, subject, is_next):
            subject.lines.append(self._line(row, is_first=False))
            if (row.number, self.title) not in self.tops:
                subject.guessed.append(row.number)
        elif is_next and is_part(self, row, subject):
            subject.parts.append(self._line(row, is_first=False))
        else:
            return False
        subject.numbers.append(row.number)
        return True

    def _continues(self, row: FilledRow, subject: SubjectRow, is_next: bool) -> bool:
        """True for a row without a title of its own: its title is merged with the one above, or it
        gives nothing that an action has only once, and differs."""
        if self.title in row.substance:
            return is_next and self._repeats(row, subject)
        if not row.substance or self._groups(row):
            return False
        if self.tops.get((row.number, self.title), 0) >= subject.number:
            return True
        named = {self.vocabulary.reference, self.vocabulary.heading}
        if not is_next or not row.fields or row.fields & named:
            return False
        if row.number in self.sums or (row.is_total and not self._is_among_parts(row)):
            return False
        if self.vocabulary.steps in row.fields:
            return True
        single = {n for n in row.fields if self.vocabulary.by_name[n].kind in SINGLE}
        return not any(self.gives_another(row, subject, name) for name in single)

    def _groups(self, row: FilledRow) -> bool:
        return len(row.substance) == 1 and not self.grouping.isdisjoint(row.texts)

    def _is_among_parts(self, row: FilledRow) -> bool:
        """Whether a total is of some of those who pay for an action: others follow it."""
        number = row.number + 1
        after = self.filled(number, self.grid.rows.get(number, ()))
        return bool(after.fields) and after.fields <= row.fields and not after.is_total

    def _repeats(self, row: FilledRow, subject: SubjectRow) -> bool:
        """True for a row that says the name of the action above again, with another step of it or
        another of those who pay."""
        named = (self.vocabulary.title, self.vocabulary.reference)
        if any(self.gives_another(row, subject, name) for name in named):
            return False
        financing = self.vocabulary.financing
        parted = {self.vocabulary.steps, financing.field if financing else ""} - {""}
        return not row.fields.isdisjoint(parted) or self._is_of_another_year(row, subject)

    def _is_again(self, row: FilledRow, subject: SubjectRow) -> bool:
        """True for a row that repeats, cell by cell, one of the action above that it would go on
        with."""
        if self.title not in row.substance or not self._repeats(row, subject):
            return False
        above = (enumerate(self.grid.rows[number]) for number in subject.numbers)
        return any(row.substance == {i: c for i, c in cells if c is not None} for cells in above)

    def _is_of_another_year(self, row: FilledRow, subject: SubjectRow) -> bool:
        """Whether a row gives the budget of other dates to the same reference."""
        financing, spans = self.vocabulary.financing, self.vocabulary.spans
        dates = {*spans, *(end for ends in spans.values() for end in ends)} & row.fields
        is_priced = financing is not None and financing.total in row.fields
        is_numbered = self.vocabulary.reference in row.fields
        another = any(self.gives_another(row, subject, name) for name in dates)
        return is_priced and is_numbered and another

    def gives_another(self, row: RowBelow, subject: Above, name: str) -> bool:
        """Whether a row gives another value of a field than the action above."""
        before = {fold(text_of(placed.cell)) for placed in subject.of(name)} - {""}
        after = {
            fold(text_of(row.cells[index]))
            for index, of in self.fields.items()
            if of == name and index < len(row.cells) and row.cells[index] is not None
        }
        return not after <= before

    def _line(self, row: FilledRow, *, is_first: bool = True) -> Line:
        """The cells of a row; on the first of an action, a merged cell above fills those below."""
        line = []
        for index, column in self.columns.items():
            number, cells = row.number, row.cells
            top = self.tops.get((number, index)) if is_first else None
            if is_first and column.field == self.vocabulary.heading and not column.facet:
                top = top or self.carried.get(number)
            if top is not None and self.vocabulary.fills_down(column.field or ""):
                number, cells = top, self.grid.rows.get(top, ())
            cell = cells[index] if index < len(cells) else None
            fill = self._fill(number, index) if self.grid.colours else ""
            if cell is not None or fill or is_first:
                placed = PlacedCell(cell, column, *self.grid.address(number, index), fill)
                placed.across = self.bars.get((number, index), 0)
                placed.is_struck = (number, index) in self.grid.struck
                line.append(placed)
        return tuple(line)

    def _line_of_part(self, row: FilledRow, heads: dict[int, Column]) -> Line:
        """The cells of a part of an action, in the columns that are headed under the action."""
        return tuple(
            PlacedCell(cell, heads[index], *self.grid.address(row.number, index))
            for index, cell in row.substance.items()
            if index in heads
        )

    def _ignore(self, why: Why, first: int, last: int) -> None:
        """Note rows that are no action, together with those just above for the same reason."""
        before = self.ignored[-1] if self.ignored else None
        if before and before.why == why and before.last_row == first - 1:
            first = before.first_row or first
            self.ignored.pop()
        self.ignored.append(Ignored(self.grid.name, why, first, last))
