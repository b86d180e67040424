"""What a row must give of a new subject, its title and its part, and what titles above give it."""

from usine.reading.accounting import on_one_line
from usine.reading.answers import WORD, AskedCell, word_key
from usine.reading.cells import Cells
from usine.reading.grid import BrokenCell
from usine.reading.layout import Layout, SubjectRow
from usine.reading.placed import PlacedCell
from usine.reading.rows import RowDoubt
from usine.reading.values.texts import text_of
from usine.reading.wording import in_french, quoted
from usine.values.errors import Refused


def check_needed(cells: Cells, layout: Layout, subject: SubjectRow) -> None:
    """Refuse a row that would leave a new subject without its title or its part."""
    row, heading = cells.row, cells.vocabulary.heading
    if cells.vocabulary.title not in row.values:
        _refuse_title(cells)
    if not heading or heading in row.values:
        return
    if unread := [entry for entry in row.incomplete if entry.field == heading]:
        row.refuse(unread[0].cell, heading, unread[0].why)
    elif part := _part(cells, layout, subject):
        row.values[heading] = part


def _refuse_title(cells: Cells) -> None:
    title = cells.vocabulary.title
    placed = cells.of[title][0]
    is_broken = isinstance(placed.cell, BrokenCell)
    lack, written = cells.vocabulary.lack_of(title), text_of(placed.cell)
    why = f"{lack} : remplissez {placed.name}."
    if written:
        why = f"{lack} : {quoted(written)} n’en est pas un, écrivez-le en {placed.name}."
    if isinstance(placed.cell, BrokenCell):
        why = placed.cell.why(placed.name)
    cells.row.refuse(placed.name, title, why, if_new=not is_broken)


def _part(cells: Cells, layout: Layout, subject: SubjectRow) -> str | None:
    """The part that a heading, or the whole sheet, gives to a subject that names none."""
    parts, row, heading = cells.vocabulary.parts, cells.row, cells.vocabulary.heading
    assert parts is not None
    above = subject.heading
    if above:
        key = word_key(above.cell)
        answer = cells.settled.answers.word(heading, key)
        if answer:
            return answer
        try:
            return parts.read(above.cell)
        except Refused as refusal:
            row.refuse(above.name, heading, str(refusal))
            cells.ask(AskedCell(WORD, heading, key, on_one_line(above.cell), above.name))
            return None
    if layout.part is None:
        label = cells.vocabulary.labels[heading]
        missing = cells.vocabulary.lack_of(heading)
        if placed := cells.of[heading]:
            row.refuse(placed[0].name, heading, f"{missing} : {parts.write}.", if_new=True)
        else:
            why = f"{missing} : ajoutez une colonne {label}, et {parts.write}."
            row.refuse(f"ligne {row.number}", heading, why, if_new=True)
    return layout.part


def stands_as_titled(blank: PlacedCell, title: PlacedCell) -> RowDoubt:
    """The doubt of a row that leaves blank how far its subject is, under a title that says it."""
    message = in_french(f"{blank.name} est vide : le titre {title.name} en tient lieu.")
    return RowDoubt(blank.name, blank.column.field or "", message, on_one_line(title.cell))
