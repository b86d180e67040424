"""From a file as it was read to the rows of an import, before any plan is looked at."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from django.conf import settings

from usine.plans import vocabulary
from usine.plans.fields import FIELDS, STATUS
from usine.plans.states import Status
from usine.reading import Announced, Answers, Problem, Reading, Unreadable, Vocabulary, read
from usine.reading.grid import Original
from usine.reading.rows import Incomplete, RowPlace
from usine.values.errors import Refused

from .details import details_of
from .models import ImportRow
from .states import RowKind
from .whose import names_in

REGISTER = "Registre"
"""The sheet of our files that tells when they were written, and its key in the account."""

GRIDS = "grids"
"""The key of the names of all the sheets of a file."""

IMPORTED = {*FIELDS, STATUS.name}
"""The fields that an action takes of a row; `details` keeps the rest."""

KNOWN_KINDS = (RowKind.CHANGED, RowKind.UNCHANGED)

# How many entries of rows left aside are listed at most.
IGNORED_MAX = 200

# How many groups of cells set aside are listed at most.
ASIDE_MAX = 500


@dataclass(frozen=True)
class Intake:
    """A file as the preview keeps it: its sheets and their columns, its rows, and a notice.

    A file without a column of titles has no rows: its user says what its columns mean. `account`
    tells what became of its cells, and what is to settle (see `account_of`); its `used` are the
    words, [field, key], that users settled.
    """

    sheets: list[dict[str, Any]]
    rows: list[ImportRow]
    ignored: list[dict[str, Any]]
    notice: str = ""
    account: dict[str, Any] = field(default_factory=dict)
    lines: list[Any] = field(default_factory=list)
    reading: Reading | None = None


def take_in(
    content: bytes,
    filename: str,
    period: str,
    answers: Answers,
    elsewhere: Collection[str] = (),
    day: date | None = None,
) -> Intake:
    """Read the file of a plan of a period, true on a day. `answers` override the file; rows that
    name a territory of `elsewhere` are refused.

    Raises Refused when the file cannot be read.
    """
    try:
        reading = read(
            content,
            filename,
            vocabulary=vocabulary.of_period(period),
            answers=answers,
            elsewhere=elsewhere,
            day=day,
            max_bytes=settings.PLAN_FILE_MAX_BYTES,
        )
    except Unreadable as refusal:
        if not refusal.columns:
            raise
        columns = [column.as_json() for column in refusal.columns]
        return Intake([{"name": "", "columns": columns}], [], [], str(refusal))
    _check_codes(reading, answers, vocabulary.of_period(period))
    sheets = [
        {
            "name": sheet.name,
            "columns": [column.as_json() for column in sheet.columns],
            # The row of the header, for a sheet that may take another column.
            "header": sheet.header_rows[-1] if sheet.is_plain else 0,
            "beside": sheet.is_beside,
        }
        for sheet in reading.sheets
    ]
    lines = _lines(reading)
    return Intake(
        sheets,
        list(_rows(reading)),
        list(_ignored(reading)),
        " ".join(reading.remarks),
        account_of(reading)
        | {
            "used": sorted(map(list, answers.used)),
            "remarks": " ".join(reading.remarks),
            GRIDS: list(dict.fromkeys(sheet for sheet, *_ in lines)),
            REGISTER: list(reading.kept.get(REGISTER, ())),
            "territories": names_in(reading, lines, filename, elsewhere),
        },
        lines,
        reading,
    )


class KnownToPlan(NamedTuple):
    """The positions of the rows of which the plan knows more than the file: `actions` that a new
    one could not be made of, and those whose `status` it knows, where the file says what blocks, or
    again that they are done."""

    actions: list[int]
    status: list[int]


def known_of(rows: Iterable[ImportRow]) -> KnownToPlan:
    """What the plan knows, once rows are compared with it."""
    return KnownToPlan(
        [row.position for row in rows if row.missing and row.kind != RowKind.REFUSED],
        [row.position for row in rows if _is_placed(row)],
    )


def _is_placed(row: ImportRow) -> bool:
    if "unsaid" in row.details:
        return not _lacks_status(row)
    # The plan says since when it is done: its end is not asked again.
    is_done = row.status == Status.DONE and "status_on" not in row.details
    return is_done and row.kind in KNOWN_KINDS and not row.status_before


def _lacks_status(row: ImportRow) -> bool:
    asked = [why for *_, why in row.details["unsaid"]]
    return any(entry["why"] in asked for entry in row.incomplete)


def knowing(intake: Intake, known: KnownToPlan) -> Intake:
    """The same, its cells and questions counted again with what the plan knows."""
    if not any(known) or intake.reading is None:
        return intake
    reading = intake.reading.knowing(*known)
    return replace(
        intake, account=intake.account | account_of(reading), lines=_lines(reading), reading=reading
    )


def _lines(reading: Reading) -> list[Any]:
    return list(reading.accounts.lines()) if reading.accounts else []


def _check_codes(reading: Reading, answers: Answers, words: Vocabulary) -> None:
    """A tick is no code of a word: only users who answer by hand may mistake them."""
    for name in answers.words.keys() & words.choices.keys():
        codes = dict(words.by_name[name].labels)
        values = [row.values[name] for row in reading.rows if row.values.get(name)]
        given = {code for each in values for code in (each if isinstance(each, list) else [each])}
        if unknown := given - codes.keys():
            label = words.by_name[name].label
            raise Refused(f"{label} ({name}) ne vaut jamais\u00a0: {', '.join(sorted(unknown))}.")


def account_of(reading: Reading) -> dict[str, Any]:
    """What became of the cells of a file, as JSON.

    Keys: `cells`, {total, read, structure, aside}; `aside`, groups of cells; `questions`, to
    settle; `differences` and `proofs`, what the file announces of itself, in cents or actions, or
    in the smallest unit of the result that is `counted`.
    """
    return {
        "cells": reading.cells._asdict(),
        "aside": [
            asdict(entry) | {"category": str(entry.category)} for entry in reading.aside[:ASIDE_MAX]
        ],
        "questions": [question.as_json() for question in reading.questions],
        "differences": list(map(_announced_as_json, reading.differences)),
        "proofs": list(map(_announced_as_json, reading.proofs)),
    }


def _announced_as_json(entry: Announced) -> dict[str, Any]:
    figure = entry._asdict()
    return figure if entry.counted else {k: v for k, v in figure.items() if k != "counted"}


def _rows(reading: Reading) -> Iterator[ImportRow]:
    for position, row in enumerate(reading.rows):
        values = {name: value for name, value in row.values.items() if name in IMPORTED}
        status = values.pop(STATUS.name, Status.UNKNOWN)
        yield ImportRow(
            position=position,
            sheet=row.sheet,
            number=row.number,
            values=FIELDS.encode_values(values),
            status="" if status == Status.UNKNOWN else status,
            details=details_of(row),
            is_sound=all(problem.if_new for problem in row.problems),
            problems=[_problem_as_json(problem) for problem in row.problems if not problem.if_new],
            missing=[_problem_as_json(problem) for problem in row.problems if problem.if_new],
            cells=[_as_json(cell) for cell in row.cells],
            places=[_place_as_json(place) for place in row.places],
            told=[doubt._asdict() for doubt in row.doubts],
            incomplete=[_entry_as_json(entry) for entry in row.incomplete if not entry.if_new],
        )


def _problem_as_json(problem: Problem) -> dict[str, str]:
    return {"field": problem.field, "cell": problem.cell, "message": problem.message}


def _entry_as_json(entry: Incomplete) -> dict[str, Any]:
    told = entry._asdict()
    del told["if_new"]
    return told


def _place_as_json(place: RowPlace) -> list[str]:
    return [named(place.sheet, place.cell), place.header, place.field, place.words]


def named(sheet: str, cell: str) -> str:
    """A cell as answers name it: "Feuille!C12", or "C12" when the file has no sheets."""
    return f"{sheet}!{cell}".lstrip("!")


def _as_json(cell: Original) -> Any:
    """A cell as JSON: a day is a list of one text."""
    return [cell.isoformat()] if isinstance(cell, date) else cell


def from_json(cell: Any) -> Original:
    """The reverse of `_as_json`."""
    return date.fromisoformat(cell[0]) if isinstance(cell, list) else cell


def _ignored(reading: Reading) -> Iterator[dict[str, Any]]:
    for entry in reading.ignored[:IGNORED_MAX]:
        yield {
            "sheet": entry.sheet,
            "why": str(entry.why),
            "rows": [entry.first_row, entry.last_row] if entry.first_row else [],
        }
