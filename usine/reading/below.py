"""Which rows are parts of the action above: by their indented titles, or by their numbers."""

import re
from collections.abc import Mapping
from typing import Protocol

from usine.reading.columns import Column
from usine.reading.grid import Cell, Grid
from usine.reading.naming import IGNORED
from usine.reading.placed import PlacedCell
from usine.reading.rows import Row, RowDoubt
from usine.reading.values.texts import text_of
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french

# What follows the number of an action in those below it.
_BELOW = re.compile(r"\s*[.\-/]\s*\w{1,3}")
_INDENTED = re.compile(r"(?:\s{2,}|\t|\s*[-–—•▪·>↳→]\s*)(?=\w)")
"""How the title of a sub-action begins, under its action."""

PERHAPS = (
    "Cette ligne ressemble à une sous-action de « {} » : elle est lue comme une action. Si elle en "
    "est une étape, mettez-la de côté."
)


class RowBelow(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def cells(self) -> tuple[Cell, ...]: ...
    @property
    def fields(self) -> frozenset[str]: ...
    @property
    def substance(self) -> Mapping[int, Cell]: ...
    @property
    def texts(self) -> Mapping[int, str]: ...


class Above(Protocol):
    @property
    def number(self) -> int: ...
    @property
    def below(self) -> str: ...
    def of(self, name: str) -> list[PlacedCell]: ...


class IndentedTable(Protocol):
    grid: Grid
    title: int
    vocabulary: Vocabulary

    def gives_another(self, row: RowBelow, subject: Above, name: str) -> bool: ...


def heads_of_parts(table: IndentedTable, row: RowBelow) -> dict[int, Column]:
    """The columns of the parts of the action above, which a row heads as boards are exported:
    « Subitems | Name | Status »; none otherwise."""
    vocabulary, texts = table.vocabulary, row.texts
    if table.title not in texts or len(texts) < len(row.substance):
        return {}
    first = vocabulary.naming.understand(texts[table.title])
    if not first or first.field != vocabulary.steps:
        return {}
    heads: dict[str, Column] = {}
    for index, text in texts.items():
        meaning = vocabulary.naming.understand(text)
        if meaning and meaning.field == IGNORED:
            meaning = vocabulary.of_parts.naming.understand(texts[index])
        if meaning and meaning.field != IGNORED:
            column = Column(index, texts[index], meaning.field, meaning.confidence)
            heads.setdefault(meaning.field, column)
    columns = {column.index: column for column in heads.values() if column.index != table.title}
    return columns if vocabulary.title in heads and len(columns) > 1 else {}


def is_part(table: IndentedTable, row: RowBelow, above: Above) -> bool:
    """Whether a row is a sub-action: its title is indented under that of an action, or its number
    is below that of the action, whose part it does not say. One that says the part too is both."""
    vocabulary = table.vocabulary
    if table.title not in row.texts or not vocabulary.steps:
        return False
    is_below, is_deeper = _is_numbered_below(row, above, vocabulary), _is_deeper(table, row, above)
    if is_below and _leaves_its_part(row, above, vocabulary):
        return True
    if is_below and is_deeper:
        return not table.gives_another(row, above, vocabulary.heading)
    return is_deeper and row.fields.isdisjoint({vocabulary.reference, vocabulary.heading})


def may_be_part_of(table: IndentedTable, row: RowBelow, above: Above) -> str:
    """The name of the action of which one below may be a part: its number is below that of the
    action, or its title, without a number, is indented; empty when it may not."""
    vocabulary = table.vocabulary
    if table.title not in row.texts or table.gives_another(row, above, vocabulary.heading):
        return ""
    if _is_numbered_below(row, above, vocabulary):
        return text_of(above.of(vocabulary.reference)[0].cell)
    if vocabulary.reference in row.fields or not _is_deeper(table, row, above):
        return ""
    return text_of(above.of(vocabulary.title)[0].cell)


def doubts_of_part(subject: Above, row: Row, vocabulary: Vocabulary) -> list[RowDoubt]:
    """The doubt that an action may be a part of another."""
    if not subject.below:
        return []
    message, name = in_french(PERHAPS.format(subject.below)), vocabulary.title
    return [RowDoubt(row.title_cell, name, message, row.values.get(name, ""))]


def _leaves_its_part(row: RowBelow, above: Above, vocabulary: Vocabulary) -> bool:
    """Whether a row does not say its part, which the action above says."""
    if vocabulary.heading in row.fields:
        return False
    is_named_only = row.fields <= {vocabulary.reference, vocabulary.title}
    return is_named_only or any(placed.cell for placed in above.of(vocabulary.heading))


def _is_numbered_below(row: RowBelow, above: Above, vocabulary: Vocabulary) -> bool:
    """Whether a row numbers itself below an action: A1.1 under A1."""
    placed = next(iter(above.of(vocabulary.reference)), None)
    if not placed or not placed.cell:
        return False
    number, text = text_of(placed.cell), text_of(row.substance.get(placed.index))
    return text.startswith(number) and bool(_BELOW.fullmatch(text[len(number) :]))


def _is_deeper(table: IndentedTable, row: RowBelow, above: Above) -> bool:
    return _indent(table, row.number) > _indent(table, above.number)


def _indent(table: IndentedTable, number: int) -> int:
    """How far the title of a row is moved to the right, by its format or by its text."""
    title = table.grid.cell(number, table.title)
    by_text = isinstance(title, str) and bool(_INDENTED.match(title))
    return table.grid.indents.get((number, table.title), 0) + by_text
