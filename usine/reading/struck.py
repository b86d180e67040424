"""Cells whose text is struck through: people cross out what is given up, and leave it there."""

from collections.abc import Sequence
from itertools import chain

from usine.reading.accounting import on_one_line
from usine.reading.placed import Line
from usine.reading.rows import RowDoubt

STRUCK = (
    "Ce texte est barré, et lu comme les autres. Si l’action est abandonnée, dites-le dans son "
    "statut."
)


def struck_in(lines: Sequence[Line], title: str) -> list[RowDoubt]:
    """What is to be verified of the cells of a subject that are struck through: its title alone
    when it is among them."""
    struck = [each for each in chain.from_iterable(lines) if each.is_struck and each.is_read]
    titles = [each for each in struck if each.column.field == title]
    return [
        RowDoubt(each.name, each.column.field or "", STRUCK, on_one_line(each.cell))
        for each in titles or struck
    ]
