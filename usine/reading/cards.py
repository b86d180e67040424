"""Sheets about one action each, their labels on the left, brought to one table."""

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import chain, takewhile

from usine.reading.blocks import FEWEST_LABELS, SheetTable, parts_beside
from usine.reading.columns import Headers
from usine.reading.grid import Address, Cell, Grid
from usine.reading.headers import find_header
from usine.reading.likeness import is_number
from usine.reading.listed import (
    LabelledCell,
    heads_of_payers,
    heads_of_steps,
    is_of_years,
    label_in,
    labelled,
    paid_on_line,
    step_on_line,
    sure_label,
)
from usine.reading.naming import IGNORED, LONGEST
from usine.reading.paths import label_of
from usine.reading.values.marks import is_marked
from usine.values.errors import Refused
from usine.values.fields import FieldKind

MOST_ROWS = 150
"""How many rows are about one action at most."""

MOST_ROWS_OF_CARDS = 3000
"""How many rows of a sheet may be about actions one below the other."""

TRANSPOSED = 0.6
"""The share of the labels on the left that several values follow, in a table that is turned."""

FIRST = "0"
"""The rank of a label among those that are the same."""

_NUMBERED = re.compile(r"\s(?:n ?° ?)?([A-Z]{0,3}[.-]?\d{1,3}(?:[.-]\d{1,2})?)\s*$")
"""The number of an action that ends a label: « Fiche action n° 1.2 »."""


@dataclass(frozen=True)
class SheetCard:
    """A sheet about one action, the places of its labels, and of what some leave blank; the cells
    of each of its steps; and the numbers that its titles give it."""

    grid: Grid
    entries: list[LabelledCell]
    labels: list[Address]
    blanks: dict[str, Address] = field(default_factory=dict)
    steps: list[list[LabelledCell]] = field(default_factory=list)
    numbers: list[LabelledCell] = field(default_factory=list)

    def named(self, headers: Headers) -> set[str]:
        """The labels of what it says that name a field."""
        labels = {entry.label for entry in self.entries}
        return {label for label in labels if labelled(label, headers)}

    def number(self, fields: Collection[str], reference: str) -> None:
        """Take the number of its title, where nothing else gives its reference and it has one."""
        self.labels.extend(number.place for number in self.numbers)
        if reference not in fields and len(self.numbers) == 1:
            self.entries.extend(self.numbers)


def cards_of(grid: Grid, headers: Headers) -> list[SheetCard]:
    """The actions that a sheet tells by labels on the left: one, several one below the other, or
    one a column; none when it tells none so."""
    if len(grid.rows) > MOST_ROWS_OF_CARDS:
        return []
    beside = [_cards_of(part, headers) for part in parts_beside(grid)]
    if len(beside) > 1 and all(beside):
        return [card for cards in beside for card in cards]
    return _cards_of(grid, headers)


def _cards_of(grid: Grid, headers: Headers) -> list[SheetCard]:
    return (
        _turned(grid, headers)
        or _one_below_another(grid, headers, several=True)
        or _one_below_another(grid, headers, several=False)
    )


