"""The cells of a row where its file has them, as answers name them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from usine.plans import vocabulary
from usine.reading.extraction.survey import column_letters

from .intake import from_json, named
from .models import ImportRow, PlanImport
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


Line = tuple[str, int, int]
"""What names a row when its file is read again: its sheet, its line, and its rank among the rows of
that line, which are several in a table that is turned."""


def by_line(rows: Iterable[ImportRow]) -> Iterator[tuple[Line, ImportRow]]:
    ranks: Counter[tuple[str, int]] = Counter()
    for row in rows:
        ranks[row.sheet, row.number] += 1
        yield (row.sheet, row.number, ranks[row.sheet, row.number]), row


def lines_of(plan_import: PlanImport) -> Iterator[tuple[Line, ImportRow]]:
    """The rows of an import by line, with the answers given to them and nothing else."""
    answers = ("is_answered", "same_as", "is_set_aside", "is_confirmed", "status")
    named_by = ("plan_import", "sheet", "number")
    return by_line(plan_import.rows.order_by("position").only(*named_by, *answers))


def keep_answers(plan_import: PlanImport, rows: Iterable[ImportRow]) -> None:
    """Set on rows read again the answers given to those of the same lines."""
    answers = {
        line: row
        for line, row in lines_of(plan_import)
        if row.is_answered or row.is_set_aside or row.is_confirmed
    }
    for line, row in by_line(rows):
        if before := answers.get(line):
            row.is_answered, row.same_as_id = before.is_answered, before.same_as_id
            row.is_set_aside = before.is_set_aside
            row.is_confirmed = before.is_confirmed and before.status == row.status
