"""The columns that give way to another of the same field, read where that one is blank."""

from collections.abc import Iterator

from usine.reading.accounting import on_one_line
from usine.reading.layout import Layout, SubjectRow
from usine.reading.placed import PlacedCell
from usine.reading.rows import RowDoubt
from usine.reading.wording import in_french

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


def doubt_of(spare: PlacedCell, blank: PlacedCell) -> RowDoubt:
    message = in_french(
        f"« {blank.column.header} » est vide : « {spare.column.header} » est lu à sa place."
    )
    return RowDoubt(spare.name, spare.column.field or "", message, on_one_line(spare.cell))
