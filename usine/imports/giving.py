"""One value given to several rows of an import at once, as if their cells said it."""

from collections.abc import Collection, Mapping
from functools import cached_property
from typing import Any

from usine.ledger.refusals import operation
from usine.plans import vocabulary
from usine.reading import Vocabulary, header_key
from usine.reading.extraction.survey import column_letters
from usine.reading.naming import SURE
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.fields import FieldKind
from usine.values.formats import format_counted

from .cells import FileCell, cells_of, lines_of
from .gate import hold
from .intake import named
from .memory import LONGEST_TEXT, Words
from .models import ImportRow, PlanImport
from .operations import read_with_answers
from .queries import file_lines
from .replies import NOTHING, keep_before, keep_typed

# Kinds of which each action has its own value, or that one cell does not tell whole.
_APART = (
    *(FieldKind.REFERENCE, FieldKind.TITLE),
    *(FieldKind.LINES, FieldKind.STEPS, FieldKind.NUMBER),
)


def given_fields(plan_import: PlanImport) -> dict[str, str]:
    """{field: label} of what several rows may be given: the fields with a column in the file."""
    words = vocabulary.of_columns()
    there = {column["field"] for column in plan_import.columns if not column.get("is_part")}
    return {
        name: each.label
        for name, each in words.by_name.items()
        if name in there and each.kind not in _APART
    }


def new_fields(plan_import: PlanImport) -> dict[str, str]:
    """{field: label} of what no column of the file tells, and that a new one would."""
    if not any(sheet.get("header") for sheet in plan_import.plan_sheets):
        return {}
    words = vocabulary.of_columns()
    there = {column["field"] for column in plan_import.columns}
    return {
        name: each.label
        for name, each in words.by_name.items()
        if there.isdisjoint(words.columns_of(name))
        and each.kind not in (*_APART, FieldKind.PERIOD)
        and _is_named(name, each.label)
    }


def _is_named(name: str, label: str) -> bool:
    """Whether a header surely names a field."""
    meaning = vocabulary.of_columns().naming.understand(label)
    return meaning is not None and meaning.field == name and meaning.confidence >= SURE


def given_texts(plan_import: PlanImport) -> list[str]:
    """Values to propose: those of the lists among the fields that may be given."""
    words = vocabulary.of_period(plan_import.territory.period_id)
    every = given_fields(plan_import) | new_fields(plan_import)
    fields = (words.by_name[name] for name in every)
    return [label for each in fields for _, label in each.labels]


@operation
def give_value(
    plan_import: PlanImport,
    *,
    rows: Collection[int],
    field: str,
    text: str,
    by,
    instead_of: int | None = None,
    cells: Mapping[str, str] = NOTHING,
    answers: Words = NOTHING,
) -> PlanImport:
    """Read the file again as if these rows said `text` for a field, in a new column when the file
    has none, in place of what was given before, by its rank; and as if these cells said something
    else, and words meant what is answered.

    Raises Refused on a field that several columns tell, on a text that gives it no value, and as
    `keep_typed` does.
    """
    plan_import = hold(plan_import, "give_value", by=by)
    keep_typed(plan_import, cells, answers)
    is_new = field in new_fields(plan_import)
    if not is_new and field not in given_fields(plan_import):
        raise Refused("Choisissez la colonne dont la valeur change.")
    written = readable(field, text, vocabulary.of_period(plan_import.territory.period_id))
    if instead_of is not None:
        forget_given(plan_import, instead_of)
    chosen = list(plan_import.rows.filter(pk__in=rows).order_by("position"))
    keys = {row.pk for row in chosen}
    for row in chosen:
        row.plan_import = plan_import
    given, headers = _cells(plan_import, chosen, field, written)
    keep_before(plan_import, [*given, *headers])
    before = plan_import.corrections
    plan_import.replies.setdefault("given", []).append(
        {
            "field": field,
            "text": text.strip(),
            "lines": [line for line, row in lines_of(plan_import) if row.pk in keys],
            "cells": {name: [cell, before.get(name)] for name, cell in given.items()}
            | {name: [label, None] for name, label in headers.items()},
        }
    )
    plan_import.corrections = before | given | headers
    plan_import = read_with_answers(plan_import, "give_value")
    if is_new and not plan_import.is_busy and field not in given_fields(plan_import):
        raise Refused(
            f"Le fichier n’a pas de colonne «\u00a0{vocabulary.of_columns().labels[field]}\u00a0»"
            "\u00a0: ajoutez-la dans le tableur, puis déposez-le de nouveau."
        )
    return plan_import


