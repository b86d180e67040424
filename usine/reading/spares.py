"""The columns that give way to another of the same field, read where that one is blank."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import product

from usine.reading.accounting import on_one_line
from usine.reading.cells import Cells
from usine.reading.choices import ProgressChoice
from usine.reading.columns import Column
from usine.reading.grid import Cell
from usine.reading.layout import Layout, SubjectRow
from usine.reading.placed import PlacedCell
from usine.reading.rows import RowDoubt
from usine.reading.wording import in_french
from usine.values.errors import Refused

Spare = tuple[PlacedCell, PlacedCell]
"""The cell that is read, and the blank one that it is read for."""


def spares_of(
    layout: Layout, subject: SubjectRow, of: dict[str, list[PlacedCell]]
) -> Iterator[Spare]:
    """The cells of an action on one line that are read for blank ones: the budget that is not
    revised, the end that has not come. They are added to its line."""
    for column in layout.spares if len(subject.lines) == 1 else ():
        assert column.spare
        name = column.spare.field or ""
        cell = layout.grid.cell(subject.number, column.index)
        filled = [placed for placed in of[name] if placed.cell is not None]
        if cell is None or filled or not of[name]:
            continue
        blank = of[name][0]
        placed = PlacedCell(cell, column.spare, *layout.grid.address(subject.number, column.index))
        of[name] = [placed]
        subject.lines[0] += (placed,)
        yield placed, blank


def other_shares(layout: Layout, subject: SubjectRow, cells: Cells) -> Iterator[RowDoubt]:
    """The doubt that a share beside the words of how far an action is says another status."""
    name = layout.vocabulary.progress
    choice, code = layout.vocabulary.choices.get(name), cells.row.values.get(name)
    if not code or not isinstance(choice, ProgressChoice):
        return
    shares = [each.spare for each in layout.spares if each.spare and each.spare.field == name]
    for worded, column in product(cells.filled(name), shares):
        by_share = _read(choice, layout.grid.cell(subject.number, column.index), column)
        if by_share and not choice.agrees(code, by_share):
            label = dict(layout.vocabulary.by_name[name].labels)[by_share]
            message = f"« {column.header} » dit « {label} » : les mots sont pris."
            yield RowDoubt(worded.name, name, in_french(message), on_one_line(worded.cell))


def _read(choice: ProgressChoice, cell: Cell, column: Column) -> str | None:
    """The status that a share says; None for one that is not understood."""
    with suppress(Refused):
        return choice.read(cell, column.unit)
    return None


def doubt_of(spare: PlacedCell, blank: PlacedCell) -> RowDoubt:
    message = in_french(
        f"« {blank.column.header} » est vide : « {spare.column.header} » est lu à sa place."
    )
    return RowDoubt(spare.name, spare.column.field or "", message, on_one_line(spare.cell))
