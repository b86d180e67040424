"""Rows that repeat another one: the same reference, or the same line."""

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any

from usine.reading.accounting import on_one_line
from usine.reading.placed import Line
from usine.reading.rows import Row, RowDoubt
from usine.reading.sums import is_amount
from usine.reading.values.money import parse_amount
from usine.reading.vocabulary import Vocabulary
from usine.reading.wording import in_french
from usine.values.errors import Refused
from usine.values.formats import format_cents
from usine.values.text import fold


def refuse_repeats(rows: Sequence[Row], vocabulary: Vocabulary) -> None:
    """Refuse each row whose reference, or whose whole line, is that of a row above. A line under
    another reference repeats one when references only count the rows; else it is told."""
    references: dict[str, Row] = {}
    lines: dict[Hashable, Row] = {}
    unnamed: dict[Hashable, Row] = {}
    first: dict[str, Row] = {}
    titles = [fold(row.values.get(vocabulary.title, "")) for row in rows]
    counts = Counter(titles)
    is_counter = _is_counter(rows, vocabulary.reference)
    for row, title in zip(rows, titles, strict=True):
        reference = row.values.get(vocabulary.reference)
        if reference and references.setdefault(reference.casefold(), row) is not row:
            before = references[reference.casefold()]
            where = _where(before, row, is_reference=True)
            message = f"La référence « {reference} » est déjà celle de la cellule {where} : "
            row.refuse(row.reference_cell, vocabulary.reference, message + AN_OTHER)
        elif title and counts[title] > 1:
            line = _line(row, title, vocabulary.reference)
            same, alike = lines.setdefault(line, row), first.setdefault(title, row)
            is_unnamed = is_counter or not reference
            if is_unnamed and unnamed.setdefault(line, row) is not row:
                message = f"Cette ligne répète celle de la cellule {_where(unnamed[line], row)} : "
                row.refuse(row.title_cell, vocabulary.title, message + COUNTED_ONCE)
            elif same is not row:
                _doubt(row, same, vocabulary.title, SAME_BUT_REFERENCE)
            elif alike is not row and not reference:
                _doubt(row, alike, vocabulary.title, "Une autre action a le même intitulé : ")


def _is_counter(rows: Sequence[Row], reference: str) -> bool:
    """Whether references only number the rows: 1, 2, 3…"""
    numbers = [row.values[reference] for row in rows if reference in row.values]
    if not all(number.isdecimal() for number in numbers):
        return False
    return [*map(int, numbers)] == [*range(1, len(numbers) + 1)]


def _doubt(row: Row, before: Row, title: str, message: str) -> None:
    words = row.values[title]
    told = in_french(f"{message}{_where(before, row)}.")
    row.doubts.append(RowDoubt(row.title_cell, title, told, words))


SAME_BUT_REFERENCE = "Même ligne, à la référence près, que celle de la cellule "
COUNTED_ONCE = "elle n’est comptée qu’une fois."
AN_OTHER = "donnez-en une autre à cette action."


def _where(before: Row, row: Row, *, is_reference: bool = False) -> str:
    """The cell of a row above, seen from this one."""
    cell = before.reference_cell if is_reference else before.title_cell
    return cell if before.sheet == row.sheet else f"{cell} de la feuille « {before.sheet} »"


def _line(row: Row, title: str, reference: str) -> Hashable:
    """What a row says besides its reference, as it is compared."""
    values = sorted(
        (name, _frozen(value)) for name, value in row.values.items() if name != reference
    )
    return title, tuple(values)


def _frozen(value: Any) -> str:
    return fold(value) if isinstance(value, str) else repr(value)


def doubts_of_again(lines: Iterable[Line], vocabulary: Vocabulary) -> Iterator[RowDoubt]:
    """The doubt that a line written again word for word is to be added up."""
    for line in lines:
        amounts: list[str] = []
        at = next(placed for placed in line if placed.column.field == vocabulary.title)
        for placed in line:
            if is_amount(placed.column, vocabulary):
                with suppress(Refused):  # who pays may be ticked
                    amount = parse_amount(placed.cell, placed.column.unit)
                    amounts += [format_cents(amount)] if amount else []
        added = f", sans ajouter {' ni '.join(amounts)}" if amounts else ""
        message = f"La ligne {at.row} est déjà écrite plus haut, mot pour mot : elle est comptée "
        told = in_french(f"{message}une fois{added}.")
        yield RowDoubt(at.name, vocabulary.title, told, on_one_line(at.cell))


def forget_counters(
    parts: Mapping[tuple[int, str], Sequence[Row]], reference: str
) -> tuple[str, ...]:
    """Remove references that start again in each part of the plan: they identify nothing."""
    numbers = {
        part: [row.values[reference] for row in rows if reference in row.values]
        for part, rows in parts.items()
    }
    every = [number for part in numbers.values() for number in part]
    restarted = len(set(every)) < len(every)
    once_a_part = all(len(set(part)) == len(part) for part in numbers.values())
    if not (restarted and once_a_part and all(number.isdecimal() for number in every)):
        return ()
    for rows in parts.values():
        for row in rows:
            row.values.pop(reference, None)
    return (
        in_french(
            "Les numéros recommencent à chaque partie du plan : ils n’ont pas été pris pour des "
            "références, et les actions se reconnaîtront à leur intitulé."
        ),
    )
