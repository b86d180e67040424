"""The cells of a row where its file has them, as answers name them."""

from collections.abc import Iterator
from typing import NamedTuple

from usine.plans import vocabulary
from usine.reading.extraction.survey import column_letters

from .intake import from_json, named
from .models import ImportRow
from .queries import on_one_line


class FileCell(NamedTuple):
    """A cell under a header: its name, such as "Feuille!C12", its field, if any, and its words."""

    name: str
    header: str
    field: str
    words: str


def cells_of(row: ImportRow) -> Iterator[FileCell]:
    """The cells of a row under a header, in the order of its columns, line by line."""
    if row.places:
        yield from (FileCell(*place) for place in row.places)
        return
    sheets = {sheet["name"]: sheet["columns"] for sheet in row.plan_import.sheets}
    columns = {column["letter"]: column for column in sheets.get(row.sheet, ())}
    for index, cell in enumerate(row.cells):
        column = columns.get(column_letters(index))
        if column and column["header"]:
            name = named(row.sheet, f"{column['letter']}{row.number}")
            yield FileCell(name, column["header"], column["field"], on_one_line(from_json(cell)))


def words_of(row: ImportRow, name: str) -> str:
    """What the file says of a field, in its own words."""
    fields = vocabulary.of_columns().columns_of(name)
    return " ; ".join(
        dict.fromkeys(cell.words for cell in cells_of(row) if cell.field in fields and cell.words)
    )
