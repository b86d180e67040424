"""The fate of the cells of a file, once its tables are read."""

from collections.abc import Sequence
from itertools import chain

from usine.reading.accounting import READ, STRUCTURE, Category, CellAccounts, Fate, left
from usine.reading.answers import COLOUR
from usine.reading.cards import SheetCard
from usine.reading.colours import blank_colours
from usine.reading.columns import Column
from usine.reading.contents import UNNAMED
from usine.reading.grid import Cell, Grid
from usine.reading.layout import Ignored, Layout, Left, SubjectRow
from usine.reading.placed import PlacedCell
from usine.reading.reasons import IS_STRUCTURE, Why
from usine.reading.rows import Row
from usine.reading.sums import is_amount
from usine.reading.values.nothing import says_nothing

INCOMPLETE = "cellules à compléter : leur champ reste vide"
REFUSED = left(Category.REFUSED, "lignes refusées")
SUB_ACTION = left(Category.OTHER, "détail de sous-actions")
SUB_AMOUNT = left(Category.OTHER, "montants de sous-actions")


def tell_table(accounts: CellAccounts, layout: Layout, rows: Sequence[Row]) -> None:
    """Tell the cells of a table: its header, its actions, and what stands around them."""
    grid = layout.grid
    for number in grid.rows:
        if number <= layout.header.rows[-1]:
            accounts.tell_row(grid, number, STRUCTURE)
    columns = [_of_column(layout, column) for column in layout.header.columns]
    pending = iter(rows)
    for entry in layout.left:
        if isinstance(entry, SubjectRow):
            _tell_subject(accounts, layout, entry, next(pending), columns)
        else:
            _tell_left(accounts, layout, entry, columns)
    _tell_colours(accounts, layout)


def _tell_colours(accounts: CellAccounts, layout: Layout) -> None:
    """Tell the blank cells whose colours may say something, where they are not read."""
    grid, vocabulary = layout.grid, layout.vocabulary
    rows = {number for subject in layout.subjects for number in subject.numbers}
    columns = {column.index: column for column in layout.header.columns}
    named = {i: vocabulary.naming.understand(column.header) for i, column in columns.items()}
    signs = [i for i, name in named.items() if name and name.field == vocabulary.progress]
    for number, index in blank_colours(grid, rows, signs):
        column = columns.get(index)
        key = column.key if column and not column.field else ""
        why = column.why or UNSAID if column else UNNAMED
        fate = left(Category.COLOUR, why, (grid.name, index), key)
        accounts.colour(grid.address(number, index), grid.colours[number, index], fate)


def _of_column(layout: Layout, column: Column) -> Fate:
    """The fate of the cells of a column that no field takes."""
    group = layout.grid.name, column.index
    return left(Category.COLUMN, column.why, group, column.key)


def _tell_left(
    accounts: CellAccounts, layout: Layout, entry: Left, columns: Sequence[Fate]
) -> None:
    number = entry.row.number
    if entry.why in IS_STRUCTURE:
        accounts.tell_row(layout.grid, number, STRUCTURE)
        return
    is_named = entry.why == Why.ELSEWHERE
    for column, cell in enumerate(entry.row.cells):
        if cell is not None:
            fate = columns[column] if is_named else left(Category.ROW, str(entry.why), number)
            accounts.tell(*layout.grid.address(number, column), fate)


def _tell_subject(
    accounts: CellAccounts,
    layout: Layout,
    subject: SubjectRow,
    row: Row,
    columns: Sequence[Fate],
) -> None:
    for placed in chain(*subject.lines, *subject.parts):
        if placed.cell is not None:
            accounts.tell(placed.sheet, placed.row, placed.index, _of_cell(placed, row, layout))
        elif placed.is_read:
            accounts.colour(placed.address, placed.fill, READ)
        elif placed.is_lacking:
            accounts.colour(placed.address, placed.fill, _of_colour(placed, row))
    spares = {placed.index for placed in chain(*subject.lines)} - layout.columns.keys()
    for number in subject.numbers:
        for index, cell in enumerate(layout.grid.rows.get(number, ())):
            if cell is not None and index not in layout.columns and index not in spares:
                fate = REFUSED if row.is_refused else columns[index]
                accounts.tell(*layout.grid.address(number, index), fate)


def _of_colour(placed: PlacedCell, row: Row) -> Fate:
    """The fate of a blank cell whose colour is not said, or says something else than others."""
    is_asked = any(each.kind == COLOUR and each.cell == placed.name for each in row.asked)
    category, why = (Category.COLOUR, UNSAID) if is_asked else (Category.INCOMPLETE, INCOMPLETE)
    return left(category, why, placed.column.index)


def _of_cell(placed: PlacedCell, row: Row, layout: Layout) -> Fate:
    if placed.is_lacking:
        return left(Category.INCOMPLETE, INCOMPLETE, placed.column.index)
    if row.is_refused:
        return REFUSED
    if placed.is_read or _is_nothing(placed.cell):
        return READ
    return SUB_AMOUNT if is_amount(placed.column, layout.vocabulary) else SUB_ACTION


def _is_nothing(cell: Cell) -> bool:
    return isinstance(cell, str) and says_nothing(cell)


UNSAID = "cellules en couleur dont le sens n’est pas dit"


def tell_sheets(
    accounts: CellAccounts,
    grids: Sequence[Grid],
    ignored: Sequence[Ignored],
    cards: Sequence[SheetCard],
) -> None:
    """Tell the cells of the sheets that hold no table of actions, and the labels of cards."""
    why = {entry.sheet: entry.why for entry in ignored if entry.first_row is None}
    for card in cards:
        for place in card.labels:
            accounts.tell(*place, STRUCTURE)
    for grid in grids:
        if grid.name in why:
            accounts.tell_sheet(grid, left(Category.SHEET, str(why[grid.name]), grid.name))
