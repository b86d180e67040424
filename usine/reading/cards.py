"""Sheets about one action each, their labels on the left, brought to one table."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import NamedTuple

from usine.reading.blocks import FEWEST_LABELS, SheetTable, parts_beside
from usine.reading.columns import Headers
from usine.reading.grid import Address, Cell, Grid
from usine.reading.headers import find_header
from usine.reading.likeness import is_number
from usine.reading.naming import IGNORED, LONGEST, SURE
from usine.reading.paths import label_of
from usine.reading.values.texts import text_of
from usine.values.errors import Refused

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


class LabelledCell(NamedTuple):
    """A label on the left of a sheet, and the cell that it tells of; `line` is that of a table of
    those who pay, inside the sheet, whose cells stay together."""

    label: str
    cell: Cell
    place: Address
    line: str = ""


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
    for number, filled in _filled(grid):
        if paid := _paid(payers, number, filled, headers):
            cards[-1].entries.extend(paid)
            fields[-1] |= {_labelled(paid[0].label, headers) or ""}
            continue
        payers = _heads_of_payers(number, filled, grid, headers)
        if payers:
            cards[-1].labels.extend(head.place for head in payers)
            continue
        if _is_of_years(filled, headers):
            continue
        field = _labelled(filled[0][1], headers) if len(filled) > 1 else None
        if several and field and field == first and title in fields[-1]:
            cards.append(SheetCard(grid, [], []))
            fields.append(set())
        first = first or field or ""
        _read_line(cards[-1], number, filled, headers, fields[-1])
    is_told = all(len(names) >= FEWEST_LABELS and title in names for names in fields)
    return cards if is_told and len(grid.rows) <= MOST_ROWS * len(cards) else []


def _heads_of_payers(
    number: int, filled: Sequence[tuple[int, Cell]], grid: Grid, headers: Headers
) -> list[LabelledCell]:
    """The heads of who pays and of what each pays, on a row of their own; none otherwise."""
    financing, [(_, first), *others] = headers.vocabulary.financing, filled
    if not financing or not others or _labelled(first, headers) != financing.field:
        return []
    heads = [
        LabelledCell(_label(cell), cell, grid.address(number, column)) for column, cell in filled
    ]
    are_beside = all(head.label and financing.beside_payer((head.label,), 0) for head in heads[1:])
    return heads if are_beside else []


def _is_of_years(filled: Sequence[tuple[int, Cell]], headers: Headers) -> bool:
    """Whether a row heads what each pays by year, which is not read: no year pays."""
    financing, [(_, first), *others] = headers.vocabulary.financing, filled
    is_payer = financing and others and _labelled(first, headers) == financing.field
    return bool(is_payer) and all(text_of(cell).isdecimal() for _, cell in others)


def _paid(
    heads: Sequence[LabelledCell],
    number: int,
    filled: Sequence[tuple[int, Cell]],
    headers: Headers,
) -> list[LabelledCell]:
    """A line of those who pay, one entry a head, blank or not; none past these lines."""
    cells = dict(filled)
    columns = [head.place.column for head in heads]
    first = cells.get(columns[0]) if heads else None
    if first is None or len(cells) < 2 or not cells.keys() <= {*columns}:
        return []
    if _labelled(first, headers) is not None:
        return []
    line = " ".join([*(head.label for head in heads), str(number - heads[0].place.row)])
    return [
        LabelledCell(head.label, cells.get(column), head.place._replace(row=number), line)
        for head, column in zip(heads, columns, strict=True)
    ]


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
        if field is None and (chosen := _chosen_beside(cell, filled[place:], headers)):
            card.labels.append(at)
            column, value = filled[place]
            _say(card, LabelledCell(chosen, value, grid.address(number, column)), headers, fields)
            place += 1
            continue
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
    for each in _numbered(entry, headers) if entry else ():
        field = _labelled(each.label, headers)
        if field and (field not in fields or field in headers.vocabulary.several):
            card.entries.append(each)
        fields |= {field} if field else set()


def _numbered(entry: LabelledCell, headers: Headers) -> list[LabelledCell]:
    """« Fiche action | 12 » gives the number of an action, not its title; « Fiche action n° 12 :
    Halle » gives both."""
    vocabulary = headers.vocabulary
    if _labelled(entry.label, headers) != vocabulary.title or not vocabulary.reference:
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
    """The label of the choice that a doubtful label names, confirmed by the cell at its right."""
    if not isinstance(cell, str) or not after or not isinstance(after[0][1], str):
        return None
    choice = _chosen(_label(cell), after[0][1], headers)
    return headers.vocabulary.labels[choice] if choice else None


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
    if choice := _chosen(label, rest, headers):
        return LabelledCell(headers.vocabulary.labels[choice], rest.strip(), at)
    return None


def _chosen(label: str, rest: str, headers: Headers) -> str:
    """The choice that a doubtful label names, where the words after it confirm it: « État : En
    cours »."""
    vocabulary = headers.vocabulary
    for meaning in headers.named((label.strip(),)) if rest.strip() else ():
        with suppress(Refused):
            if meaning.field in vocabulary.choices and vocabulary.read(meaning.field, rest.strip()):
                return meaning.field
    return ""


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
    labels: dict[tuple[str, str], int] = {}
    for card in cards:
        for label in _ranked(card):
            labels.setdefault(label, len(labels))
    told = {_labelled(label, headers) for label, _ in labels}
    for card in cards:
        for blank in card.blanks:
            if _labelled(blank, headers) not in told:
                labels.setdefault((blank, FIRST), len(labels))
    rows: dict[int, tuple[Cell, ...]] = {1: tuple(label for label, _ in labels)}
    origins: dict[tuple[int, int], Address] = {}
    for number, card in enumerate(cards, start=2):
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
    grid = Grid(cards[0].grid.name, rows, origins=origins)
    header = find_header(grid, headers)
    return SheetTable(grid, header) if header else None


def _ranked(card: SheetCard) -> list[tuple[str, str]]:
    """The labels of what a card says, each with its rank among those that are the same, or with
    its line."""
    known: Counter[str] = Counter()
    ranked = []
    for entry in card.entries:
        label = _label(entry.label)
        ranked.append((label, entry.line or str(known[label])))
        known[label] += not entry.line
    return ranked