def _one_below_another(grid: Grid, headers: Headers, *, several: bool) -> list[SheetCard]:
    """The actions of a sheet, each of which begins with the first of its labels again."""
    cards: list[SheetCard] = [SheetCard(grid, [], [])]
    fields: list[set[str]] = [set()]
    title, first = headers.vocabulary.title, ""
    payers: list[LabelledCell] = []
    steps: list[LabelledCell] = []
    for number, filled in _filled(grid):
        if step := step_on_line(steps, number, filled, grid, headers):
            cards[-1].steps.append(step)
            steps = [head.at_row(number) for head in steps]
            continue
        steps = heads_of_steps(number, filled, grid, headers)
        if steps:
            cards[-1].labels.extend(head.place for head in steps)
            fields[-1].add(headers.vocabulary.steps)
            continue
        if paid := paid_on_line(payers, number, filled, headers):
            cards[-1].entries.extend(paid)
            fields[-1] |= {labelled(paid[0].label, headers) or ""}
            continue
        payers = heads_of_payers(number, filled, grid, headers)
        if payers:
            cards[-1].labels.extend(head.place for head in payers)
            continue
        if is_of_years(filled, headers):
            continue
        titled = _number_of(number, filled, grid, headers)
        field = labelled(filled[0][1], headers) if len(filled) > 1 else None
        field = headers.vocabulary.reference if titled else field
        if several and field and field == first and title in fields[-1]:
            cards.append(SheetCard(grid, [], []))
            fields.append(set())
        first = first or field or ""
        if titled:
            cards[-1].numbers.append(titled)
        else:
            _read_line(cards[-1], number, filled, headers, fields[-1])
    for card, names in zip(cards, fields, strict=True):
        card.number(names, headers.vocabulary.reference)
    is_told = all(len(names) >= FEWEST_LABELS and title in names for names in fields)
    return cards if is_told and len(grid.rows) <= MOST_ROWS * len(cards) else []


def _number_of(
    number: int, filled: Sequence[tuple[int, Cell]], grid: Grid, headers: Headers
) -> LabelledCell | None:
    """The number of an action that a title alone on its row gives: « Fiche action n° F1 »."""
    vocabulary, [(column, cell), *others] = headers.vocabulary, filled
    told = _NUMBERED.search(cell) if isinstance(cell, str) and not others else None
    if not told or not vocabulary.reference:
        return None
    named = headers.named((told.string[: told.start()].strip(),))
    if all(meaning.field != vocabulary.title for meaning in named):
        return None
    label = vocabulary.labels[vocabulary.reference]
    return LabelledCell(label, told[1], grid.address(number, column))


def _filled(grid: Grid) -> Iterator[tuple[int, list[tuple[int, Cell]]]]:
    """The rows with their filled cells, by column."""
    for number, cells in grid.rows.items():
        filled: list[tuple[int, Cell]] = [
            (column, cell) for column, cell in enumerate(cells) if cell is not None
        ]
        if filled:
            yield number, filled


def _turned(grid: Grid, headers: Headers) -> list[SheetCard]:
    """The actions of a table whose header is its first column: one a column."""
    lines: dict[int, list[tuple[int, Cell]]] = {}
    fields: dict[int, str] = {}
    for number, filled in _filled(grid):
        field = labelled(filled[0][1], headers)
        if field and not any(labelled(cell, headers) for _, cell in filled[1:]):
            lines[number], fields[number] = filled, field
    title = next((n for n, field in fields.items() if field == headers.vocabulary.title), None)
    if title is None or not _is_turned(list(lines.values()), len(set(fields.values()))):
        return []
    cards = []
    for column, _ in lines[title][1:]:
        card = SheetCard(grid, [], [])
        for number, filled in lines.items():
            card.labels.append(grid.address(number, filled[0][0]))
            if (cell := grid.cell(number, column)) is not None:
                label = label_of(filled[0][1]) or ""
                card.entries.append(LabelledCell(label, cell, grid.address(number, column)))
        cards.append(card)
    return cards


def _is_turned(lines: Sequence[Sequence[tuple[int, Cell]]], fields: int) -> bool:
    """Whether labels of one column head lines that mostly hold several values."""
    columns = {filled[0][0] for filled in lines}
    several = sum(len(filled) > 2 for filled in lines)
    return fields >= FEWEST_LABELS and len(columns) == 1 and several >= TRANSPOSED * len(lines)


