"""Sheets brought to one table each, their cells where they were: two tables side by side or one
above the other, and one sheet per action, its labels on the left."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from usine.reading.columns import Headers
from usine.reading.grid import Address, Cell, Grid
from usine.reading.headers import Header, find_header, score_of
from usine.reading.naming import IGNORED, LONGEST, SURE
from usine.reading.paths import label_of, paths_of
from usine.reading.values.texts import text_of

FEWEST_LABELS = 3
"""How many fields a sheet names on its left to be that of one action."""

MOST_ROWS = 150
"""How many rows are about one action at most."""

MOST_ROWS_OF_CARDS = 3000
"""How many rows of a sheet may be about actions one below the other."""

TRANSPOSED = 0.6
"""The share of the labels on the left that several values follow, in a table that is turned."""

LIKE_THE_FIRST = 0.5
"""How much of what the first header names another one under it must name."""

_NUMBER = re.compile(r"(?:n ?° ?)?[A-Z]{0,3}[.-]?\d{1,3}(?:[.-]\d{1,2})?")
"""How an action is numbered: 12, A-3, n° 1.2."""


class SheetTable(NamedTuple):
    grid: Grid
    header: Header


def tables_of(grid: Grid, headers: Headers) -> list[SheetTable]:
    """The tables of a sheet: one, several, or none."""
    header = find_header(grid, headers)
    if header is None:
        return []
    title = headers.vocabulary.title
    beside = [
        table
        for part in _beside(grid, header.rows[0])
        if (second := find_header(part, headers))
        and (table := SheetTable(part, second))
        and second.under(title)
    ]
    tables = beside if len(beside) > 1 else [SheetTable(grid, header)]
    every = [part for table in tables for part in _under(table, headers)]
    return [each for table in every for each in _above(table, headers)]


def _under(table: SheetTable, headers: Headers) -> Iterator[SheetTable]:
    """A table, after the one over it whose header says less, with actions of its own."""
    grid, header = table
    over = {number: cells for number, cells in grid.rows.items() if number < header.rows[0]}
    full = [number for number, cells in over.items() if _count(cells) > 1]
    named = find_header(replace(grid, rows=over), headers) if len(full) > 1 else None
    titles = named.under(headers.vocabulary.title) if named else []
    if not named or full[-1] <= named.rows[-1] or not any(title.is_sure for title in titles):
        yield table
        return
    for first, last, of in ((0, full[-1], named), (full[-1] + 1, max(grid.rows), header)):
        rows = {number: cells for number, cells in grid.rows.items() if first <= number <= last}
        merges = [merge for merge in grid.merges if first <= merge.first_row <= last]
        yield SheetTable(replace(grid, rows=rows, merges=merges), of)


def _count(cells: Sequence[Cell]) -> int:
    return sum(cell is not None for cell in cells)


def _beside(grid: Grid, top: int = 0) -> Iterator[Grid]:
    """The parts of a sheet that columns without any cell, from the top down, keep apart."""
    filled = sorted(
        {
            column
            for number, cells in grid.rows.items()
            if number >= top
            for column, cell in enumerate(cells)
            if cell is not None
        }
    )
    start = 0
    for place, column in enumerate(filled):
        is_last = place + 1 == len(filled)
        if is_last or filled[place + 1] > column + 1:
            end = filled[-1] + 1 if is_last else column + 1
            yield _only(grid, start, end)
            start = column + 1


def _only(grid: Grid, start: int, end: int) -> Grid:
    """The cells of some columns, where they are."""
    rows = {
        number: tuple([None] * start + [*cells[start:end]])
        for number, cells in grid.rows.items()
        if any(cell is not None for cell in cells[start:end])
    }
    merges = [merge for merge in grid.merges if start <= merge.first_column < end]
    return replace(grid, rows=rows, merges=merges)


def _above(table: SheetTable, headers: Headers) -> Iterator[SheetTable]:
    """A table, and those that begin lower down under another header."""
    grid, header = table
    numbers = list(grid.rows)
    score = score_of(paths_of(grid, header.rows), headers)
    starts = [
        number
        for number in numbers
        if number > header.rows[-1] + 1 and _is_another(grid, number, header, headers, score)
    ]
    if not starts:
        yield table
        return
    for first, last in zip([numbers[0], *starts], [*starts, numbers[-1] + 1], strict=True):
        rows = {number: cells for number, cells in grid.rows.items() if first <= number < last}
        merges = [merge for merge in grid.merges if first <= merge.first_row < last]
        part = replace(grid, rows=rows, merges=merges)
        named = find_header(part, headers)
        assert named  # each part begins with a header
        yield SheetTable(part, named)


def _is_another(grid: Grid, number: int, header: Header, headers: Headers, score: int) -> bool:
    """True for a row that names the title and as much as the header above, in other words."""
    cells = grid.rows[number]
    texts = [cell for cell in cells if cell is not None]
    if len(texts) < FEWEST_LABELS or not all(isinstance(cell, str) for cell in texts):
        return False
    labels = [label_of(cell) for cell in cells]
    named = [label for label in labels if label and headers.named((label,))]
    if 2 * len(named) < len(texts):
        return False
    same = all(label is None or not label or label.casefold() in header.texts for label in labels)
    paths = paths_of(grid, (number,))
    titled = any(
        meaning.field == headers.vocabulary.title and meaning.confidence >= SURE
        for path in paths
        for meaning in headers.named(path)
    )
    return titled and not same and score_of(paths, headers) >= LIKE_THE_FIRST * score


# One sheet per action.


class LabelledCell(NamedTuple):
    """A label on the left of a sheet, and the cell that it tells of."""

    label: str
    cell: Cell
    place: Address


@dataclass(frozen=True)
class SheetCard:
    """A sheet about one action, the places of its labels, and of what some leave blank."""

    grid: Grid
    entries: list[LabelledCell]
    labels: list[Address]
    blanks: dict[str, Address] = field(default_factory=dict)


def cards_of(grid: Grid, headers: Headers) -> list[SheetCard]:
    """The actions that a sheet tells by labels on the left: one, several one below the other, or
    one a column; none when it tells none so."""
    if len(grid.rows) > MOST_ROWS_OF_CARDS:
        return []
    beside = [_cards_of(part, headers) for part in _beside(grid)]
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
    for number, filled in _filled(grid):
        field = _labelled(filled[0][1], headers) if len(filled) > 1 else None
        if several and field and field == first and title in fields[-1]:
            cards.append(SheetCard(grid, [], []))
            fields.append(set())
        first = first or field or ""
        _read_line(cards[-1], number, filled, headers, fields[-1])
    is_told = all(len(names) >= FEWEST_LABELS and title in names for names in fields)
    return cards if is_told and len(grid.rows) <= MOST_ROWS * len(cards) else []


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
    labelled: dict[int, list[tuple[int, Cell]]] = {}
    fields: dict[int, str] = {}
    for number, filled in _filled(grid):
        field = _labelled(filled[0][1], headers)
        if field and not any(_labelled(cell, headers) for _, cell in filled[1:]):
            labelled[number], fields[number] = filled, field
    title = next((n for n, field in fields.items() if field == headers.vocabulary.title), None)
    if title is None or not _is_turned(list(labelled.values()), len(set(fields.values()))):
        return []
    cards = []
    for column, _ in labelled[title][1:]:
        card = SheetCard(grid, [], [])
        for number, filled in labelled.items():
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
        field = _labelled(cell, headers)
        if field is None:
            above = card.entries[-1] if card.entries else None
            entry = _in_one_cell(cell, at, headers)
            if not entry and above and _goes_on(above, at):
                entry = LabelledCell(above.label, cell, at)
            _say(card, entry, headers, fields)
            continue
        card.labels.append(at)
        # « Porteur | Organisme porteur », alone, is a label and its value.
        values = (None, field) if len(filled) == 2 else (None,)
        if place == len(filled) or _labelled(filled[place][1], headers) not in values:
            card.blanks.setdefault(_label(cell), grid.address(number, column + 1))
        while place < len(filled) and _labelled(filled[place][1], headers) in values:
            beside, value = filled[place]
            entry = LabelledCell(label_of(cell) or "", value, grid.address(number, beside))
            _say(card, entry, headers, fields)
            place += 1


def _say(card: SheetCard, entry: LabelledCell | None, headers: Headers, fields: set[str]) -> None:
    """Keep what a label tells, unless the sheet told it above."""
    if entry:
        entry = _numbered(entry, headers)
    field = _labelled(entry.label, headers) if entry else None
    if entry is None or field is None:
        return
    if field not in fields or field in headers.vocabulary.several:
        card.entries.append(entry)
    fields.add(field)


def _numbered(entry: LabelledCell, headers: Headers) -> LabelledCell:
    """« Fiche action | 12 » gives the number of an action, not its title."""
    vocabulary = headers.vocabulary
    is_number = bool(_NUMBER.fullmatch(text_of(entry.cell)))
    if not is_number or _labelled(entry.label, headers) != vocabulary.title:
        return entry
    return entry._replace(label=vocabulary.labels.get(vocabulary.reference, entry.label))


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
    if colon and rest.strip() and _labelled(label, headers):
        return LabelledCell(label.strip(), rest.strip(), at)
    return None


def _labelled(cell: Cell, headers: Headers) -> str | None:
    """The field that a cell names surely; None when it names none."""
    if not isinstance(cell, str) or len(cell) > LONGEST:
        return None
    label = " ".join(cell.split()).rstrip(" :")
    if not label or ":" in label:
        return None
    for meaning in headers.named((label,)):
        if meaning.confidence >= SURE and meaning.field != IGNORED:
            return meaning.field
    return None


def _label(cell: Cell) -> str:
    return (label_of(cell) or "").rstrip(" :")


def table_of(cards: Sequence[SheetCard], headers: Headers) -> SheetTable | None:
    """The sheets of one action each as the rows of a table, whose cells say where they were."""
    labels: dict[tuple[str, int], int] = {}
    for card in cards:
        for label in _ranked(card):
            labels.setdefault(label, len(labels))
    told = {_labelled(label, headers) for label, _ in labels}
    for card in cards:
        for blank in card.blanks:
            if _labelled(blank, headers) not in told:
                labels.setdefault((blank, 0), len(labels))
    rows: dict[int, tuple[Cell, ...]] = {1: tuple(label for label, _ in labels)}
    origins: dict[tuple[int, int], Address] = {}
    for number, card in enumerate(cards, start=2):
        cells: list[Cell] = [None] * len(labels)
        for entry, label in zip(card.entries, _ranked(card), strict=True):
            column = labels[label]
            cells[column] = entry.cell
            origins[number, column] = entry.place
        for blank, place in card.blanks.items():
            if (blank, 0) in labels:
                origins.setdefault((number, labels[blank, 0]), place)
        first = card.entries[0].place
        for column in range(len(labels)):
            origins.setdefault((number, column), first)
        rows[number] = tuple(cells)
    grid = Grid(cards[0].grid.name, rows, origins=origins)
    header = find_header(grid, headers)
    return SheetTable(grid, header) if header else None


def _ranked(card: SheetCard) -> list[tuple[str, int]]:
    """The labels of what a card says, each with its rank among those that are the same."""
    known: Counter[str] = Counter()
    ranked = []
    for entry in card.entries:
        label = _label(entry.label)
        ranked.append((label, known[label]))
        known[label] += 1
    return ranked
