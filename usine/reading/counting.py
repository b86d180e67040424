"""The two sides of a result of one subject, from the columns that count it."""

from usine.reading.answers import AskedCell
from usine.reading.cells import Cells
from usine.reading.counted import Counted, CountedSide
from usine.reading.layout import PlacedCell

SIDE = "side"
UNSAID = "la colonne ne dit pas si c’est visé ou constaté : dites-le une fois"
SEVERAL = "plusieurs valeurs pour une seule action, n’en gardez qu’une."


def sides_of(cells: Cells, name: str, counted: Counted) -> dict[str, int]:
    """What is aimed at and what is measured of a result; what no header says is asked once a
    column, and two values of one side are told."""
    sides: dict[str, list[tuple[PlacedCell, int]]] = {}
    for placed, value in cells.values(name):
        if value is None:
            continue
        index = placed.column.index
        cells.row.counts[index] = cells.row.counts.get(index, 0) + value
        side = _side(cells, name, placed)
        if side in dict(counted.labels):
            sides.setdefault(side, []).append((placed, value))
        elif side != "":  # left empty by users
            column = placed.column
            cells.lack(placed, name, UNSAID)
            asked = AskedCell(SIDE, name, column.key, column.header, placed.name, counted.labels)
            cells.ask(asked)
    for several in sides.values():
        for placed, _ in several if len(several) > 1 else ():
            cells.lack(placed, name, SEVERAL)
    return {side: each[0][1] for side, each in sides.items() if len(each) == 1}


def _side(cells: Cells, name: str, placed: PlacedCell) -> str | None:
    """The side of a cell: what its header says, or else users; None when nobody does."""
    facet = placed.column.facet
    of_header = facet.side if isinstance(facet, CountedSide) else ""
    return of_header or cells.settled.answers.word(name, placed.column.key)