def _read_line(
    card: SheetCard,
    number: int,
    filled: Sequence[tuple[int, Cell]],
    headers: Headers,
    fields: set[str],
) -> None:
    """Note the labels of a row, each with the cell at its right; a cell alone goes on."""
    grid, place = card.grid, 0
    while place < len(filled):
        column, cell = filled[place]
        at = grid.address(number, column)
        place += 1
        field = labelled(cell, headers)
        if field is None and (chosen := _chosen_beside(cell, filled[place:], headers)):
            card.labels.append(at)
            column, value = filled[place]
            _say(card, LabelledCell(chosen, value, grid.address(number, column)), headers, fields)
            place += 1
            continue
        if field is None:
            above = card.entries[-1] if card.entries else None
            entry = _in_one_cell(cell, at, headers)
            if not entry and (beyond := _beside_unknown(card, at, filled[place:], headers)):
                _set_aside(card, LabelledCell(label_in(cell), cell, at), beyond, headers)
                place += len(beyond)
                continue
            if not entry and above and _goes_on(above, at):
                entry = LabelledCell(above.label, cell, at)
            _say(card, entry, headers, fields)
            continue
        card.labels.append(at)
        # « Porteur | Organisme porteur », alone, is a label and its value.
        values = (None, field) if len(filled) == 2 else (None,)
        if place == len(filled) or labelled(filled[place][1], headers) not in values:
            card.blanks.setdefault(label_in(cell), grid.address(number, column + 1))
        while place < len(filled) and labelled(filled[place][1], headers) in values:
            beside, value = filled[place]
            entry = LabelledCell(label_of(cell) or "", value, grid.address(number, beside))
            _say(card, entry, headers, fields)
            place += 1


def _beside_unknown(
    card: SheetCard, at: Address, after: Sequence[tuple[int, Cell]], headers: Headers
) -> list[LabelledCell]:
    """What stands at the right of a cell that is under the labels and names no field."""
    if all(label.column != at.column for label in card.labels):
        return []
    beside = takewhile(lambda each: labelled(each[1], headers) is None, after)
    return [LabelledCell("", cell, card.grid.address(at.row, column)) for column, cell in beside]


def _set_aside(
    card: SheetCard, label: LabelledCell, values: Sequence[LabelledCell], headers: Headers
) -> None:
    """Make of an unknown label a column that users may take, unless its words might name more
    than a choice, which only cells that say it confirm."""
    choices = headers.vocabulary.choices
    named = headers.named((label.label,)) if label.label else ()
    if label.label and all(each.field in choices and not each.facet for each in named):
        card.labels.append(label.place)
        card.entries.extend(value._replace(label=label.label) for value in values)


def _say(card: SheetCard, entry: LabelledCell | None, headers: Headers, fields: set[str]) -> None:
    """Keep what a label tells, unless the sheet told it above."""
    for each in _numbered(entry, headers) if entry else ():
        field = labelled(each.label, headers)
        if field and (field not in fields or field in headers.vocabulary.several):
            card.entries.append(each)
        fields |= {field} if field else set()


def _numbered(entry: LabelledCell, headers: Headers) -> list[LabelledCell]:
    """« Fiche action | 12 » gives the number of an action, not its title; « Fiche action n° 12 :
    Halle » gives both."""
    vocabulary = headers.vocabulary
    if labelled(entry.label, headers) != vocabulary.title or not vocabulary.reference:
        return [entry]
    reference = entry._replace(label=vocabulary.labels[vocabulary.reference])
    if is_number(entry.cell):
        return [reference]
    number = _NUMBERED.search(entry.label)
    if not number:
        return [entry]
    titled = entry._replace(label=entry.label[: number.start()].strip())
    return [reference._replace(cell=number[1]), titled]


def _chosen_beside(cell: Cell, after: Sequence[tuple[int, Cell]], headers: Headers) -> str | None:
    """The label of the choice, or of the names, that a doubtful label names, confirmed by the cell
    at its right."""
    if not isinstance(cell, str) or not after or not isinstance(after[0][1], str):
        return None
    choice = _chosen(label_in(cell), after[0][1], headers)
    return sure_label(choice, headers) if choice else None


def _goes_on(above: LabelledCell, at: Address) -> bool:
    """Whether a cell is just below the value of a label, and may go on with it."""
    return (at.row, at.column) == (above.place.row + 1, above.place.column)


