"""Sheets brought to one table each, their cells where they were: two tables side by side or one
above the other, and one sheet per action, its labels on the left."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from usine.reading.columns import Headers
from usine.reading.grid import Address, Cell, Grid
from usine.reading.headers import Header, find_header, score_of
from usine.reading.naming import IGNORED, LONGEST, SURE
from usine.reading.paths import label_of, paths_of

FEWEST_LABELS = 3
"""How many fields a sheet names on its left to be that of one action."""

MOST_ROWS = 150
"""How many rows a sheet about one action has at most."""

LIKE_THE_FIRST = 0.5
"""How much of what the first header names another one under it must name."""


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
        for part in _beside(grid, header)
        if (second := find_header(part, headers))
        and (table := SheetTable(part, second))
        and second.under(title)
    ]
    tables = beside if len(beside) > 1 else [SheetTable(grid, header)]
    return [each for table in tables for each in _above(table, headers)]


def _beside(grid: Grid, header: Header) -> Iterator[Grid]:
    """The parts of a sheet that columns without any cell, from the header down, keep apart."""
    filled = sorted(
        {
            column
            for number, cells in grid.rows.items()
            if number >= header.rows[0]
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
        if number > header.rows[-1] and _is_another(grid, number, header, headers, score)
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
    """A sheet about one action, and the places of its labels."""

    grid: Grid
    entries: list[LabelledCell]
    labels: list[Address]


def card_of(grid: Grid, headers: Headers) -> SheetCard | None:
    """A sheet as that of one action, when its labels on the left name more than any row does."""
    if len(grid.rows) > MOST_ROWS:
        return None
    card = SheetCard(grid, [], [])
    fields: set[str] = set()
    for number, cells in grid.rows.items():
        filled = [(column, cell) for column, cell in enumerate(cells) if cell is not None]
        _read_line(card, number, filled, headers, fields)
    if len(fields) < FEWEST_LABELS or headers.vocabulary.title not in fields:
        return None
    return card


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
        while place < len(filled) and _labelled(filled[place][1], headers) is None:
            beside, value = filled[place]
            entry = LabelledCell(label_of(cell) or "", value, grid.address(number, beside))
            _say(card, entry, headers, fields)
            place += 1


def _say(card: SheetCard, entry: LabelledCell | None, headers: Headers, fields: set[str]) -> None:
    """Keep what a label tells, unless the sheet told it above."""
    field = _labelled(entry.label, headers) if entry else None
    if entry is None or field is None:
        return
    if field not in fields or field in headers.vocabulary.several:
        card.entries.append(entry)
    fields.add(field)


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


def table_of(cards: Sequence[SheetCard], headers: Headers) -> SheetTable | None:
    """The sheets of one action each as the rows of a table, whose cells say where they were."""
    labels: dict[tuple[str, int], int] = {}
    for card in cards:
        for label in _ranked(card):
            labels.setdefault(label, len(labels))
    rows: dict[int, tuple[Cell, ...]] = {1: tuple(label for label, _ in labels)}
    origins: dict[tuple[int, int], Address] = {}
    for number, card in enumerate(cards, start=2):
        cells: list[Cell] = [None] * len(labels)
        for entry, label in zip(card.entries, _ranked(card), strict=True):
            column = labels[label]
            cells[column] = entry.cell
            origins[number, column] = entry.place
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
        label = entry.label.rstrip(" :")
        ranked.append((label, known[label]))
        known[label] += 1
    return ranked
