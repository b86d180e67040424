"""The sheets that a territory keeps beside its plan, each line a part of an action: who pays it, or
one of its steps.

They are read as a plan is, with the few fields that a part has, one line at a time.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from usine.reading.accounting import Category, CellAccounts, left, on_one_line
from usine.reading.blocks import tables_of
from usine.reading.columns import Column, Headers, header_key
from usine.reading.fates import tell_table
from usine.reading.financing import PLANNED, FundingShare, PaidBy, Payer
from usine.reading.grid import Grid
from usine.reading.headers import Header, Sheet, find_header
from usine.reading.layout import Layout, Line, SubjectRow
from usine.reading.naming import IGNORED
from usine.reading.paths import BETWEEN
from usine.reading.rows import Row, RowDoubt, RowNote, Settled
from usine.reading.subjects import read_row
from usine.reading.totals import Announced, announced_by
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.dates import PartialDate, Precision
from usine.values.formats import format_cents
from usine.values.text import fold

NO_PART = "colonne qu’une ligne de détail ne donne pas"


Named = dict[str, list[Row]]
# What a line of a financing says besides its amounts.
_OF_PAYER = {"funder", "label", "year", "tax"}
NO_SUBJECT = "lignes de détail dont l’action n’est pas dans le fichier, ou n’est pas sûre"
PAID_TWICE = "lignes de financement d’actions dont le financement est déjà lu ailleurs"


@dataclass
class Beside:
    """A sheet of parts: `lost` are the places of the rows that no subject takes, and why; `sheet`
    is how its columns are understood."""

    layout: Layout
    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    lost: dict[int, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return self.layout.grid.name

    def read(self, settled: Settled) -> Iterator[tuple[int, Row]]:
        """Each line, with its rank; what its cells say of a date goes to what it dates."""
        for place, subject in enumerate(self.layout.subjects):
            row = read_row(self.layout, subject, settled)
            self.rows.append(row)
            self._date(row, subject)
            yield place, row

    def lose(self, place: int, why: str) -> None:
        self.lost[place] = why
        for placed in chain.from_iterable(self.layout.subjects[place].lines):
            placed.is_read = placed.is_lacking = False
        self.rows[place].amounts.clear()

    def tell(self, accounts: CellAccounts) -> None:
        for place, why in self.lost.items():
            number = self.layout.subjects[place].number
            accounts.tell_row(self.layout.grid, number, left(Category.ROW, why))
        tell_table(accounts, self.layout, self.rows)

    def _date(self, row: Row, subject: SubjectRow) -> None:
        """Give the dates of a line to its only step, or its year to its financing; they are noted
        where they date nothing."""
        vocabulary = self.layout.vocabulary
        start, end = next(iter(vocabulary.spans.values()), ("", ""))
        begins, ends = row.values.pop(start, None), row.values.pop(end, None)
        due = ends or begins
        if due is None or (self._is_dated(row, due) and begins in (None, due)):
            return
        row.notes += [
            RowNote(placed.name, placed.column.header, on_one_line(placed.cell))
            for placed in chain.from_iterable(subject.lines)
            if placed.column.field in {start, end, vocabulary.period} and placed.cell is not None
        ]

    def _is_dated(self, row: Row, due: PartialDate) -> bool:
        steps = row.values.get(self.layout.vocabulary.steps, [])
        if len(steps) == 1 and not steps[0]["due"]:
            steps[0]["due"] = due
            return True
        financing = self.layout.vocabulary.financing
        lines = row.values.get(financing.field, []) if financing else []
        if steps or due.precision != Precision.YEAR:
            return False
        for line in lines:
            line["year"] = line["year"] or due.first.year
        return bool(lines)


class SheetsBeside:
    """The sheets of parts of a file that has its plan in another sheet."""

    def __init__(self, grids: Sequence[Grid], headers: Headers) -> None:
        self.vocabulary = headers.vocabulary
        financing = self.vocabulary.financing
        self.total = financing.total if financing else ""
        self.funding = financing.field if financing else ""
        self.sheets: list[Beside] = []
        self.unjoined: list[Sheet] = []
        for grid, own, names in _named_sheets(grids, headers):
            if beside := _beside(grid, own, names):
                self.sheets.append(beside)
            elif header := find_header(grid, own):
                self.unjoined.append(_sheet_of(grid, header, own.vocabulary))
        self.names = {sheet.name for sheet in self.sheets}

    def as_sheets(self, tableless: Collection[str]) -> Iterator[Sheet]:
        """The sheets of parts; and, of those without a table of subjects, the ones that would be
        sheets of parts if their columns named the subjects."""
        yield from (beside.sheet for beside in self.sheets)
        yield from (sheet for sheet in self.unjoined if sheet.name in tableless)

    def give(self, rows: Sequence[Row], settled: Settled) -> None:
        """Give each line to the row that it names, by title or by reference."""
        by_title = _by(rows, self.vocabulary.title)
        by_reference = _by(rows, self.vocabulary.reference)
        paid_in = {(id(row), kind): "" for row in rows for kind in self._paid(row)}
        for sheet in self.sheets:
            planned: dict[int, tuple[Row, int]] = {}
            for place, row in sheet.read(settled):
                subject = self._subject(row, by_title, by_reference)
                lines = row.values.get(self.funding, [])
                if subject is None:
                    sheet.lose(place, NO_SUBJECT)
                elif any(
                    paid_in.get((id(subject), kind), sheet.name) != sheet.name
                    for kind in self._paid(row)
                ):
                    sheet.lose(place, PAID_TWICE)
                else:
                    paid_in |= {(id(subject), kind): sheet.name for kind in self._paid(row)}
                    self._join(subject, row)
                    parts = sum(line.get(PLANNED, 0) for line in lines)
                    _, before = planned.get(id(subject), (subject, 0))
                    planned[id(subject)] = subject, before + parts
            for subject, parts in planned.values():
                self._compare(subject, parts, sheet.name)

    def _paid(self, row: Row) -> set[str]:
        """What the lines of its financing say: what is planned, asked, granted or paid; who pays,
        when they say no amount. What one sheet plans, another may say to be paid."""
        lines: list[dict[str, Any]] = row.values.get(self.funding, [])
        return {kind for line in lines for kind in line.keys() - _OF_PAYER or {self.funding}}

    def tell(self, accounts: CellAccounts) -> None:
        for sheet in self.sheets:
            sheet.tell(accounts)

    def announced(self) -> Iterator[Announced]:
        for sheet in self.sheets:
            yield from announced_by(sheet.layout, sheet.rows, ())

    def _subject(self, line: Row, by_title: Named, by_reference: Named) -> Row | None:
        """The row that a line names; None when it names none, several, or two at once."""
        title = _key(line.values.get(self.vocabulary.title))
        named = by_title.get(title) or by_reference.get(title, [])
        reference = _key(line.values.get(self.vocabulary.reference))
        other = by_reference.get(reference, named) if reference else named
        return named[0] if len(named) == 1 and other == named else None

    def _join(self, subject: Row, line: Row) -> None:
        ranks = len(subject.values.get(self.funding, ()))
        for name in (self.funding, self.vocabulary.steps):
            if parts := line.values.get(name):
                subject.values.setdefault(name, []).extend(parts)
        subject.shares |= {(ranks + rank, kind): cell for (rank, kind), cell in line.shares.items()}
        subject.incomplete += line.incomplete
        subject.notes += line.notes
        subject.asked += line.asked
        subject.doubts += [
            doubt._replace(cell=f"{line.sheet}!{doubt.cell}") for doubt in line.doubts
        ]

    def _compare(self, subject: Row, parts: int, sheet: str) -> None:
        """Tell a budget that is not what the parts of another sheet make."""
        budget = subject.values.get(self.total)
        if parts and budget != parts:
            stands = f"est de {format_cents(budget)}" if budget else "n’est pas donné"
            made = f"Les parts de la feuille « {sheet} » font {format_cents(parts)}"
            message = f"{made}, et le budget {stands}."
            doubt = RowDoubt(subject.title_cell, self.total, in_french(message))
            subject.doubts.append(doubt)


def _by(rows: Iterable[Row], name: str) -> Named:
    named: Named = {}
    for row in rows:
        if row.values.get(name):
            named.setdefault(_key(row.values[name]), []).append(row)
    return named


def _key(value: Any) -> str:
    text = on_one_line(value)
    return fold(text) or text


def _named_sheets(
    grids: Sequence[Grid], headers: Headers
) -> Iterator[tuple[Grid, Headers, set[str]]]:
    """The sheets that their names say to hold parts, each with how its headers are understood and
    what the other sheets name."""
    vocabulary, parts = headers.vocabulary, headers.vocabulary.parts_beside
    words = {fold(word) for word in parts.sheets} if parts else set()
    named = [g for g in grids if not g.hidden and not words.isdisjoint(fold(g.name).split())]
    if not named:
        return
    others = [grid for grid in grids if not grid.hidden and grid not in named]
    names = {_key(cell) for grid in others for cells in grid.rows.values() for cell in cells}
    most = max((len(_of_plan(grid, headers)) for grid in others), default=0)
    for grid in named:
        if most and len(_of_plan(grid, headers)) <= most:
            mapping = _mapping(grid, headers, names)
            yield grid, Headers(vocabulary.of_parts, mapping, headers.words), names


def _mapping(grid: Grid, headers: Headers, names: Collection[str]) -> dict[str, str]:
    """What users said of the columns of a sheet beside, by its name and their headers; and of
    headers alone, but to leave out those that the plan has too."""
    known = headers.vocabulary.of_parts.by_name.keys()
    given = headers.mapping.items()
    sheet = f"{header_key(grid.name)}!"
    mapping = {k: n for k, n in given if n in known or (n == IGNORED and k not in names)}
    own = {k.removeprefix(sheet): n for k, n in given if k.startswith(sheet)}
    return mapping | {k: n if n in known else IGNORED for k, n in own.items()}


def _of_plan(grid: Grid, headers: Headers) -> set[str]:
    """The fields that a sheet gives and that a line of a part has not."""
    header = find_header(grid, headers)
    named = {column.field for column in header.columns if column.field} if header else set()
    return named - headers.vocabulary.of_parts.by_name.keys()


def _sheet_of(grid: Grid, header: Header, vocabulary: Vocabulary) -> Sheet:
    columns = _of_lines(header, vocabulary)
    own = tuple(replace(column, sheet=grid.name) for column in columns)
    return Sheet(grid.name, header.rows, own, is_beside=True)


def _beside(grid: Grid, headers: Headers, names: Collection[str]) -> Beside | None:
    """The sheet as lines of parts, when half of them name something of the other sheets."""
    vocabulary, numbers = headers.vocabulary, _numbers(grid, headers)
    titles = {header_key(each.header): vocabulary.title for each in numbers}
    tables = tables_of(grid, Headers(vocabulary, {**headers.mapping, **titles}, headers.words))
    if len(tables) != 1 or not tables[0].header.under(vocabulary.title):
        return None
    sheet = _sheet_of(grid, tables[0].header, vocabulary)
    header = replace(tables[0].header, columns=sheet.columns)
    layout = Layout(tables[0].grid, header, vocabulary)
    parts = {vocabulary.steps, vocabulary.financing.field if vocabulary.financing else ""}
    titled = [_key(subject.of(vocabulary.title)[0].cell) for subject in layout.subjects]
    is_joined = 2 * sum(title in names for title in titled) >= len(titled) > 0
    if not is_joined or parts.isdisjoint(layout.fields.values()) or layout.grid.origins:
        return None
    return Beside(_one_by_one(layout), _told(sheet, numbers))


def _numbers(grid: Grid, headers: Headers) -> tuple[Column, ...]:
    """The columns of references that name the subjects, where no title does."""
    header, vocabulary = find_header(grid, headers), headers.vocabulary
    if header is None or header.under(vocabulary.title):
        return ()
    return header.under(vocabulary.reference)


def _told(sheet: Sheet, numbers: Iterable[Column]) -> Sheet:
    """The sheet with its columns of references as such, though they are read as titles."""
    told = {each.index: each.field for each in numbers}
    columns = (replace(each, field=told.get(each.index, each.field)) for each in sheet.columns)
    return replace(sheet, columns=tuple(columns))


def _of_lines(header: Header, vocabulary: Vocabulary) -> Iterator[Column]:
    """The columns of lines: each amount is of who pays on its line, wherever his column is, and no
    total is that of an action, which the plan tells."""
    financing = vocabulary.financing
    payers = [each.index for each in header.columns if isinstance(each.facet, Payer)]
    if not financing:
        yield from header.columns
        return
    for column in header.columns:
        is_total = column.field == financing.total and not column.facet
        paid = None
        if len(payers) == 1 and (is_total or _is_of_anybody(column.facet)):
            paid = financing.beside_payer(tuple(column.header.split(BETWEEN)), payers[0])
            # Users may say that a column is of a financing, whatever its header.
            paid = paid or (PaidBy(payers[0]) if column.facet == FundingShare() else None)
        if paid:
            column = replace(column, field=financing.field, facet=paid)
        elif is_total:
            column = Column(column.index, column.header, None, 0, why=NO_PART)
        yield column


def _is_of_anybody(facet: Any) -> bool:
    return isinstance(facet, FundingShare) and not facet.who and not facet.label and not facet.year


def _one_by_one(layout: Layout) -> Layout:
    """The layout with a subject a line, each named as the first of those that continue it."""
    names = (layout.vocabulary.title, layout.vocabulary.reference)
    layout.left = list(
        chain.from_iterable(
            _lines_of(entry, names) if isinstance(entry, SubjectRow) else [entry]
            for entry in layout.left
        )
    )
    layout.subjects = [entry for entry in layout.left if isinstance(entry, SubjectRow)]
    return layout


def _lines_of(subject: SubjectRow, names: Collection[str]) -> Iterator[SubjectRow]:
    first = subject.lines[0]
    lines = sorted([*subject.lines, *subject.parts], key=lambda line: line[0].row)
    for line in lines:
        number, own = line[0].row, [_named(line, first, names)]
        again = subject.again if line is first else []
        yield SubjectRow(number, (), None, lines=own, numbers=[number], again=again)


def _named(line: Line, first: Line, names: Collection[str]) -> Line:
    """A line with the cells that name its subject: its own, else those of the first line."""
    given = {placed.column.field for placed in line if placed.cell is not None}
    above = [
        replace(each)
        for each in first
        if each.column.field in names and each.column.field not in given
    ]
    own = [each for each in line if each.column.field not in names or each.column.field in given]
    return *above, *own