def _in_one_cell(cell: Cell, at: Address, headers: Headers) -> LabelledCell | None:
    """A label and what it tells in one cell, "Porteur : CCI", or the title of a part."""
    if not isinstance(cell, str):
        return None
    label, colon, rest = cell.partition(":")
    parts, heading = headers.vocabulary.parts, headers.vocabulary.heading
    if parts and len(cell) <= LONGEST and parts.is_heading(cell):
        return LabelledCell(headers.vocabulary.labels[heading], cell, at)
    if colon and rest.strip() and labelled(label, headers):
        return LabelledCell(label.strip(), rest.strip(), at)
    if choice := _chosen(label, rest, headers):
        return LabelledCell(sure_label(choice, headers), rest.strip(), at)
    return None


def _chosen(label: str, rest: str, headers: Headers) -> str:
    """The choice, or the names, that a doubtful label names, where the words after it confirm it:
    « État : En cours »."""
    vocabulary = headers.vocabulary
    for meaning in headers.named((label.strip(),)) if rest.strip() else ():
        if meaning.field == IGNORED:
            continue
        if vocabulary.by_name[meaning.field].kind == FieldKind.NAMES and is_marked(rest) is None:
            return meaning.field
        with suppress(Refused):
            if meaning.field in vocabulary.choices and vocabulary.read(meaning.field, rest.strip()):
                return meaning.field
    return ""


def table_of(cards: Sequence[SheetCard], headers: Headers) -> SheetTable | None:
    """The sheets of one action each as the rows of a table, whose cells say where they were."""
    labels: dict[tuple[str, str], int] = {}
    for card in cards:
        for label in _ranked(card):
            labels.setdefault(label, len(labels))
    told = {labelled(label, headers) for label, _ in labels}
    for card in cards:
        for blank in card.blanks:
            if labelled(blank, headers) not in told:
                labels.setdefault((blank, FIRST), len(labels))
    fields = {labelled(label, headers): at for (label, _), at in reversed(labels.items())}
    for entry in chain.from_iterable(step for card in cards for step in card.steps):
        if labelled(entry.label, headers) not in fields:
            fields[labelled(entry.label, headers)] = labels.setdefault(
                (entry.label, FIRST), len(labels)
            )
    rows: dict[int, tuple[Cell, ...]] = {1: tuple(label for label, _ in labels)}
    origins: dict[tuple[int, int], Address] = {}
    indents: dict[tuple[int, int], int] = {}
    for card in cards:
        number = len(rows) + 1
        cells: list[Cell] = [None] * len(labels)
        for entry, label in zip(card.entries, _ranked(card), strict=True):
            column = labels[label]
            cells[column] = entry.cell
            origins[number, column] = entry.place
        for blank, place in card.blanks.items():
            if (blank, FIRST) in labels:
                origins.setdefault((number, labels[blank, FIRST]), place)
        first = card.entries[0].place
        for column in range(len(labels)):
            origins.setdefault((number, column), first)
        rows[number] = tuple(cells)
        for step in card.steps:
            number = len(rows) + 1
            told_step = {fields[labelled(entry.label, headers)]: entry for entry in step}
            indents[number, fields[headers.vocabulary.title]] = 1
            for column in range(len(labels)):
                entry = told_step.get(column, step[0])
                origins[number, column] = entry.place
            rows[number] = tuple(
                told_step[column].cell if column in told_step else None
                for column in range(len(labels))
            )
    grid = Grid(cards[0].grid.name, rows, origins=origins, indents=indents)
    header = find_header(grid, headers)
    return SheetTable(grid, header) if header else None


def _ranked(card: SheetCard) -> list[tuple[str, str]]:
    """The labels of what a card says, each with its rank among those that are the same, or with
    its line."""
    known: Counter[str] = Counter()
    ranked = []
    for entry in card.entries:
        label = label_in(entry.label)
        ranked.append((label, entry.line or str(known[label])))
        known[label] += not entry.line
    return ranked
