"""Rows that repeat another one: the same reference, or the same line."""

from collections.abc import Hashable, Sequence
from typing import Any

from usine.reading.rows import Row, RowDoubt
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.text import fold


def refuse_repeats(rows: Sequence[Row], vocabulary: Vocabulary) -> None:
    """Refuse each row whose reference, or whose whole line, is that of a row above."""
    references: dict[str, Row] = {}
    lines: dict[Hashable, Row] = {}
    titles: dict[str, Row] = {}
    for row in rows:
        if reference := row.values.get(vocabulary.reference):
            before = references.setdefault(reference.casefold(), row)
            message = f"La référence « {reference} » est déjà celle de la cellule {{}} : donnez-en "
            _refuse(row, before, row.reference_cell, vocabulary.reference, message + AN_OTHER)
        elif title := row.values.get(vocabulary.title):
            before = lines.setdefault(_line(row, fold(title)), row)
            message = "Cette ligne répète celle de la cellule {} : elle n’est comptée qu’une fois."
            _refuse(row, before, row.title_cell, vocabulary.title, message)
            alike = titles.setdefault(fold(title), row)
            if alike is not row and before is row:
                doubt = in_french(f"Une autre action a le même intitulé : {_where(alike, row)}.")
                row.doubts.append(RowDoubt(row.title_cell, vocabulary.title, doubt, title))


AN_OTHER = "une autre à cette action."


def _refuse(row: Row, before: Row, cell: str, name: str, message: str) -> None:
    if before is row:
        return
    is_reference = cell == row.reference_cell
    row.refuse(cell, name, message.format(_where(before, row, is_reference=is_reference)))


def _where(before: Row, row: Row, *, is_reference: bool = False) -> str:
    """The cell of a row above, seen from this one."""
    cell = before.reference_cell if is_reference else before.title_cell
    return cell if before.sheet == row.sheet else f"{cell} de la feuille « {before.sheet} »"


def _line(row: Row, title: str) -> Hashable:
    """What a row says, as it is compared."""
    return title, tuple(sorted((name, _frozen(value)) for name, value in row.values.items()))


def _frozen(value: Any) -> str:
    return fold(value) if isinstance(value, str) else repr(value)
