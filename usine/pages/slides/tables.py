"""Tables of slides."""

from collections.abc import Sequence
from typing import Any

from pptx.util import Inches

from ..papers import PaperCell, PaperTable
from .sizes import LEFT, Print
from .texts import PAPER, QUIET, add, describe, fill, write

_HEAD, _BANDED = "E3E3FD", "F6F6F6"
_MARGIN = str(Inches(0.03))


def draw_table(
    slide: Any,
    table: PaperTable,
    rows: Sequence[Sequence[PaperCell]],
    widths: Sequence[float],
    top: int,
    is_last: bool,
    font: Print,
) -> None:
    heights = [0.3, *font.rows(rows, widths)]
    drawn = grid(slide, f"Tableau\u00a0: {table.caption}", widths, heights, top)
    drawn.first_row, drawn.last_row = True, table.is_summed and is_last
    head = [PaperCell(column.label) for column in table.columns]
    for y, (row, cells) in enumerate(zip([head, *rows], drawn.rows, strict=True)):
        is_strong = y == 0 or (drawn.last_row and y == len(rows))
        color = _HEAD if y == 0 else PAPER if y % 2 else _BANDED
        for column, told, cell in zip(table.columns, row, cells.cells, strict=True):
            frame = cell.text_frame
            write(frame, told.text, font.cell, bold=is_strong, right=column.is_number)
            if told.aside:
                add(frame, told.aside, font.aside, QUIET, right=column.is_number)
            fill(cell._tc.get_or_add_tcPr(), color)


def grid(
    slide: Any, description: str, widths: Sequence[float], heights: Sequence[float], top: int
) -> Any:
    """An empty table of these widths and heights, in inches."""
    across, down = sum(map(Inches, widths)), sum(map(Inches, heights))
    shape = slide.shapes.add_table(len(heights), len(widths), LEFT, top, across, down)
    describe(shape, description)
    shape.table.horz_banding = False
    for each, width in zip(shape.table._tbl.tblGrid.gridCol_lst, widths, strict=True):
        each.w = Inches(width)
    for row, high in zip(shape.table._tbl.tr_lst, heights, strict=True):
        row.h = Inches(high)
        for cell in row.tc_lst:
            margins = cell.get_or_add_tcPr()
            margins.set("marT", _MARGIN)
            margins.set("marB", _MARGIN)
    return shape.table
