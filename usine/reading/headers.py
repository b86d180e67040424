"""Where the header of a sheet is, and what each column holds."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from usine.reading.extraction.survey import column_letters
from usine.reading.grid import BrokenCell, Cell, Grid
from usine.reading.naming import IGNORED, LONGEST, SURE, Understood
from usine.reading.refusals import KeptWords
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused
from usine.values.fields import FieldKind
from usine.values.text import fold

SEARCHED = 60
"""How many filled rows from the top may stand above the header."""

SAMPLE = 40
"""How many cells below a doubtful header are looked at."""

FITTING = 0.6
"""The share of these cells that must look like the field that the header names."""

MAPPED = 101
"""The confidence of a column that users mapped, above that of any header."""

TEXTS = (FieldKind.REFERENCE, FieldKind.TITLE, FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.NAMES)

KEY_LENGTH = 200


def header_key(header: str) -> str:
    """A header as it is compared and remembered."""
    return fold(header)[:KEY_LENGTH].strip()


def comparable(label: str) -> str:
    return " ".join(label.split()).casefold()


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `index` counts from 0, `confidence` is out of 100.

    `field` is a name of the vocabulary, or None for a column that is not understood or is ignored.
    `unit` is what a bare number counts in: for an amount, 1, 1,000 or 1,000,000 euros; for a
    progress, what a share is out of (see `ProgressChoice.scale`).
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
"""The columns that users mapped: their key, then a field or `IGNORED`."""


@dataclass(frozen=True)
class Headers:
    """How headers are understood: by the mapping of users, else by the vocabulary."""

    vocabulary: Vocabulary
    mapping: Mapped

    def understand(self, label: str) -> Understood | None:
        if not label:
            return None
        mapped = self.mapping.get(header_key(label))
        if mapped is None:
            return self.vocabulary.naming.understand(label)
        return Understood(mapped, MAPPED, 0)


def find_header(grid: Grid, headers: Headers) -> Header | None:
    """The header that names the most fields, the highest on a tie; None when there is none.

    A header names at least two fields. The title may be missing: `reader.read` refuses it.
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
            score = _score(names, headers)
            if score and (best is None or score > best[0]):
                best = score, rows, names
    if best is None:
        return None
    _, rows, names = best
    below = [cells for number, cells in grid.rows.items() if number > rows[-1]]
    texts = {comparable(label) for number in rows for label in _labels(grid.rows[number])}
    return Header(rows, frozenset(texts - {""}), _columns(names, below, headers))


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


def _score(labels: list[str], headers: Headers) -> int:
    """How much of a table these labels name; 0 when they are no header."""
    best: dict[str, int] = {}
    for label in labels:
        understood = headers.understand(label)
        if understood and understood.field != IGNORED:
            best[understood.field] = max(best.get(understood.field, 0), understood.confidence)
    if len(best) < 2:
        return 0
    return sum(best.values()) + 2 * best.get(headers.vocabulary.title, 0)


def _columns(
    labels: list[str], below: Sequence[Sequence[Cell]], headers: Headers
) -> tuple[Column, ...]:
    """What each column holds. The surest column gives a field, unless several may feed it."""
    vocabulary = headers.vocabulary
    width = max([len(labels), *map(len, below)])
    labels = labels + [""] * (width - len(labels))
    understood: dict[int, Understood] = {}
    for index, label in enumerate(labels):
        cells = [row[index] for row in below if index < len(row) and row[index] is not None]
        meaning = headers.understand(label) if label else _unnamed(cells, vocabulary)
        if not meaning or meaning.field == IGNORED:
            continue
        if meaning.confidence >= SURE or _confirm(meaning.field, cells[:SAMPLE], vocabulary):
            understood[index] = meaning
    surest = _surest(understood, vocabulary)

    def column(index: int, label: str) -> Column:
        meaning = understood.get(index)
        if not meaning or not (
            surest.get(meaning.field) == index or meaning.field in vocabulary.several
        ):
            return Column(index, label, None, 0)
        cells = (row[index] for row in below if index < len(row))
        unit = vocabulary.unit(meaning.field, label, cells)
        return Column(index, label, meaning.field, min(meaning.confidence, 100), unit)

    return tuple(column(index, label) for index, label in enumerate(labels))


def _surest(understood: Mapping[int, Understood], vocabulary: Vocabulary) -> dict[str, int]:
    """The column that gives each field; a span is left out beside a column of its ends."""
    surest: dict[str, int] = {}
    for index, (field, confidence, rank) in understood.items():
        rival = understood.get(surest.get(field, -1))
        if rival is None or (confidence, -rank) > (rival.confidence, -rival.rank):
            surest[field] = index
    for span, ends in vocabulary.spans.items():
        if not surest.keys().isdisjoint(ends):
            surest.pop(span, None)
    return surest


def _confirm(field: str, cells: list[Cell], vocabulary: Vocabulary) -> bool:
    """True when most of the cells below a doubtful header look like its field."""
    whole = [cell for cell in cells if not isinstance(cell, BrokenCell)]
    fitting = sum(_fits(field, cell, vocabulary) for cell in whole)
    return bool(whole) and fitting >= FITTING * len(whole)


def _unnamed(cells: list[Cell], vocabulary: Vocabulary) -> Understood | None:
    """The meaning of a column without a name: its cells, often merged, may name parts."""
    heading = vocabulary.heading
    is_heading = bool(heading and cells) and all(
        isinstance(cell, str) and _fits(heading, cell, vocabulary) for cell in cells[:SAMPLE]
    )
    return Understood(heading, 60, 0) if is_heading else None


def _fits(field: str, cell: Cell, vocabulary: Vocabulary) -> bool:
    if vocabulary.by_name[field].kind in TEXTS:
        return isinstance(cell, str)
    try:
        vocabulary.read(field, cell)
    except KeptWords:
        return True
    except Refused:
        return False
    return True
