"""One subject read from its lines: a value for each field, or what is refused."""

from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.blocking import Blocking
from usine.reading.cells import Cells
from usine.reading.choosing import Choosing
from usine.reading.columns import Column
from usine.reading.counting import sides_of
from usine.reading.dating import date_progress
from usine.reading.followed import followed
from usine.reading.grid import original
from usine.reading.layout import Layout, SubjectRow
from usine.reading.money import Funding, paid_on
from usine.reading.needs import check_needed, stands_as_titled
from usine.reading.placed import Line, PlacedCell
from usine.reading.repeats import doubts_of_again
from usine.reading.rows import NOTHING_SETTLED, Row, RowDoubt, RowNote, Settled
from usine.reading.spans import first_day, last_day, period_over
from usine.reading.spares import doubt_of, other_shares, spares_of
from usine.reading.steps import step_of, steps_in
from usine.reading.struck import struck_in
from usine.reading.sub_actions import (
    compared,
    due_in,
    marked,
    own_progress,
    steps_below,
    untaken,
)
from usine.reading.values.money import parse_amount, tax_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind
from usine.values.formats import format_cents, format_counted


def read_row(layout: Layout, subject: SubjectRow, settled: Settled = NOTHING_SETTLED) -> Row:
    """One subject, read cell by cell."""
    return _RowReader(layout, subject, settled).read()


