"""The sub-actions of an action, steps of it: when each is due and done, what their amounts make."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.choices import ProgressChoice
from usine.reading.columns import Column
from usine.reading.layout import Layout, SubjectRow
from usine.reading.placed import Line, PlacedCell
from usine.reading.rows import OF_SUB_ACTIONS, Parted, Row, RowDoubt
from usine.reading.steps import step_of
from usine.reading.sums import is_amount
from usine.reading.values.marks import is_marked
from usine.reading.values.money import parse_amount
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.dates import PartialDate
from usine.values.errors import Refused

Step = dict[str, Any]

UNTAKEN = "Les sous-actions ont des montants, et l’action n’en a pas : aucun n’est pris."


def steps_below(subject: SubjectRow, vocabulary: Vocabulary, day: date | None) -> Iterator[Step]:
    """The sub-actions under an action, each a step of it."""
    for line in subject.parts:
        for placed in line:
            if placed.column.field == vocabulary.title and placed.cell is not None:
                placed.is_read = True
                title = on_one_line(placed.cell).strip(" -–—•▪·>↳→")
                yield marked(step_of(title, due_in(line, vocabulary)), line, vocabulary, day)


def marked(step: Step, line: Line, vocabulary: Vocabulary, day: date | None) -> Step:
    """A step, done where its line says so, or ticks it: a step keeps no other status."""
    every = [placed for placed in line if placed.column.field == vocabulary.progress]
    for placed in every:
        choice = vocabulary.choices[vocabulary.progress]
        assert isinstance(choice, ProgressChoice)
        is_ticked = None if isinstance(placed.cell, float) else is_marked(placed.cell)
        if is_ticked is not None:
            placed.is_read = True
            return step | {"done": True} if is_ticked else step
        with suppress(Refused):
            code = choice.on(day, placed.cell, placed.column.unit).code
            placed.is_read = code == choice.shares["all"]
    return step | {"done": True} if any(placed.is_read for placed in every) else step


def due_in(line: Line, vocabulary: Vocabulary) -> PartialDate | None:
    """The end that a line gives to its step."""
    ends = {end for _, end in vocabulary.spans.values()}
    for placed in line:
        name, column = placed.column.field or "", placed.column
        if column.facet or placed.cell is None or name not in {*ends, *vocabulary.spans}:
            continue
        with suppress(Refused):
            value = vocabulary.read(name, placed.cell, month_first=column.month_first)
            placed.is_read = True
            return value if name in ends else value[1]
    return None


def own_progress(subject: SubjectRow, vocabulary: Vocabulary) -> list[PlacedCell]:
    """The cells that say how far an action is: those of its steps aside, where the line of the
    action, which names no step, says it."""
    first, *others = subject.lines
    is_of_action = vocabulary.progress in _filled(first) and vocabulary.steps not in _filled(first)
    lines = [line for line in others if vocabulary.steps not in _filled(line)]
    own = [first, *lines] if is_of_action else subject.lines
    return [placed for line in own for placed in line if placed.column.field == vocabulary.progress]


def _filled(line: Line) -> set[str]:
    return {placed.column.field or "" for placed in line if placed.cell is not None}


def compared(layout: Layout, subject: SubjectRow, row: Row) -> Iterator[Parted]:
    """What the sub-actions make of each amount of an action, when each of them has one."""
    for column, parts in _amounts(layout, subject):
        own = row.amounts.get(column.index)
        if own is not None and len(parts) == len(subject.parts):
            place = layout.grid.address(subject.number, column.index)
            yield Parted(place, sum(cents for _, cents in parts), own, OF_SUB_ACTIONS)


def untaken(layout: Layout, subject: SubjectRow) -> Iterator[RowDoubt]:
    """The doubt that the amounts of sub-actions are those of an action that has none."""
    for column, parts in _amounts(layout, subject):
        if parts and layout.grid.cell(subject.number, column.index) is None:
            placed, _ = parts[0]
            words = on_one_line(placed.cell)
            yield RowDoubt(placed.name, column.field or "", in_french(UNTAKEN), words)


def _amounts(
    layout: Layout, subject: SubjectRow
) -> Iterator[tuple[Column, list[tuple[PlacedCell, int]]]]:
    """The amounts of the sub-actions, in cents, by column."""
    for column in layout.columns.values() if subject.parts else ():
        if is_amount(column, layout.vocabulary):
            parts = [p for line in subject.parts for p in line if p.column is column]
            read = ((placed, _cents(placed)) for placed in parts)
            yield column, [(placed, cents) for placed, cents in read if cents is not None]


def _cents(placed: PlacedCell) -> int | None:
    with suppress(Refused):
        return parse_amount(placed.cell, placed.column.unit)
    return None
