"""What each column of a table holds: a field, or a part of one, confirmed by its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from usine.reading.breakdown import Breakdown, PaidBy, Payer, Share
from usine.reading.extraction.survey import column_letters
from usine.reading.french import WORDS
from usine.reading.grid import Broken, Cell, Grid, Shown
from usine.reading.marks import Mark, date_of, mark_of
from usine.reading.naming import IGNORED, SURE, Understood, undated
from usine.reading.paths import YEARS, Path, joined
from usine.reading.refusals import KeptWords
from usine.reading.values.dates import Order, order_of
from usine.reading.values.marks import is_marked, is_sign
from usine.reading.values.money import parse_amount, suspect_amounts, unit_of, units_in_doubt
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused
from usine.values.fields import FieldKind, Labels
from usine.values.text import fold

SAMPLE = 40
"""How many cells below a doubtful header are looked at."""

FITTING = 0.6
"""The share of these cells that must look like the field that the header names."""

MAPPED = 101
"""The confidence of a column that users mapped, above that of any header."""

TICKED = 80
"""The confidence of a column of ticks."""

TEXTS = (FieldKind.REFERENCE, FieldKind.TITLE, FieldKind.TEXT, FieldKind.LONG_TEXT, FieldKind.NAMES)

SMALLEST = 101_00
"""In cents: the largest amount of a column is not below, as shares and ranks are."""

LITTLE, LARGE = 1000_00, 50_000_000_00
"""In cents: what an action seldom costs less, or more, than."""

OF_A_YEAR = (FieldKind.MONEY, FieldKind.DATE, FieldKind.PERIOD)

KEY_LENGTH = 200

MANY = 500
"""How many cells tell the unit of a column."""

UNIT, ORDER = "unit", "order"
UNITS = {"1": "en euros", "1000": "en milliers d’euros", "1000000": "en millions d’euros"}
ORDERS = {Order.DAY: "jour, puis mois", Order.MONTH: "mois, puis jour"}

_PREFERRED = frozenset(WORDS["headers"]["prefer"])
_YIELDING = frozenset(WORDS["headers"]["yield"])

UNNAMED = "colonne sans en-tête"
UNKNOWN = "colonne qui n’est pas comprise"
NOT_TAKEN = "colonne que le plan ne reprend pas"
BY_USER = "colonne que vous avez laissée de côté"
UNLIKE = "son contenu ne ressemble pas à ce que dit son en-tête"
SECOND = "une autre colonne donne déjà la même chose"


def header_key(header: str) -> str:
    """A header as it is compared and remembered."""
    return fold(header)[:KEY_LENGTH].strip()


class Ask(NamedTuple):
    """What is to be said of a column: its unit, or whether its dates begin with the month."""

    kind: str
    options: Labels


@dataclass(frozen=True)
class Column:
    """A column of a sheet; `index` counts from 0, `confidence` is out of 100.

    `field` is a name of the vocabulary, or None for a column that is not understood or is ignored,
    and `why` then says why. `facet` is the part of the field that it holds: a `Share`, a `Mark`…
    `unit` is what a bare number counts in: for an amount, 1, 1,000 or 1,000,000 euros; for a
    progress, what a share is out of (see `ProgressChoice.scale`). `asks` is what users must say of
    the whole column before its doubtful cells are read, `suspects` the rows whose amount the others
    contradict by a thousand.
    """

    index: int
    header: str
    field: str | None
    confidence: int
    unit: int = 1
    facet: Any = None
    why: str = ""
    month_first: bool = False
    asks: Ask | None = None
    suspects: frozenset[int] = frozenset()

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


Meanings = tuple[Understood, ...]


@dataclass(frozen=True)
class Headers:
    """How headers are understood: by the mapping of users, else by the vocabulary."""

    vocabulary: Vocabulary
    mapping: Mapping[str, str]
    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    _named: dict[Path, Meanings] = field(default_factory=dict)

    def named(self, path: Path) -> Meanings:
        """What a path may name, the likeliest first."""
        if path not in self._named:
            self._named[path] = tuple(self._understood(path)) if path else ()
        return self._named[path]

    def _understood(self, path: Path) -> list[Understood]:
        mapped = self.mapping.get(header_key(joined(path)))
        breakdown, naming = self.vocabulary.breakdown, self.vocabulary.naming
        facet = breakdown.understand(path) if breakdown else None
        if mapped is not None:
            same = facet.facet if facet and facet.field == mapped else None
            return [Understood(mapped, MAPPED, 0, same)]
        named = naming.understand(joined(path)) or self._undated(path)
        return [meaning for meaning in (facet, named) if meaning]

    def _undated(self, path: Path) -> Understood | None:
        """What a head names beside its date, or its rank: "COPIL mars 2026", "Financeur 2"; an
        amount or a date of a year is not that of the action."""
        bare = undated(path[-1])
        named = self.vocabulary.naming.understand(bare) if bare != path[-1] else None
        if not named or named.field == IGNORED:
            return named
        return None if self.vocabulary.by_name[named.field].kind in OF_A_YEAR else named

    def parts_of(self, path: Path) -> bool:
        """Whether a path names a field, or one of its values."""
        return bool(self._meanings(path))

    def tells_more(self, longer: Path, shorter: Path) -> bool:
        """Whether the group above the shorter path adds to its sense."""
        before = self._meanings(shorter)
        return any(is_sure > before.get(of, -1) for of, is_sure in self._meanings(longer).items())

    def _meanings(self, path: Path) -> dict[tuple[str, Any], bool]:
        """The fields and facets that a path names, and whether it is sure of each."""
        named = {
            (meaning.field, meaning.facet): meaning.confidence >= SURE
            for meaning in reversed(self.named(path))
            if meaning.field != IGNORED
        }
        mark = mark_of(path, self.vocabulary)
        return named or ({mark: False} if mark else {})


@dataclass
class _Draft:
    """A column on its way to be understood."""

    index: int
    path: Path
    cells: list[Cell]
    is_coloured: bool
    is_hidden: bool
    meaning: Understood | None = None
    why: str = UNKNOWN

    @property
    def leaf(self) -> str:
        return self.path[-1] if self.path else ""


def columns_of(
    grid: Grid, paths: Sequence[Path], below: Sequence[int], headers: Headers
) -> tuple[Column, ...]:
    """What each column holds. The surest column gives a field, unless several may feed it."""
    return _Columns(grid, paths, below, headers).read()


class _Columns:
    def __init__(
        self, grid: Grid, paths: Sequence[Path], below: Sequence[int], headers: Headers
    ) -> None:
        self.headers, self.vocabulary = headers, headers.vocabulary
        self.rows, self.below = grid.rows, below
        rows = [grid.rows[number] for number in below]
        filled = set(below)
        coloured = {
            column
            for row, column in grid.colours
            if row in filled and grid.blank_colour(row, column)
        }
        self.drafts = [
            _Draft(
                index,
                paths[index] if index < len(paths) else (),
                [row[index] for row in rows if index < len(row) and row[index] is not None],
                index in coloured,
                index in grid.hidden_columns,
            )
            for index in range(max([len(paths), *map(len, rows)]))
        ]

    def read(self) -> tuple[Column, ...]:
        for draft in self.drafts:
            self._understand(draft)
        self._find_payers()
        self._find_marks()
        self._find_years()
        surest = self._surest()
        return tuple(self._column(draft, surest) for draft in self.drafts)

    def _understand(self, draft: _Draft) -> None:
        meanings = self.headers.named(draft.path) if draft.path else self._unnamed(draft)
        for meaning in meanings:
            if meaning.field == IGNORED:
                draft.why = BY_USER if meaning.confidence == MAPPED else NOT_TAKEN
                return
            if meaning.confidence >= SURE or self._confirm(meaning, draft):
                draft.meaning = meaning
                return
            draft.why = UNLIKE

    def _unnamed(self, draft: _Draft) -> Meanings:
        """The meaning of a column without a name: its cells, often merged, may name parts."""
        heading, cells = self.vocabulary.heading, draft.cells[:SAMPLE]
        draft.why = UNNAMED
        is_heading = bool(heading and cells) and all(
            isinstance(cell, str) and self._fits(heading, cell) for cell in cells
        )
        return (Understood(heading, 60, 0),) if is_heading else ()

    def _confirm(self, meaning: Understood, draft: _Draft) -> bool:
        """True when most of the cells below a doubtful header look like its field."""
        whole = [cell for cell in draft.cells[:SAMPLE] if not isinstance(cell, Broken)]
        if isinstance(meaning.facet, Share):
            return _are_amounts(whole)
        if meaning.field in self.vocabulary.choices and _is_by_signs(whole, draft.is_coloured):
            return True
        fitting = sum(self._fits(meaning.field, cell) for cell in whole)
        return bool(whole) and fitting >= FITTING * len(whole)

    def _fits(self, name: str, cell: Cell) -> bool:
        if self.vocabulary.by_name[name].kind in TEXTS:
            return isinstance(cell, str)
        try:
            self.vocabulary.read(name, cell)
        except KeptWords:
            return True
        except Refused:
            return False
        return True

    def _find_payers(self) -> None:
        """Tell the columns of who pays, and the amounts beside them."""
        breakdown = self.vocabulary.breakdown
        payer: int | None = None
        for draft in self.drafts:
            meaning = draft.meaning
            if meaning and breakdown and meaning.field == breakdown.field and not meaning.facet:
                is_text = any(isinstance(cell, str) for cell in draft.cells)
                payer = draft.index if is_text or not draft.cells else None
                facet = Share() if payer is None else Payer()
                draft.meaning = meaning._replace(facet=facet)
            elif payer is not None and breakdown and draft.path:
                beside = breakdown.beside_payer(draft.path, payer)
                if beside:
                    draft.meaning = Understood(breakdown.field, SURE, 0, beside)
                else:
                    payer = None

    def _find_marks(self) -> None:
        """Tell the columns of ticks, each by the value that it ticks; one that is never ticked is
        known by the others of its field."""
        named: dict[int, tuple[str, Mark]] = {}
        for draft in self.drafts:
            ticked = mark_of(draft.path, self.vocabulary) if _is_ticks(draft) else None
            if ticked and not self._is_sure(draft, ticked[0]):
                named[draft.index] = ticked
        used = {named[d.index][0] for d in self.drafts if d.index in named and _has_ticks(d)}
        for index, (name, mark) in named.items():
            if name in used:
                self.drafts[index].meaning = Understood(name, TICKED, 0, mark)

    def _find_years(self) -> None:
        """Tell the amounts that stand under years alone, and their total, where nothing else gives
        the amount of an action."""
        breakdown = self.vocabulary.breakdown
        if not breakdown or self._has_amounts(breakdown):
            return
        years = {draft.index: year for draft in self.drafts if (year := _bare_year(draft))}
        if len(set(years.values())) < 2:
            return
        for draft in self.drafts:
            if draft.index in years:
                share = Share(year=years[draft.index])
                draft.meaning = Understood(breakdown.field, SURE, 0, share)
            elif not years.keys().isdisjoint((draft.index - 1, draft.index + 1)) and (
                breakdown.is_total(draft.leaf) and _are_amounts(draft.cells)
            ):
                draft.meaning = Understood(breakdown.total, SURE, 0)

    def _has_amounts(self, breakdown: Breakdown) -> bool:
        return any(
            draft.meaning and draft.meaning.field in (breakdown.field, breakdown.total)
            for draft in self.drafts
        )

    def _is_sure(self, draft: _Draft, name: str) -> bool:
        """Whether a column is sure to be no column of ticks: its head names a field, and is none of
        the values of that field."""
        meaning = draft.meaning
        return bool(meaning and meaning.confidence >= SURE and meaning.field != name)

    def _surest(self) -> dict[str, int]:
        """The column that gives each field; a span is left out beside a column of its ends."""
        surest: dict[str, _Draft] = {}
        for draft in self.drafts:
            if not draft.meaning or draft.meaning.facet:
                continue
            rival = surest.get(draft.meaning.field)
            if rival is None or _strength(draft) > _strength(rival):
                surest[draft.meaning.field] = draft
        for span, ends in self.vocabulary.spans.items():
            if not surest.keys().isdisjoint(ends):
                surest[span] = next(surest[end] for end in ends if end in surest)
        return {name: draft.index for name, draft in surest.items()}

    def _column(self, draft: _Draft, surest: Mapping[str, int]) -> Column:
        meaning, label = draft.meaning, joined(draft.path)
        if meaning is None:
            return Column(draft.index, label, None, 0, why=draft.why)
        if not self._is_kept(draft, meaning, surest):
            return Column(draft.index, label, None, 0, why=SECOND)
        confidence = min(meaning.confidence, 100)
        column = Column(draft.index, label, meaning.field, confidence, facet=meaning.facet)
        return self._settled(column, draft)

    def _is_kept(self, draft: _Draft, meaning: Understood, surest: Mapping[str, int]) -> bool:
        if isinstance(meaning.facet, Mark):
            return meaning.field not in surest
        is_alone = not meaning.facet and meaning.field not in self.vocabulary.several
        return not is_alone or surest[meaning.field] == draft.index

    def _settled(self, column: Column, draft: _Draft) -> Column:
        """A column with its unit, or the order of its dates, as its header, its cells and users
        say; what they leave in doubt is asked."""
        name = column.field or ""
        answer = self.headers.words.get(name, {}).get(column.key)
        if isinstance(column.facet, Share | PaidBy) or self.vocabulary.is_money(name):
            return self._with_unit(column, draft, answer)
        if isinstance(column.facet, Mark) or column.facet:
            return column
        if self.vocabulary.by_name[name].kind in (FieldKind.DATE, FieldKind.PERIOD):
            return _with_order(column, draft, answer)
        return replace(column, unit=self.vocabulary.unit(name, column.header, draft.cells))

    def _with_unit(self, column: Column, draft: _Draft, answer: str | None) -> Column:
        unit, asks = unit_of(column.header), None
        doubts = units_in_doubt(column.header, [c for c in draft.cells[:MANY] if not _is_scaled(c)])
        if answer in UNITS:
            unit = int(answer)
        elif doubts:
            asks = Ask(UNIT, tuple((str(each), UNITS[str(each)]) for each in doubts))
        numbers = [number for number in self.below if self._cell(number, column.index) is not None]
        suspects = _suspects(draft.cells, unit)
        rows = frozenset(numbers[place] for place in suspects)
        return replace(column, unit=unit, asks=asks, suspects=rows)

    def _cell(self, number: int, index: int) -> Cell:
        cells = self.rows[number]
        return cells[index] if index < len(cells) else None


def _is_scaled(cell: Cell) -> bool:
    """Whether the format of a cell says what its number counts in."""
    return isinstance(cell, Shown) and cell.divisor > 1


def _suspects(cells: Sequence[Cell], unit: int) -> list[int]:
    """The places of the amounts that the others contradict by a thousand, and that an action
    seldom costs: a plan has actions of 15,000 € beside others of ten millions."""
    return [place for place in suspect_amounts(cells, unit) if _is_odd(cells[place], unit)]


def _is_odd(cell: Cell, unit: int) -> bool:
    amount = parse_amount(cell, unit) or 0
    return not LITTLE <= amount <= LARGE


def _with_order(column: Column, draft: _Draft, answer: str | None) -> Column:
    order = order_of(draft.cells)
    if answer in ORDERS:
        return replace(column, month_first=answer == Order.MONTH)
    if order == Order.BOTH:
        return replace(column, asks=Ask(ORDER, tuple(ORDERS.items())))
    return replace(column, month_first=order == Order.MONTH)


def _strength(draft: _Draft) -> tuple[bool, bool, int, int, int, int]:
    """How well a column gives its field: what users mapped, what is shown, the plainest name."""
    assert draft.meaning
    words = set(fold(draft.leaf).split())
    dated = date_of(draft.leaf.removeprefix(undated(draft.leaf)).strip())
    preference = len(words & _PREFERRED) - 2 * len(words & _YIELDING)
    _, confidence, rank, _ = draft.meaning
    is_mapped = confidence == MAPPED
    month = dated.first.toordinal() if dated else 0
    return is_mapped or not draft.is_hidden, is_mapped, preference, month, confidence, -rank


def _are_amounts(cells: Sequence[Cell]) -> bool:
    """Whether cells are amounts, some of them too large to be shares or ranks."""
    try:
        amounts = [parse_amount(cell) or 0 for cell in cells]
    except Refused:
        return False
    return max(amounts, default=0) >= SMALLEST


def _is_by_signs(cells: Sequence[Cell], is_coloured: bool) -> bool:
    """Whether a column says things by colours or pictograms alone."""
    if not cells:
        return is_coloured
    return all(isinstance(cell, str) and is_sign(cell) for cell in cells)


def _bare_year(draft: _Draft) -> int | None:
    """The year that alone heads a column of amounts."""
    is_year = len(draft.path) == 1 and draft.leaf.isdigit() and int(draft.leaf) in YEARS
    return int(draft.leaf) if is_year and _are_amounts(draft.cells) else None


def _is_ticks(draft: _Draft) -> bool:
    """Whether most of the cells of a column are ticks, ticked or not, if it has any."""
    marks = [is_marked(cell) for cell in draft.cells[:SAMPLE]]
    return sum(mark is not None for mark in marks) >= FITTING * len(marks)


def _has_ticks(draft: _Draft) -> bool:
    return draft.is_coloured or any(map(is_marked, draft.cells))