def readable(field: str, text: str, words: Vocabulary) -> str:
    """The text of a cell that gives a field the value that users wrote, whatever its column counts
    in, and whether its dates begin with the month. Raises Refused when it gives none."""
    if not text.strip():
        raise Refused("Écrivez la valeur à donner aux lignes cochées.")
    if len(text) > LONGEST_TEXT:
        raise Refused(f"La valeur dépasse {LONGEST_TEXT} caractères\u00a0: raccourcissez-la.")
    value = words.read(field, text.strip())
    if value in (None, "", []):
        raise Refused(f"«\u00a0{text.strip()}\u00a0» ne donne aucune valeur à ce champ.")
    return _written(value, text.strip(), words.by_name[field].kind)


def _written(value: Any, text: str, kind: FieldKind) -> str:
    match kind, value:
        case FieldKind.MONEY, int():
            return f"{value // 100},{value % 100:02} €"
        case FieldKind.DATE, PartialDate(precision=Precision.DAY):
            return value.first.isoformat()
    return text


def _cells(
    plan_import: PlanImport, rows: Collection[ImportRow], field: str, text: str
) -> tuple[dict[str, str], dict[str, str]]:
    """The cells of rows that give a field, with their new text (on several lines, the first); and
    the headers above them that the file does not have."""
    label = vocabulary.of_columns().labels[field]
    cells: dict[str, str] = {}
    lacking = []
    added = _NewColumns(plan_import, label)
    for row in rows:
        own = [cell for cell in cells_of(row) if cell.field == field]
        if len({_column(cell) for cell in own}) > 1:
            raise Refused(
                f"Plusieurs colonnes disent «\u00a0{label}\u00a0» ({row})\u00a0: "
                "corrigez-les ligne par ligne."
            )
        own = own or added.cells_of(row)
        lacking += [] if own else [str(row)]
        for cell in own[:1]:
            added.note_header(row, _column(cell))
        cells |= {cell.name: "" for cell in own[1:]}
        cells |= {cell.name: _beside_label(cell, text) for cell in own[:1]}
    if lacking:
        those = format_counted(len(lacking), "ligne", "lignes")
        raise Refused(
            f"{those} sans cellule pour «\u00a0{label}\u00a0» ({', '.join(lacking[:3])})\u00a0: "
            "décochez-les, ou ajoutez cette colonne au fichier."
        )
    return cells, added.headers


class _NewColumns:
    """The columns that sheets of one table take for a field that they do not tell: the first free
    one of each."""

    def __init__(self, plan_import: PlanImport, label: str) -> None:
        self.label = label
        self.sheets = {sheet["name"]: sheet.get("header", 0) for sheet in plan_import.sheets}
        self.plan_import = plan_import
        self.headers: dict[str, str] = {}

    @cached_property
    def letters(self) -> dict[str, str]:
        widths: dict[str, int] = {}
        for sheet, _, texts, _ in file_lines(self.plan_import):
            widths[sheet] = max(widths.get(sheet, 0), len(texts))
        return {sheet: column_letters(width) for sheet, width in widths.items()}

    def cells_of(self, row: ImportRow) -> list[FileCell]:
        """The cell of a row in the new column; none in a sheet that takes none."""
        if not self.sheets[row.sheet]:
            return []
        name = named(row.sheet, f"{self.letters[row.sheet]}{row.number}")
        return [FileCell(name, self.label, "", "")]

    def note_header(self, row: ImportRow, column: str) -> None:
        """Note the header above a column, when the file does not have it."""
        name = f"{column}{self.sheets[row.sheet]}"
        is_new = column == named(row.sheet, self.letters.get(row.sheet, ""))
        if is_new or self.plan_import.corrections.get(name) == self.label:
            self.headers[name] = self.label


def _column(cell: FileCell) -> str:
    return cell.name.rstrip("0123456789")


def _beside_label(cell: FileCell, text: str) -> str:
    """The text of a cell, after its label when the cell holds both: "Porteur : CCI"."""
    label, colon, _ = cell.words.partition(":")
    return f"{label}: {text}" if colon and header_key(label) == header_key(cell.header) else text


def forget_given(plan_import: PlanImport, rank: int) -> None:
    """Take back what was given at once, by its rank: its cells say again what they said before,
    unless they were written since. Raises Refused when nothing has that rank."""
    given = plan_import.replies.get("given", [])
    if not 0 <= rank < len(given):
        raise Refused("L’aperçu a changé depuis\u00a0: répondez de nouveau.")
    taken_back = given.pop(rank)["cells"]
    others = {name for each in given for name in each["cells"]}
    for name, (text, before) in taken_back.items():
        if plan_import.corrections.get(name) != text or (before is None and name in others):
            continue
        if before is None:
            del plan_import.corrections[name]
        else:
            plan_import.corrections[name] = before


def rows_given(plan_import: PlanImport, rank: int) -> list[int]:
    """The rows to which a value was given at once, by its rank."""
    given = plan_import.replies.get("given", [])
    lines = {tuple(line) for line in given[rank]["lines"]} if rank < len(given) else set()
    return [row.pk for line, row in lines_of(plan_import) if line in lines]
