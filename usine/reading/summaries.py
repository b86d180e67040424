"""What a sheet without actions announces of those of the others: counts and sums, by part."""

from collections.abc import Iterator, Sequence

from usine.reading.columns import header_key
from usine.reading.grid import Cell, Grid
from usine.reading.paths import label_of
from usine.reading.reasons import count_in
from usine.reading.rows import Row
from usine.reading.tallied import announced_by_status
from usine.reading.totals import ACTIONS, Announced
from usine.reading.values.money import parse_amount, unit_of
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused

MOST_ROWS = 60


def announced_elsewhere(
    grid: Grid, rows: Sequence[Row], vocabulary: Vocabulary
) -> Iterator[Announced]:
    """The rows of a summary that name a status or a part, with its count of actions, and the budget
    of a part."""
    parts, heading = vocabulary.parts, vocabulary.heading
    financing = vocabulary.financing
    if len(grid.rows) > MOST_ROWS:
        return
    yield from announced_by_status(grid, rows, vocabulary)
    if parts is None or financing is None:
        return
    yield from _counts(grid, rows, vocabulary)
    counts: dict[int, str] = {}
    for number, cells in grid.rows.items():
        if columns := _counted_columns(cells, vocabulary, financing.total):
            counts = columns
            continue
        part = _part_of(cells, vocabulary) if counts else None
        if part is None:
            continue
        of_part = [row for row in rows if not row.is_refused and row.values.get(heading) == part]
        label = dict(vocabulary.by_name[heading].labels).get(part, part)
        for column, what in counts.items():
            announced = _figure(cells, column, what)
            if announced is None:
                continue
            read = (
                len(of_part)
                if what == ACTIONS
                else sum(row.values.get(financing.total, 0) for row in of_part)
            )
            name = f"{ACTIONS}, {label}" if what == ACTIONS else label
            yield Announced(*_at(grid, number, column), name, announced, read)


def _counts(grid: Grid, rows: Sequence[Row], vocabulary: Vocabulary) -> Iterator[Announced]:
    """« 26 actions », said of the whole file."""
    read = sum(not row.is_refused for row in rows)
    for number, cells in grid.rows.items():
        for column, cell in enumerate(cells):
            count = count_in(cell, vocabulary.objects) if isinstance(cell, str) else None
            if count is not None:
                yield Announced(*_at(grid, number, column), ACTIONS, count, read)


def _at(grid: Grid, number: int, column: int) -> tuple[str, str]:
    address = grid.address(number, column)
    return address.sheet, address.name


def _counted_columns(cells: Sequence[Cell], vocabulary: Vocabulary, total: str) -> dict[int, str]:
    """The columns of a header that count actions (`ACTIONS`), or sum budgets (their header)."""
    columns: dict[int, str] = {}
    for column, cell in enumerate(cells):
        label = label_of(cell)
        if not label or not isinstance(cell, str):
            continue
        words = set(header_key(label).split())
        understood = vocabulary.naming.understand(label)
        if words & {"nombre", "nb", "nbre"} and any(
            word.rstrip("s") in vocabulary.objects for word in words
        ):
            columns[column] = ACTIONS
        elif understood and understood.field == total:
            columns[column] = label
    return columns


def _part_of(cells: Sequence[Cell], vocabulary: Vocabulary) -> str | None:
    assert vocabulary.parts
    first = next((cell for cell in cells if isinstance(cell, str)), None)
    try:
        return vocabulary.parts.read(first) if first else None
    except Refused:
        return None


def _figure(cells: Sequence[Cell], column: int, what: str) -> int | None:
    cell = cells[column] if column < len(cells) else None
    if what == ACTIONS:
        is_count = isinstance(cell, int | float) and not isinstance(cell, bool)
        return int(cell) if is_count and cell == int(cell) else None  # type: ignore[arg-type]
    try:
        return parse_amount(cell, unit_of(what))
    except Refused:
        return None
