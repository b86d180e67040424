"""Where the header of a sheet is, and what each column holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from usine.reading.extraction.survey import column_letters
from usine.reading.fields import (
    IGNORED,
    LONGEST,
    SEVERAL,
    SURE,
    Understood,
    understand,
)
from usine.reading.grid import Broken, Cell, Grid
from usine.reading.values.axes import parse_axis
from usine.reading.values.dates import parse_date, parse_period
from usine.reading.values.money import parse_budget, unit_of
from usine.reading.values.priorities import parse_priority
from usine.reading.values.statuses import number_scale, parse_status
from usine.values.errors import Refused
from usine.values.text import fold

SEARCHED = 60
"""How many filled rows from the top may stand above the header."""

SAMPLE = 40
"""How many cells below a doubtful header are looked at."""

KEY_LENGTH = 200


def header_key(header: str) -> str:
    """A header as it is compared and remembered."""
    return fold(header)[:KEY_LENGTH].strip()


def comparable(label: str) -> str:
    return " ".join(label.split()).casefold()


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `index` counts from 0, `confidence` is out of 100.

    `field` is one of `FIELDS`, or None for a column that is not understood or is ignored.
    `unit` is what numbers alone stand for: euros for a budget, 1, 1,000 or 1,000,000; for a
    status, what a share is out of (see `number_scale`).
    """

    index: int
    header: str
    field: str | None
    confidence: int
    unit: int = 1

    @property
    def letter(self) -> str:
        return column_letters(self.index)

    @property
    def key(self) -> str:
        return header_key(self.header)

    @property
    def is_sure(self) -> bool:
        return self.confidence >= SURE

    def as_json(self) -> dict[str, object]:
        return {
            "letter": self.letter,
            "header": self.header,
            "key": self.key,
            "field": self.field or "",
            "confidence": self.confidence,
        }


@dataclass(frozen=True)
class Header:
    """The rows of a header (one or two), their texts, and what the columns under it hold."""

    rows: tuple[int, ...]
    texts: frozenset[str]
    columns: tuple[Column, ...]

    def under(self, field: str) -> tuple[Column, ...]:
        return tuple(column for column in self.columns if column.field == field)


Mapped = Mapping[str, str]
"""What the users of a territory said of a column: its key, then a field or `IGNORED`."""


def find_header(grid: Grid, mapping: Mapped) -> Header | None:
    """The header that names the most fields, the highest on a tie; None when there is none.

    A header names at least two fields. The title may be missing: it is for the reader to judge.
    """
    numbers = list(grid.rows)[:SEARCHED]
    best: tuple[float, tuple[int, ...], list[str]] | None = None
    for place, number in enumerate(numbers):
        labels = _labels(grid.rows[number])
        candidates: list[tuple[tuple[int, ...], list[str]]] = [((number,), labels)]
        if place and numbers[place - 1] == number - 1:
            above = _labels(grid.rows[number - 1])
            candidates.append(((number - 1, number), _joined(above, labels)))
        for rows, names in candidates:
            score = _score(names, mapping)
            if score and (best is None or score > best[0]):
                best = score, rows, names
    if best is None:
        return None
    _, rows, names = best
    below = [cells for number, cells in grid.rows.items() if number > rows[-1]]
    texts = {comparable(label) for number in rows for label in _labels(grid.rows[number])}
    return Header(rows, frozenset(texts - {""}), _columns(names, below, mapping))


def _labels(cells: Sequence[Cell]) -> list[str]:
    """The texts of a row that may be headers."""
    return [
        " ".join(cell.split()) if isinstance(cell, str) and len(cell) <= LONGEST else ""
        for cell in cells
    ]


def _joined(above: list[str], below: list[str]) -> list[str]:
    """Headers on two rows: "Calendrier" over "Début" and "Fin" gives "Calendrier – Fin".

    A label above spreads to the right over the labels below it that have none of their own.
    """
    width = max(len(above), len(below))
    above = above + [""] * (width - len(above))
    below = below + [""] * (width - len(below))
    joined, group = [], ""
    for top, low in zip(above, below, strict=True):
        group = (top or group) if low else ""
        joined.append(f"{group} – {low}" if group else top or low)
    return joined


def _meaning(label: str, mapping: Mapped) -> Understood | None:
    if not label:
        return None
    said = mapping.get(header_key(label))
    return understand(label) if said is None else Understood(said, 101, 0)


def _score(labels: list[str], mapping: Mapped) -> int:
    """How much of a plan these labels name; 0 when they are no header."""
    best: dict[str, int] = {}
    for label in labels:
        found = _meaning(label, mapping)
        if found and found.field != IGNORED:
            best[found.field] = max(best.get(found.field, 0), found.confidence)
    if len(best) < 2:
        return 0
    return sum(best.values()) + 2 * best.get("title", 0)


def _columns(
    labels: list[str], below: Sequence[Sequence[Cell]], mapping: Mapped
) -> tuple[Column, ...]:
    """What each column holds: one column a field, the surest, save for the fields of `SEVERAL`."""
    width = max([len(labels), *map(len, below)])
    labels = labels + [""] * (width - len(labels))
    found: dict[int, Understood] = {}
    for index, label in enumerate(labels):
        cells = [row[index] for row in below if index < len(row) and row[index] is not None]
        meaning = _meaning(label, mapping) if label else _unnamed(cells)
        if not meaning or meaning.field == IGNORED:
            continue
        if meaning.confidence >= SURE or _confirm(meaning.field, cells[:SAMPLE]):
            found[index] = meaning
    surest: dict[str, int] = {}
    for index, (field, confidence, rank) in found.items():
        rival = found.get(surest.get(field, -1))
        if rival is None or (confidence, -rank) > (rival.confidence, -rival.rank):
            surest[field] = index
    if "start" in surest or "end" in surest:
        surest.pop("period", None)

    def column(index: int, label: str) -> Column:
        meaning = found.get(index)
        kept = meaning and (surest.get(meaning.field) == index or meaning.field in SEVERAL)
        if not meaning or not kept:
            return Column(index, label, None, 0)
        unit = 1
        if meaning.field == "budget":
            unit = unit_of(label)
        elif meaning.field == "status":
            unit = number_scale((row[index] for row in below if index < len(row)), label)
        return Column(index, label, meaning.field, min(meaning.confidence, 100), unit)

    return tuple(column(index, label) for index, label in enumerate(labels))


READERS: dict[str, Callable[[Cell], object]] = {
    "axis": parse_axis,
    "status": parse_status,
    "budget": parse_budget,
    "start": parse_date,
    "end": parse_date,
    "period": parse_period,
    "priority": parse_priority,
}


def _confirm(field: str, cells: list[Cell]) -> bool:
    """True when most of the cells below a doubtful header look like what it says."""
    shown = [cell for cell in cells if not isinstance(cell, Broken)]
    return bool(shown) and sum(_fits(field, cell) for cell in shown) >= 0.6 * len(shown)


def _unnamed(cells: list[Cell]) -> Understood | None:
    """Axes are often written, merged, in a first column that has no name."""
    named = bool(cells) and all(isinstance(c, str) and _fits("axis", c) for c in cells[:SAMPLE])
    return Understood("axis", 60, 0) if named else None


def _fits(field: str, cell: Cell) -> bool:
    if field not in READERS:
        return isinstance(cell, str)
    try:
        READERS[field](cell)
    except Refused:
        return False
    return True
