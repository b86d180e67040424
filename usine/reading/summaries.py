"""What sheets announce of the actions of the others: sums by part, or amounts one by one."""

from collections.abc import Iterator, Sequence

from usine.reading.blocks import SheetTable
from usine.reading.columns import Column, header_key
from usine.reading.grid import Cell, Grid
from usine.reading.headers import Header
from usine.reading.layout import Layout, Left
from usine.reading.paths import label_of
from usine.reading.rows import Row
from usine.reading.stated import count_stated
from usine.reading.tallied import announced_by_status
from usine.reading.totals import ACTIONS, Announced
from usine.reading.values.money import parse_amount, unit_of
from usine.reading.values.texts import text_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french, quoted
from usine.values.errors import Refused
from usine.values.text import fold

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


def has_amounts(header: Header, vocabulary: Vocabulary) -> bool:
    """Whether a header has columns of the whole amount of an action."""
    return bool(_totals_of(header, vocabulary))


def _totals_of(header: Header, vocabulary: Vocabulary) -> list[Column]:
    financing = vocabulary.financing
    named = header.under(financing.total) if financing else ()
    return [column for column in named if not column.facet]


def announced_of_lines(
    table: SheetTable, rows: Sequence[Row], vocabulary: Vocabulary
) -> Iterator[Announced]:
    """The amounts of a list of actions, one by one where some are not those of the plan, and its
    totals."""
    layout = Layout(table.grid, table.header, vocabulary)
    totals = [entry.row for entry in layout.left if isinstance(entry, Left) and entry.row.is_total]
    taken = [row for row in rows if not row.is_refused]
    for column in _totals_of(table.header, vocabulary):
        total = column.field or ""
        lines = list(_lines(layout, column, taken))
        wrong = [line for line in lines if not line.is_proof]
        yield from wrong or _as_one(lines, column)
        known = [sum(row.values.get(total, 0) for row in taken), sum(line.read for line in lines)]
        for row in totals:
            amount = _cents(row.cells, column)
            if amount is not None:
                place = layout.grid.address(row.number, column.index)
                read = next((each for each in known if each == amount), known[0])
                yield Announced(place.sheet, place.name, column.header, amount, read)


def _lines(layout: Layout, column: Column, rows: Sequence[Row]) -> Iterator[Announced]:
    """Each amount of a list, beside that of the action of the plan with its title."""
    title, total = layout.vocabulary.title, column.field or ""
    for subject in layout.subjects:
        name = text_of(subject.of(title)[0].cell)
        amount = _cents(subject.cells, column)
        named = [row for row in rows if fold(row.values.get(title, "")) == fold(name)]
        if amount is not None:
            place = layout.grid.address(subject.number, column.index)
            read = sum(row.values.get(total, 0) for row in named)
            what = in_french(f"{column.header} de {quoted(name)}")
            yield Announced(place.sheet, place.name, what, amount, read)


def _as_one(lines: Sequence[Announced], column: Column) -> Iterator[Announced]:
    """The amounts of a list as one proof: each is that of the plan."""
    if lines:
        ends = ":".join(dict.fromkeys((lines[0].cell, lines[-1].cell)))
        total = sum(line.announced for line in lines)
        yield Announced(lines[0].sheet, ends, column.header, total, total)


def _cents(cells: Sequence[Cell], column: Column) -> int | None:
    try:
        cell = cells[column.index] if column.index < len(cells) else None
        return parse_amount(cell, column.unit)
    except Refused:
        return None


def _counts(grid: Grid, rows: Sequence[Row], vocabulary: Vocabulary) -> Iterator[Announced]:
    """« 26 actions », said of the whole file."""
    read = sum(not row.is_refused for row in rows)
    for number, cells in grid.rows.items():
        for column, cell in enumerate(cells):
            count = count_stated(cell, vocabulary.objects) if isinstance(cell, str) else None
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
