"""One value given to several rows of an import at once, as if their cells replies_to it."""

from collections.abc import Collection
from typing import Any

from usine.ledger.refusals import operation
from usine.plans import vocabulary
from usine.reading import Vocabulary, header_key
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.fields import FieldKind
from usine.values.formats import format_counted

from .cells import FileCell, cells_of
from .gate import hold
from .memory import LONGEST_TEXT
from .models import ImportRow, PlanImport
from .operations import read_with_answers
from .replies import keep_before

# Kinds of which each action has its own value, or that one cell does not tell whole.
_APART = (FieldKind.REFERENCE, FieldKind.TITLE, FieldKind.LINES, FieldKind.STEPS)


def given_fields(plan_import: PlanImport) -> dict[str, str]:
    """{field: label} of what several rows may be given: the fields with a column in the file."""
    words = vocabulary.of_columns()
    there = {column["field"] for column in plan_import.columns if not column.get("is_part")}
    return {
        name: each.label
        for name, each in words.by_name.items()
        if name in there and each.kind not in _APART
    }


def given_texts(plan_import: PlanImport) -> list[str]:
    """Values to propose: those of the lists among the fields that may be given."""
    words = vocabulary.of_period(plan_import.territory.period_id)
    fields = (words.by_name[name] for name in given_fields(plan_import))
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
) -> PlanImport:
    """Read the file again as if these rows said `text` for a field, in place of what was given
    before, by its rank.

    Raises Refused on a field without a column of its own, or on a text that gives it no value.
    """
    plan_import = hold(plan_import, "give_value", by=by)
    if field not in given_fields(plan_import):
        raise Refused("Choisissez la colonne dont la valeur change.")
    written = readable(field, text, vocabulary.of_period(plan_import.territory.period_id))
    if instead_of is not None:
        forget_given(plan_import, instead_of)
    chosen = list(plan_import.rows.filter(pk__in=rows).order_by("position"))
    for row in chosen:
        row.plan_import = plan_import
    cells = _cells(chosen, field, written)
    keep_before(plan_import, list(cells))
    before = plan_import.corrections
    plan_import.replies.setdefault("given", []).append(
        {
            "field": field,
            "text": text.strip(),
            "lines": [[row.sheet, row.number] for row in chosen],
            "cells": {name: [cell, before.get(name)] for name, cell in cells.items()},
        }
    )
    plan_import.corrections = before | cells
    return read_with_answers(plan_import, "give_value")


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


def _cells(rows: Collection[ImportRow], field: str, text: str) -> dict[str, str]:
    """The cells of rows that give a field, with their new text: on several lines, the first."""
    label = vocabulary.of_columns().labels[field]
    cells: dict[str, str] = {}
    lacking = []
    for row in rows:
        own = [cell for cell in cells_of(row) if cell.field == field]
        if len({_column(cell) for cell in own}) > 1:
            raise Refused(
                f"Plusieurs colonnes disent «\u00a0{label}\u00a0» ({row})\u00a0: "
                "corrigez-les ligne par ligne."
            )
        lacking += [] if own else [str(row)]
        cells |= {cell.name: "" for cell in own[1:]}
        cells |= {cell.name: _beside_label(cell, text) for cell in own[:1]}
    if lacking:
        those = format_counted(len(lacking), "ligne", "lignes")
        raise Refused(
            f"{those} sans cellule pour «\u00a0{label}\u00a0» ({', '.join(lacking[:3])})\u00a0: "
            "décochez-les, ou ajoutez cette colonne au fichier."
        )
    return cells


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
    for name, (text, before) in given.pop(rank)["cells"].items():
        if plan_import.corrections.get(name) != text:
            continue
        if before is None:
            del plan_import.corrections[name]
        else:
            plan_import.corrections[name] = before


def rows_given(plan_import: PlanImport, rank: int) -> list[int]:
    """The rows to which a value was given at once, by its rank."""
    given = plan_import.replies.get("given", [])
    lines = {tuple(line) for line in given[rank]["lines"]} if rank < len(given) else set()
    rows = plan_import.rows.values_list("pk", "sheet", "number")
    return [pk for pk, sheet, number in rows if (sheet, number) in lines]