class _RowReader:
    def __init__(self, layout: Layout, subject: SubjectRow, settled: Settled) -> None:
        self.layout, self.subject, self.settled = layout, subject, settled
        self.vocabulary: Vocabulary = layout.vocabulary
        columns = layout.header.columns
        cells = (*map(original, subject.cells), *[None] * len(columns))[: len(columns)]
        first = layout.grid.address(subject.number, max(layout.title, 0))
        self.row = Row(first.sheet, first.row, cells=cells)
        self.of: dict[str, list[PlacedCell]] = {name: [] for name in self.vocabulary.by_name}
        for placed in chain.from_iterable(subject.lines):
            self.of[placed.column.field or ""].append(placed)
        if self.vocabulary.steps:
            self.of[self.vocabulary.progress] = own_progress(subject, self.vocabulary)
        self.dated: list[PlacedCell] = []
        self.spares = list(spares_of(layout, subject, self.of))
        self._add_standing()
        self._add_colour()
        self.cells = Cells(self.row, self.of, self.vocabulary, settled)
        self.choosing = Choosing(self.cells)
        self.row.last = layout.grid.address(subject.numbers[-1], 0).row

    def _add_standing(self) -> None:
        """How far the title above says that its actions are, where no cell does."""
        standing, name = self.subject.standing, self.vocabulary.progress
        if standing and not any(placed.cell or placed.fill for placed in self.of[name]):
            self.row.doubts += [stands_as_titled(placed, standing) for placed in self.of[name][:1]]
            self.of[name] = [replace(standing, column=replace(standing.column, field=name))]

    def _add_colour(self) -> None:
        """The colour of the row, where the legend of the file, or a user, says what one means."""
        colour = self.layout.title_colours.get(self.subject.number, "")
        name = self.vocabulary.progress
        is_alone = bool(name) and not self.layout.progress and not self.of[name]
        known = self.settled.meanings(name)
        if is_alone and colour and not known.isdisjoint(self.layout.title_colours.values()):
            at = self.layout.grid.address(self.subject.number, self.layout.painted)
            column = Column(self.layout.painted, "", name, 0)
            self.of[name] = [PlacedCell(None, column, *at, fill=colour)]

    def read(self) -> Row:
        for each in self.vocabulary.alone:
            if self.of[each.name]:
                value = self._value(each)
                if value not in (None, "", [], {}):
                    self._keep(each, value)
        self._read_parts()
        if self.vocabulary.financing:
            Funding(self.cells, self.layout, self.subject).read()
        if self.vocabulary.blockers:
            Blocking(self.cells, self.vocabulary.blockers).read()
        if self.vocabulary.progress_on:
            date_progress(self.cells)
        check_needed(self.cells, self.layout, self.subject)
        self._check_rules()
        if reference := self.of.get(self.vocabulary.reference):
            self.row.reference_cell = reference[0].name
        self.row.title_cell = self.of[self.vocabulary.title][0].name
        self._settle()
        return self.row

    # What each kind of field makes of its cells.

    def _value(self, each: Field) -> Any:
        match each.kind:
            case FieldKind.STEPS:
                return self._steps(each)
            case FieldKind.LONG_TEXT:
                return self._text(each.name)
            case FieldKind.NAMES:
                names = (value for _, value in self.cells.values(each.name) if value)
                return list(dict.fromkeys(name for several in names for name in several))
            case FieldKind.CHOICE:
                return self.choosing.code_of(each)
            case FieldKind.CHOICES:
                return self.choosing.codes_of(each)
            case FieldKind.NUMBER if self.vocabulary.counted:
                return sides_of(self.cells, each.name, self.vocabulary.counted)
        values = [
            (placed, value) for placed, value in self.cells.values(each.name) if value is not None
        ]
        if each.kind == FieldKind.PERIOD:
            values += self.choosing.periods(each.name, self.layout.columns)
        if each.name in self.cells.unread:
            self.cells.lack_all((placed for placed, _ in values), each.name)
            return None
        match each.kind:
            case FieldKind.MONEY:
                return self._sum(each, values)
            case FieldKind.DATE:
                return self._date(each, [value for _, value in values])
            case FieldKind.PERIOD:
                return period_over([value for _, value in values])
            case FieldKind.TEXT:
                return " ; ".join(dict.fromkeys(value for _, value in values if value))
        return values[0][1] if values else None

    def _text(self, name: str) -> str:
        """What the cells of a text say, one below the other; what those of other days do is noted
        apart."""
        told = [(placed, value) for placed, value in self.cells.values(name) if value]
        if name != self.vocabulary.followed:
            return _joined(*(value for _, value in told))
        texts, notes, self.dated = followed(told)
        self.row.notes += notes
        return _joined(*texts)

    def _sum(self, each: Field, values: list[tuple[PlacedCell, int]]) -> int | None:
        """The amounts of the lines added up; the same one on each line is the whole when those
        who pay make it, else it may be a part: it is left empty."""
        for placed, amount in values:
            index = placed.column.index
            self.row.amounts[index] = self.row.amounts.get(index, 0) + amount
        amounts = [amount for _, amount in values]
        unclear = ""
        if len(amounts) > 1 and len(set(amounts)) == 1:
            if paid_on(self.subject.lines) == amounts[0]:
                self.row.amounts[values[0][0].column.index] = amounts[0]
                return amounts[0]
            unclear = SAME_AMOUNT
        elif len(amounts) > 2 and amounts[0] == sum(amounts[1:]):
            unclear = FIRST_IS_SUM
        if unclear:
            for placed, _ in values:
                self.cells.lack(placed, each.name, unclear)
            return None
        return sum(amounts) if amounts else None

    def _date(self, each: Field, values: list[PartialDate]) -> PartialDate | None:
        """The earliest of the dates that begin, the latest of those that end."""
        if not values:
            return None
        begins = any(each.name == start for start, _ in self.vocabulary.spans.values())
        return min(values, key=first_day) if begins else max(values, key=last_day)

    def _steps(self, each: Field) -> list[dict[str, Any]]:
        steps: list[dict[str, Any]] = []
        for line in self.subject.lines:
            for placed in line:
                if placed.column.field == each.name and (
                    text := self.cells.attempt(placed, each.name)
                ):
                    written = [
                        step_of(step.title, step.due) for step in steps_in(text, self._read_end)
                    ]
                    steps += map(partial(self._of_line, line), written)
                    if not written:
                        note = RowNote(placed.name, placed.column.header, on_one_line(placed.cell))
                        self.row.notes.append(note)
        return steps

    def _of_line(self, line: Line, step: dict[str, Any]) -> dict[str, Any]:
        """A step with the end of its line, and done as it says, where an action has several."""
        if len(self.subject.lines) == 1:
            return step
        due = due_in(line, self.vocabulary)
        step = step | {"due": step["due"] or due}
        is_its_own = not any(placed in self.of[self.vocabulary.progress] for placed in line)
        return marked(step, line, self.vocabulary, self.settled.day) if is_its_own else step

    def _read_end(self, text: str) -> Any:
        """The date of a step, written beside it."""
        ends = (end for _, end in self.vocabulary.spans.values())
        return self.vocabulary.read(next(ends), text)

    def _read_parts(self) -> None:
        """The sub-actions under it: each is a step of the action, whose cell may list them too."""
        name, values = self.vocabulary.steps, self.row.values
        parts = list(steps_below(self.subject, self.vocabulary, self.settled.day))
        listed = ", ".join(step["title"] for step in parts) if len(parts) > 1 else ""
        if parts:
            before = [step for step in values.get(name, []) if step["title"] != listed]
            values[name] = [*before, *parts]

    # What is kept of a value.

    def _keep(self, each: Field, value: Any) -> None:
        values = self.row.values
        match each.kind:
            case FieldKind.PERIOD:
                ends = zip(self.vocabulary.spans[each.name], value, strict=True)
                values.update({name: end for name, end in ends if end is not None})
            case FieldKind.TITLE:
                self._keep_title(each, *value)
            case FieldKind.LONG_TEXT:
                values[each.name] = _joined(values.get(each.name, ""), value)
            case _ if self._is_too_long(each, value):
                length = format_counted(len(value), "caractère", "caractères")
                why = f"Ce texte compte {length} : raccourcissez-le à "
                for placed in self.cells.filled(each.name):
                    self.cells.lack(placed, each.name, f"{why}{each.max_length} au plus.")
            case _:
                values[each.name] = value

    def _is_too_long(self, each: Field, value: Any) -> bool:
        return bool(
            each.max_length and each.kind != FieldKind.CHOICE and len(value) > each.max_length
        )

    def _keep_title(self, each: Field, title: str, rest: str) -> None:
        """Keep the first line of a title; the others go to the field `rest`, or stay in it. What
        is beyond its length goes there too, and is told."""
        if rest and not self.vocabulary.rest:
            title, rest = " ".join(f"{title} {rest}".split()), ""
        if self._is_too_long(each, title):
            assert each.max_length
            rest = _joined(title, rest) if self.vocabulary.rest else rest
            placed = self.cells.filled(each.name)[0]
            length = format_counted(len(title), "caractère", "caractères")
            message = f"L’intitulé compte {length} : il est coupé à {each.max_length}."
            self.row.doubts.append(RowDoubt(placed.name, each.name, in_french(message), title))
            title = title[: each.max_length - 1].rsplit(" ", 1)[0] + "…"
        if title:
            self.row.values[each.name] = title
        if rest:
            self.row.values[self.vocabulary.rest] = rest

    # What a row needs.

    def _check_rules(self) -> None:
        """Leave empty the field at fault of a rule that does not hold."""
        for rule in self.vocabulary.rules:
            if rule.holds(self.row.values):
                continue
            every = [p for name in self.vocabulary.columns_of(rule.field) for p in self.of[name]]
            if self.row.values.pop(rule.field, None) is None:
                self.row.refuse(every[0].name, rule.field, rule.message)
            for placed in every:
                if placed.is_read:
                    self.cells.lack(placed, rule.field, rule.message)

    def _settle(self) -> None:
        """Note what columns that feed one text say apart, and lines read as one action."""
        for name in self.layout.shared_texts:
            self.row.notes += [
                RowNote(placed.name, placed.column.header, on_one_line(placed.cell))
                for placed in self.cells.filled(name)
                if placed not in self.dated
            ]
        self.row.notes += [
            RowNote(placed.name, placed.column.header, on_one_line(placed.cell))
            for placed in self._taxed()
        ]
        for placed in chain.from_iterable(self.subject.lines):
            if hung := self.layout.grid.notes.get((placed.row, placed.index)):
                self.row.notes.append(RowNote(placed.name, placed.column.header, hung))
        heading = self.of.get(self.vocabulary.heading, [])
        if self.subject.number in self.layout.carried and heading:
            message = (
                f"{self.vocabulary.labels[self.vocabulary.heading]} : comme en {heading[0].name}."
            )
            words = on_one_line(heading[0].cell)
            self.row.doubts.append(
                RowDoubt(heading[0].name, self.vocabulary.heading, message, words)
            )
        self.row.doubts += [
            doubt_of(spare, blank)
            for spare, blank in self.spares
            if spare.column.field in self.row.values
        ]
        self.row.doubts += other_shares(self.layout, self.subject, self.cells)
        self.row.parted += compared(self.layout, self.subject, self.row)
        self.row.doubts += untaken(self.layout, self.subject)
        self._note_sums()
        self.row.doubts += doubts_of_again(self.subject.again, self.vocabulary)
        self.row.doubts += struck_in(self.subject.lines, self.vocabulary.title)
        if self.subject.is_guessed:
            title = self.of[self.vocabulary.title][0]
            message = (
                f"Les lignes {self.row.number} à {self.row.last} sont lues comme une seule action."
            )
            self.row.doubts.append(RowDoubt(title.name, self.vocabulary.title, message))

    def _note_sums(self) -> None:
        """Tell the amounts that are added up where a reference is written on several lines."""
        named = [each for each in self.of.get(self.vocabulary.reference, []) if each.cell]
        if len(named) < 2:
            return
        columns: dict[int, list[tuple[PlacedCell, int]]] = {index: [] for index in self.row.amounts}
        for placed in chain.from_iterable(self.subject.lines):
            if placed.is_read and placed.column.index in columns:
                with suppress(Refused):  # who pays may be ticked
                    amount = parse_amount(placed.cell, placed.column.unit)
                    columns[placed.column.index] += [(placed, amount)] if amount else []
        for several in columns.values():
            if len(several) > 1:
                first, _ = several[0]
                added = " + ".join(format_cents(amount) for _, amount in several)
                total = format_cents(sum(amount for _, amount in several))
                message = in_french(
                    "La référence est écrite sur plusieurs lignes, dont les montants sont "
                    f"additionnés : {added} = {total}."
                )
                self.row.doubts.append(RowDoubt(first.name, first.column.field or "", message))

    def _taxed(self) -> list[PlacedCell]:
        """The cells of the total that say by themselves whether taxes are counted."""
        financing = self.vocabulary.financing
        every = self.of.get(financing.total, []) if financing else []
        return [
            placed
            for placed in every
            if isinstance(placed.cell, str) and placed.is_read and tax_of(placed.cell)
        ]


SAME_AMOUNT = (
    "le même montant est écrit sur chaque ligne de l’action : dites s’il est le total, ou une part"
)
FIRST_IS_SUM = "le premier montant de l’action est la somme des suivants : en est-il le total ?"


def _joined(*paragraphs: str) -> str:
    return "\n".join(dict.fromkeys(paragraph for paragraph in paragraphs if paragraph))
