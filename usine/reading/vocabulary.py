"""The vocabulary that a table is read with: its fields, and how people name and write them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any, NamedTuple

from usine.reading.attached import AttachedSheet
from usine.reading.blockers import Blockers
from usine.reading.choices import Choice, NumberedChoice, ProgressChoice
from usine.reading.counted import Counted
from usine.reading.financing import Financing
from usine.reading.grid import Cell
from usine.reading.naming import IGNORED, Naming, normal
from usine.reading.values.dates import parse_date, parse_end, parse_period, parse_start
from usine.reading.values.money import parse_amount, unit_of
from usine.reading.values.texts import line_of, names_of, paragraph_of, title_and_rest
from usine.values.fields import Field, FieldKind
from usine.values.text import fold

SEVERAL = (
    *(FieldKind.LONG_TEXT, FieldKind.NAMES, FieldKind.CHOICES),
    *(FieldKind.LINES, FieldKind.STEPS, FieldKind.NUMBER),
)
"""Kinds that several columns may feed, one below the other."""

SAID_ONCE = (
    *(FieldKind.REFERENCE, FieldKind.TITLE, FieldKind.LONG_TEXT),
    *(FieldKind.MONEY, FieldKind.NUMBER),
)
"""Kinds whose merged cell counts for its first row alone: an amount would count twice."""

READERS: Mapping[FieldKind, Callable[[Cell], Any]] = {
    FieldKind.REFERENCE: line_of,
    FieldKind.TITLE: title_and_rest,
    FieldKind.TEXT: line_of,
    FieldKind.LONG_TEXT: paragraph_of,
    FieldKind.NAMES: names_of,
    FieldKind.MONEY: parse_amount,
    FieldKind.DATE: parse_date,
    FieldKind.PERIOD: parse_period,
    FieldKind.LINES: line_of,
    FieldKind.STEPS: paragraph_of,
}
"""How a cell of each kind is read; a choice is read by its own words."""


class Rule(NamedTuple):
    """A condition on the values of a row, and the field at fault when it does not hold."""

    field: str
    message: str
    holds: Callable[[Mapping[str, Any]], bool]


class PartsBeside(NamedTuple):
    """The sheets of parts of subjects that stand beside theirs: words of their names, and the heads
    that date a step there."""

    sheets: Sequence[str]
    dates: Sequence[str]


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The fields that a row may give, with one of kind `TITLE`, and the words for them.

    `names` and `doubtful` are headers by field; `ignored` headers are none. `kept_columns` are the
    headers, and `kept_sheets` the sheets with their headers, that the platform writes and never
    reads. `otherwise` are those
    of the title where no other column gives it. A choice is read by its `choices`. Titles of sheets
    and of parts give the field `heading`, a `NumberedChoice`.
    A cell of a `spans` field gives two others. What follows the first line of a title goes to
    `rest`. Of the columns of days that give `followed`, the last says its value, the others are
    notes. `progress_on` is since when the progress is. `missing` says of a field that a new subject
    needs that it is not there. `financing` tells who pays what in a total. Words of a progress
    that block or postpone go to `blocked`, which columns may say too (`blockers`). `counted` knows
    the fields that are numbers. `attached` are sheets of parts of the subjects
    that the platform wrote, `parts_beside` those that people keep.
    """

    fields: Sequence[Field]
    names: Mapping[str, Sequence[str]] = field(default_factory=dict)
    doubtful: Mapping[str, Sequence[str]] = field(default_factory=dict)
    otherwise: Sequence[str] = ()
    ignored: Sequence[str] = ()
    kept_columns: Sequence[str] = ()
    kept_sheets: Mapping[str, Sequence[str]] = field(default_factory=dict)
    objects: Collection[str] = ()
    totals: Collection[str] = ()
    choices: Mapping[str, Choice] = field(default_factory=dict)
    heading: str = ""
    spans: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    rest: str = ""
    followed: str = ""
    progress_on: str = ""
    rules: Sequence[Rule] = ()
    missing: Mapping[str, str] = field(default_factory=dict)
    financing: Financing | None = None
    blocked: str = ""
    blockers: Blockers | None = None
    counted: Counted | None = None
    attached: Sequence[AttachedSheet] = ()
    parts_beside: PartsBeside | None = None

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {each.name: each for each in self.fields}

    @cached_property
    def alone(self) -> list[Field]:
        """The fields that their own cells tell: neither who pays what, nor what blocks."""
        told = {self.blockers.field} if self.blockers else set()
        return [
            each for each in self.fields if each.kind != FieldKind.LINES and each.name not in told
        ]

    @cached_property
    def labels(self) -> dict[str, str]:
        """The label of each field, in order."""
        return {each.name: each.label for each in self.fields}

    @cached_property
    def several(self) -> set[str]:
        """The fields that several columns may feed."""
        return {each.name for each in self.fields if each.kind in SEVERAL}

    @cached_property
    def title(self) -> str:
        """The field without which a row is no subject."""
        return next(each.name for each in self.fields if each.kind == FieldKind.TITLE)

    @cached_property
    def reference(self) -> str:
        """The field that names a subject; empty when there is none."""
        return next((each.name for each in self.fields if each.kind == FieldKind.REFERENCE), "")

    @cached_property
    def period(self) -> str:
        """The field whose cells give two dates; empty when there is none."""
        return next(iter(self.spans), "")

    @cached_property
    def steps(self) -> str:
        """The field of the steps of a subject; empty when there is none."""
        return next((each.name for each in self.fields if each.kind == FieldKind.STEPS), "")

    @cached_property
    def progress(self) -> str:
        """The field that the colour of a row tells of; empty when there is none."""
        choices = self.choices.items()
        return next((name for name, each in choices if isinstance(each, ProgressChoice)), "")

    @cached_property
    def parts(self) -> NumberedChoice | None:
        """How headings are read; None when they give no field."""
        choice = self.choices.get(self.heading)
        return choice if isinstance(choice, NumberedChoice) else None

    @cached_property
    def naming(self) -> Naming:
        """How headers are understood; a field without a name has its label."""
        named = [each for each in self.fields if each.kind != FieldKind.NUMBER]
        names = {each.name: self.names.get(each.name) or (each.label,) for each in named}
        return Naming(names | {IGNORED: self.ignored}, self.doubtful, self.objects)

    @cached_property
    def _otherwise(self) -> frozenset[str]:
        return frozenset(map(normal, self.otherwise))

    def is_title_otherwise(self, header: str) -> bool:
        """Whether a header names the title where no other column does: « Tâche »."""
        return normal(header) in self._otherwise

    @cached_property
    def total_words(self) -> frozenset[str]:
        """The words that the label of a total may have: `totals`, numbers and names of parts."""
        parts = self.parts
        names = (f"{part.label} {part.short}" for part in parts.parts) if parts else ()
        numbers = parts.by_number if parts else ()
        return frozenset(" ".join([*map(fold, (*self.totals, *names)), *numbers]).split())

    @cached_property
    def of_parts(self) -> "Vocabulary":
        """What a line of a sheet beside is read with: what names its subject, who pays what, a
        step and its date."""
        kinds = {FieldKind.TITLE, FieldKind.REFERENCE, FieldKind.STEPS}
        named = {*self.spans, *chain.from_iterable(self.spans.values())}
        named |= {self.financing.total, self.financing.field} if self.financing else set()
        fields = [each for each in self.fields if each.kind in kinds or each.name in named]
        dates = self.parts_beside.dates if self.parts_beside else ()
        _, end = next(iter(self.spans.values()), ("", ""))
        return Vocabulary(
            fields,
            names={**self.names, end: [*self.names.get(end, ()), *dates]},
            doubtful={each.name: self.doubtful.get(each.name, ()) for each in fields},
            ignored=[head for head in self.ignored if head not in dates],
            objects=self.objects,
            totals=self.totals,
            spans=self.spans,
            financing=self.financing,
        )

    @cached_property
    def part_labels(self) -> dict[str, str]:
        """The label of each field that a column beside may hold: no total there is that of a
        subject."""
        total = self.financing.total if self.financing else ""
        return {name: label for name, label in self.of_parts.labels.items() if name != total}

    def lack_of(self, name: str) -> str:
        return self.missing.get(name) or f"« {self.labels[name]} » n’est pas donné"

    def columns_of(self, name: str) -> list[str]:
        """The fields whose columns give this one: itself, and the spans that end with it."""
        return [name, *(span for span, ends in self.spans.items() if name in ends)]

    def fills_down(self, name: str) -> bool:
        """Whether a vertical merge gives the field to all its rows."""
        return self.by_name[name].kind not in SAID_ONCE

    def is_money(self, name: str) -> bool:
        return self.by_name[name].kind == FieldKind.MONEY

    def is_figure(self, name: str) -> bool:
        return self.by_name[name].kind in (FieldKind.MONEY, FieldKind.NUMBER)

    def unit(self, name: str, header: str, cells: Iterable[Cell]) -> int:
        """What a bare number of a column counts in: euros, or what a share is out of."""
        if self.is_money(name):
            return unit_of(header)
        if self.counted and name in self.counted.units:
            return self.counted.unit(name, header)
        return self.choices[name].scale(cells, header) if name in self.choices else 1

    def read(self, name: str, cell: Cell, unit: int = 1, *, month_first: bool = False) -> Any:
        """The value that a cell gives to a field. Raises Refused when it is not understood."""
        if self.by_name[name].kind == FieldKind.CHOICES:
            codes = (self.choices[name].read(each) for each in names_of(cell))
            return list(dict.fromkeys(codes))
        if name in self.choices:
            return self.choices[name].read(cell, unit)
        kind = self.by_name[name].kind
        if self.counted and kind == FieldKind.NUMBER:
            return self.counted.read(name, cell, unit)
        if kind == FieldKind.MONEY:
            return parse_amount(cell, unit)
        if kind in (FieldKind.DATE, FieldKind.PERIOD):
            return self.dates.get(name, READERS[kind])(cell, month_first)
        return READERS[kind](cell)

    @cached_property
    def dates(self) -> Mapping[str, Callable[..., Any]]:
        """How the two ends of a span are read: "à partir de 2026" is no end."""
        ends = {end: parse_end for _, end in self.spans.values()}
        return ends | {start: parse_start for start, _ in self.spans.values()}
