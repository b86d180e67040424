"""The titles of groups of rows: the part that each names, how far its actions are, or neither."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from itertools import pairwise
from typing import Protocol

from usine.reading import reasons
from usine.reading.french import WORDS
from usine.reading.grid import Cell, Grid
from usine.reading.headers import Header
from usine.reading.placed import PlacedCell
from usine.reading.reasons import FilledRow, TableRows, Why
from usine.reading.rows import Row, RowDoubt
from usine.reading.values.texts import text_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.errors import Refused
from usine.values.text import fold

LONGEST = 80
"""In characters: a longer text alone on its row is a note."""

TITLED = "Ce titre dit le statut des actions qui le suivent."
UNTAKEN = "Ce titre n’est pas pris pour le statut des actions : aucune colonne ne le dit."
NOT_TAKEN = (
    "est le titre d’un tableau sans colonne de statut : le statut de ses actions n’est pas pris."
)

_BELOW = [[word] for word in WORDS["parts"]["below"]]
_NUMBERED_BELOW = re.compile(r"\s*\d+\s*\.\s*\d")
_PAGE = re.compile(r"\s*(?:page|p\.)?\s*\d+\s*(?:/|sur)\s*\d+\s*$", re.IGNORECASE)
_HOW_MANY = re.compile(r"\s*\(\s*\d+\s*\)\s*$")
_LIST_OF = re.compile(r"^\s*(?:liste|tableau|suivi|fiches?)(?: (?:de|des))?\s+", re.IGNORECASE)
_TEXTUAL = (Why.NOTE, Why.NUMBER_ONLY, Why.ELSEWHERE, Why.GROUP, None)


class Titled(Protocol):
    """An action under the title that says how far it is, when one does."""

    @property
    def standing(self) -> PlacedCell | None: ...


class TitledRows(TableRows, Protocol):
    """What is to be known of a table to say what its titles head."""

    grid: Grid
    rows: list[FilledRow]
    header: Header

    @property
    def subjects(self) -> Sequence[Titled]: ...

    @property
    def progress(self) -> Sequence[int]: ...

    @property
    def names_of_groups(self) -> Mapping[int, FilledRow]: ...

    def placed(self, number: int, index: int, cell: Cell) -> PlacedCell: ...

    def filled(self, number: int, cells: tuple[Cell, ...]) -> FilledRow: ...


class Headings:
    """The titles that stand over the rows of a table, from the top down.

    `part` is that of a part, understood or not, `standing` that of actions that are all as far.
    """

    def __init__(self, layout: TitledRows) -> None:
        self.layout, self.vocabulary = layout, layout.vocabulary
        self.places = {row.number: place for place, row in enumerate(layout.rows)}
        self.part: PlacedCell | None = None
        self.standing: PlacedCell | None = None
        self._above = title_of_status(layout)
        self._statuses = self._statuses_alone()
        if self._statuses:
            self.standing = self._above
        self._groups = self._groups_alone()
        self._is_fresh = self._is_nested = False
        self._is_above = False  # titles of parts stand above those of how far actions are
        for row in layout.names_of_groups.values():
            if row.number < layout.header.rows[0]:
                self._take_first(row)

    def _take_first(self, row: FilledRow) -> None:
        """Take what the title of the first group says, over the header."""
        [text] = row.texts.values()
        if row.number in self._statuses:
            self.standing = self._placed(row)
        elif self._is_part(text):
            self.part = self._placed(row)

    def pass_subject(self) -> None:
        self._is_fresh = False

    def judge(self, row: FilledRow, why: Why | None) -> Why | None:
        """Why the row is no action, once its title is taken for what it heads."""
        if row.number in self._statuses:
            self.standing = self._placed(row)
            return Why.HEADING
        if why not in (Why.HEADING, Why.TOTAL) and self.part and self._heads(row, self.part, why):
            why = Why.HEADING
        if why == Why.HEADING:
            self._is_nested |= self._is_fresh  # « Énergie » just under « Axe 1 – Transition »
            self.part, self._is_fresh = self._placed(row), True
            is_first = not self._above and row.number < min(self._statuses, default=0)
            self._is_above = self._is_above or is_first
            if self._is_above:
                self.standing = None
        return Why.GROUP if why == Why.NOTE and row.number in self._groups else why

    def _placed(self, row: FilledRow) -> PlacedCell:
        first = next(iter(row.texts))
        index = self.layout.title if row.number in self.layout.numbered_parts else first
        return self.layout.placed(row.number, index, row.substance[index])

    def _heads(self, row: FilledRow, above: PlacedCell, why: Why | None) -> bool:
        """Whether a text alone stands as the title of a part does, above actions: one that is not
        understood is asked, rather than its actions given to the part above."""
        [(index, text), *others] = row.texts.items() or [(-1, "")]
        if others or len(row.substance) > 1 or index != above.index:
            return False
        if why not in _TEXTUAL or not self._is_above_an_action(row):
            return False
        parts, colours = self.vocabulary.parts, self.layout.grid.colours
        assert parts  # a title above is one of its parts
        before = text_of(above.cell)
        colour = colours.get((row.number, index), "")
        is_below = fold(text).split()[:1] in _BELOW or bool(_NUMBERED_BELOW.match(text))
        shape = parts.shape_of(text)
        if shape and shape == parts.shape_of(before):
            return True
        if is_below or self._is_fresh:
            self._is_nested = True
        if is_below:
            return False
        if colour and colour == colours.get((above.row, above.index)):
            return True
        if self._is_nested or self._is_note(text):
            return False
        return why is not None or (text.isupper() and before.isupper())

    def _is_note(self, text: str) -> bool:
        return len(text) > LONGEST or bool(_PAGE.match(text)) or reasons.is_marked_note(text)

    def _is_above_an_action(self, row: FilledRow) -> bool:
        """Whether the next row, past a header repeated, has several cells and is no total."""
        if row.number in self.layout.names_of_groups:
            return True
        below = self.places[row.number] + 1
        after = self.layout.rows[below] if below < len(self.layout.rows) else row
        if after.number > row.number + 2 or len(after.substance) < 2:
            return False
        return reasons.why(self.layout, after, is_after=False) is None

    def _groups_alone(self) -> set[int]:
        """The rows of one short text above actions, several in a column: they group actions."""
        alone: dict[int, set[int]] = defaultdict(set)
        for row in self.layout.rows:
            [(index, text), *others] = row.texts.items() or [(-1, "")]
            is_alone = not others and len(row.substance) == 1 and not self._is_note(text)
            if is_alone and self._is_above_an_action(row):
                alone[index].add(row.number)
        return {number for several in alone.values() if len(several) > 1 for number in several}

    def _statuses_alone(self) -> dict[int, str]:
        """The rows whose one text says how far the actions below are, and they say several things,
        with the title above the table; by their numbers. Where a column does, these are the names
        of groups alone."""
        if not self.vocabulary.progress:
            return {}
        groups = self.layout.names_of_groups
        rows = {} if self.layout.progress else {row.number: row for row in self.layout.rows}
        alone: dict[int, dict[int, str]] = defaultdict(dict)
        others: set[int] = set()
        for row in {**rows, **groups}.values():
            [(index, text), *more] = row.texts.items() or [(-1, "")]
            if more or len(row.substance) != 1 or self._is_note(text):
                continue
            if code := status_in(text, self.vocabulary):
                alone[index][row.number] = code
            elif self._is_above_an_action(row) and not self._is_part(text):
                others.add(index)  # « Formation » beside « Travaux »: they group by nature
        above = self._above
        first = {status_in(text_of(above.cell), self.vocabulary)} if above else set()
        several = (
            each
            for index, each in alone.items()
            if index not in others and len({*each.values(), *first}) > 1
        )
        return next(several, {})

    def _is_part(self, text: str) -> bool:
        parts = self.vocabulary.parts
        is_named_beside = self.vocabulary.heading in self.layout.fields.values()
        return bool(
            parts and (parts.is_heading(text) or (not is_named_beside and parts.is_keyword(text)))
        )


def numbered_parts(layout: TitledRows) -> set[int]:
    """The rows that number a part, 1 or « Axe 1 », of the actions below, 1.1 and 1.2, and name it,
    each another one, where no column gives parts and nothing else is numbered so."""
    fields, vocabulary = layout.fields, layout.vocabulary
    column = next((index for index, of in fields.items() if of == vocabulary.reference), -1)
    parts = vocabulary.parts
    if not parts or layout.part or vocabulary.heading in fields.values():
        return set()
    named = [row for row in layout.rows if layout.title in row.texts and column in row.substance]
    numbers = {row.number: text_of(row.substance[column]) for row in named}
    below = {number.rpartition(".")[0] for number in numbers.values()} - {""}
    above = [row for row in named if "." not in numbers[row.number]]
    digits = [row for row in above if not parts.is_heading(numbers[row.number])]
    told = {name for row in above for name in row.fields} - {vocabulary.reference, vocabulary.title}
    codes = {parts.named(row.texts[layout.title]) for row in digits} - {None}
    is_each = below.issuperset(numbers[row.number] for row in digits) and len(codes) == len(digits)
    is_bare = all(map(vocabulary.is_figure, told))
    return {row.number for row in above} if below and is_each and is_bare else set()


def names_of_groups(layout: TitledRows) -> dict[int, FilledRow]:
    """The rows of one text each just over the header where it is repeated, that over the first one
    included, by number: the exports of boards name their groups so."""
    named = {
        row.number: row
        for row, after in pairwise(layout.rows)
        if len(row.substance) == len(row.texts) == 1 and reasons.is_header(layout, after)
    }
    columns = {index for row in named.values() for index in row.texts}
    above = layout.header.rows[0] - 1
    top = layout.filled(above, layout.grid.rows.get(above, ()))
    if len(top.substance) == len(top.texts) == 1 and top.texts.keys() <= columns:
        return {above: top, **named}
    return named


def title_of_status(layout: TitledRows) -> PlacedCell | None:
    """The one text above the header that says how far the actions are, where no column does."""
    vocabulary, top = layout.vocabulary, layout.header.rows[0]
    if not vocabulary.progress or layout.progress:
        return None
    titles = [
        (number, index, cell)
        for number, cells in layout.grid.rows.items()
        if number < top
        for index, cell in enumerate(cells)
        if isinstance(cell, str) and status_in(cell, vocabulary)
    ]
    return layout.placed(*titles[0]) if len(titles) == 1 else None


def statuses_of_tables(layouts: Sequence[TitledRows]) -> list[tuple[str, str]]:
    """The title of each table, or the name of its sheet, and the status that it says, where no
    column does and they differ."""
    vocabulary = layouts[0].vocabulary
    if not vocabulary.progress or any(layout.progress for layout in layouts):
        return []
    above = [title_of_status(layout) for layout in layouts]
    names = [
        text_of(title.cell) if title else layout.grid.name
        for title, layout in zip(above, layouts, strict=True)
    ]
    statuses = [(name, status_in(name, vocabulary)) for name in names]
    codes = {code for _, code in statuses}
    return statuses if len(codes) > 1 and "" not in codes else []


def stand_as_titled(layouts: Sequence[TitledRows], rows: Sequence[Sequence[Row]]) -> Iterator[str]:
    """Give the actions of each table the status of its title, or of the name of its sheet, and tell
    all those that titles say, each on the first of its actions: « Terminées »."""
    statuses, progress = statuses_of_tables(layouts), layouts[0].vocabulary.progress
    taken: dict[str, None] = {}
    for layout, of_table in zip(layouts, rows, strict=True):
        for subject, row in zip(layout.subjects, of_table, strict=True):
            words = text_of(subject.standing.cell) if subject.standing else ""
            if subject.standing and words not in taken and not layout.progress:
                taken[words] = None
                row.doubts.append(RowDoubt(subject.standing.name, progress, TITLED, words))
    for (name, code), layout, of_table in zip(statuses, layouts, rows, strict=False):
        taken[name] = None
        title = title_of_status(layout)
        for row in of_table[:1]:
            cell = title.name if title else row.title_cell
            row.doubts.append(RowDoubt(cell, progress, TITLED, name))
        for row in of_table:
            row.values.setdefault(progress, code)
    if taken:
        names = ", ".join(f"« {name} »" for name in taken)
        yield in_french(f"Les statuts sont ceux que disent les titres : {names}.")
    for layout, of_table in zip(layouts, rows, strict=True):
        title = title_of_status(layout)
        if title and (words := text_of(title.cell)) not in taken:
            for row in of_table[:1]:
                row.doubts.append(RowDoubt(title.name, progress, in_french(UNTAKEN), words))
            yield in_french(f"« {words} » {NOT_TAKEN}")


def status_in(text: str, vocabulary: Vocabulary) -> str:
    """The status that a title or the name of a sheet says and nothing else, but how many they are:
    "Terminées (3)"."""
    text = _LIST_OF.sub("", _HOW_MANY.sub("", text))
    if re.search(r"\d", text):
        return ""
    with suppress(Refused):
        return vocabulary.choices[vocabulary.progress].read(text) or ""
    return ""


def grouping_columns(rows: Sequence[FilledRow], title: int) -> set[int]:
    """The columns that only rows of one cell fill, several of them: what groups the actions."""
    alone, beside = Counter[int](), set[int]()
    for row in rows:
        if len(row.substance) == 1:
            alone.update([*row.texts])
        else:
            beside.update(row.substance)
    return {index for index, count in alone.items() if count > 1} - beside - {title}
