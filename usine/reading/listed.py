"""The small tables inside a sheet of one action, each with its heads: who pays it, its steps."""

from collections.abc import Sequence
from typing import NamedTuple

from usine.reading.choices import ProgressChoice
from usine.reading.columns import Headers
from usine.reading.grid import Address, Cell, Grid
from usine.reading.naming import IGNORED, LONGEST, SURE
from usine.reading.paths import label_of
from usine.reading.values.texts import text_of
from usine.reading.vocabulary import Vocabulary
from usine.values.errors import Refused


class LabelledCell(NamedTuple):
    """A label on the left of a sheet, and the cell that it tells of; `line` is that of a table of
    those who pay, inside the sheet, whose cells stay together."""

    label: str
    cell: Cell
    place: Address
    line: str = ""

    def at_row(self, number: int) -> "LabelledCell":
        return self._replace(place=self.place._replace(row=number))


def labelled(cell: Cell, headers: Headers) -> str | None:
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


def sure_label(name: str, headers: Headers) -> str:
    """A label that surely names a field."""
    vocabulary = headers.vocabulary
    every = (vocabulary.labels[name], *vocabulary.names.get(name, ()))
    return next(label for label in every if labelled(label, headers) == name)


def label_in(cell: Cell) -> str:
    """The label that a cell writes."""
    return (label_of(cell) or "").rstrip(" :")


def heads_of_payers(
    number: int, filled: Sequence[tuple[int, Cell]], grid: Grid, headers: Headers
) -> list[LabelledCell]:
    """The heads of who pays and of what each pays, on a row of their own; none otherwise."""
    financing, [(_, first), *others] = headers.vocabulary.financing, filled
    if not financing or not others or labelled(first, headers) != financing.field:
        return []
    heads = [
        LabelledCell(label_in(cell), cell, grid.address(number, column)) for column, cell in filled
    ]
    are_beside = all(head.label and financing.beside_payer((head.label,), 0) for head in heads[1:])
    return heads if are_beside else []


def is_of_years(filled: Sequence[tuple[int, Cell]], headers: Headers) -> bool:
    """Whether a row heads what each pays by year, which is not read: no year pays."""
    financing, [(_, first), *others] = headers.vocabulary.financing, filled
    is_payer = financing and others and labelled(first, headers) == financing.field
    return bool(is_payer) and all(text_of(cell).isdecimal() for _, cell in others)


def paid_on_line(
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
    if labelled(first, headers) is not None:
        return []
    line = " ".join([*(head.label for head in heads), str(number - heads[0].place.row)])
    return [
        LabelledCell(head.label, cells.get(column), head.place._replace(row=number), line)
        for head, column in zip(heads, columns, strict=True)
    ]


def heads_of_steps(
    number: int, filled: Sequence[tuple[int, Cell]], grid: Grid, headers: Headers
) -> list[LabelledCell]:
    """The heads of the steps of an action, on a row of their own, each with the label of the field
    that it gives a step: « Étapes | Échéance | Fait »; none otherwise."""
    vocabulary, [(column, first), *others] = headers.vocabulary, filled
    if not others or labelled(first, headers) != vocabulary.steps:
        return []
    named = [(at, _of_step(label_in(cell), vocabulary)) for at, cell in others]
    are_heads = all(isinstance(cell, str) and label_in(cell) for _, cell in others)
    if not are_heads or not any(field for _, field in named):
        return []
    heads = [(column, vocabulary.title), *((at, field) for at, field in named)]
    return [
        LabelledCell(of and sure_label(of, headers), None, grid.address(number, at))
        for at, of in heads
    ]


def _of_step(label: str, vocabulary: Vocabulary) -> str:
    """The field that a head gives a step: a date, or how far it is; empty for another."""
    _, end = next(iter(vocabulary.spans.values()), ("", ""))
    named = vocabulary.of_parts.naming.understand(label)
    if named and named.field in {*vocabulary.spans, end}:
        return named.field
    if _is_done(label, vocabulary):
        return vocabulary.progress
    named = vocabulary.naming.understand(label)
    return vocabulary.progress if named and named.field == vocabulary.progress else ""


def _is_done(label: str, vocabulary: Vocabulary) -> bool:
    """Whether a head is ticked for what is done: « Fait »."""
    choice = vocabulary.choices[vocabulary.progress]
    assert isinstance(choice, ProgressChoice)  # what has steps has a progress
    try:
        return choice.read(label) == choice.shares["all"]
    except Refused:
        return False


def step_on_line(
    heads: Sequence[LabelledCell],
    number: int,
    filled: Sequence[tuple[int, Cell]],
    grid: Grid,
    headers: Headers,
) -> list[LabelledCell]:
    """The cells of a step, just under the heads or another step; none past the steps."""
    if not heads or number != heads[0].place.row + 1:
        return []
    cells, columns = dict(filled), {head.place.column: head.at_row(number) for head in heads}
    first = cells.get(heads[0].place.column)
    if not isinstance(first, str) or not cells.keys() <= columns.keys():
        return []
    if labelled(first, headers) is not None or (number, heads[0].place.column) in grid.merged:
        return []
    every = (columns[column]._replace(cell=cell) for column, cell in filled)
    return [entry for entry in every if entry.label]
