"""Where the cells of a row are, when its number and the letters of columns do not say."""

from collections.abc import Iterator, Mapping

from usine.reading.accounting import on_one_line
from usine.reading.grid import Grid
from usine.reading.layout import Layout, SubjectRow
from usine.reading.rows import RowPlace


def places_of(layout: Layout, subject: SubjectRow, grids: Mapping[str, Grid]) -> Iterator[RowPlace]:
    """The cells of a subject, line by line; below its first line, those that are filled. `grids`
    are the sheets of the file by name.

    A sheet that lacks a label of the others has no cell under it.
    """
    grid, columns = layout.grid, layout.header.columns
    every = [
        (number, column, grid.address(number, column.index), grid.cell(number, column.index))
        for number in subject.numbers
        for column in columns
        if column.header
    ]
    filled = {address for _, _, address, cell in every if cell is not None}
    for number, column, address, cell in every:
        is_lower = number != subject.number or address in filled
        if cell is not None or not is_lower:
            words = on_one_line(grids[address.sheet].cell(address.row, address.column))
            yield RowPlace(address.sheet, address.name, column.header, column.field or "", words)
