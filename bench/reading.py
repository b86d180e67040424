"""How well spreadsheets are read: the cells, headers and structures of the corpus.

*Understood* is what the corpus says is right, *asked* what a user settles once for the file,
*refused* what is told to the user instead, *wrong* what is read otherwise in silence: it is to be
zero.
"""

import time
from collections import Counter
from collections.abc import Iterator
from unittest.mock import patch

from usine.plans import vocabulary
from usine.plans.states import Status
from usine.reading import Reading, Row, Unreadable, read, reader
from usine.reading.columns import Headers
from usine.reading.tests.corpus import REFUSALS, Case, cases, columns, summary, values_of
from usine.reading.tests.laid import Laid, Sheets, expected
from usine.reading.tests.structures import LAYOUTS

PLAN = vocabulary.of_official("T2")
UNDERSTOOD, ASKED, TOLD, WRONG = "understood", "asked", "refused", "wrong"

LAID = [
    Laid("A1", "transition", "Réseau de chaleur", "CC du Val", Status.IN_PROGRESS,
         {"État": 210_000, "Région": 140_000}, 2024, 2026),
    Laid("B1", "innovation", "Fabrique partagée", "Pôle Méca", Status.TO_START,
         {"FEDER": 700_000, "Région": 300_000, "EPCI": 200_000}, 2025, 2027),
    Laid("C1", "competences", "École de production", "UIMM", Status.DONE,
         {"Région": 480_000}, 2024, 2025),
    Laid("D1", "foncier", "Friche Lambert", "EPF", Status.UNDER_REVIEW,
         {"État": 90_000, "EPCI": 60_000}, 2026, 2026),
]  # fmt: skip


def run() -> None:
    began = time.perf_counter()
    files: Counter[str] = Counter()
    for case in cases():
        outcome = Counter(verdicts(case))
        files += outcome
        if outcome.keys() - {UNDERSTOOD}:
            print(f"{case.name:24} {in_words(outcome)}")
    print(f"{'files':24} {in_words(files)}")
    structures: Counter[str] = Counter()
    for layout in LAYOUTS:
        structures += Counter(verdicts_of_structure(layout(LAID)))
    print(f"{'structures':24} {in_words(structures)}")
    print(f"{'columns':24} {in_words(Counter(verdicts_of_columns()))}")
    print(f"{'seconds':24} {time.perf_counter() - began:.1f}")


def verdicts(case: Case) -> Iterator[str]:
    """One for each value that the file should give, and for each that it should not."""
    try:
        reading = read(case.content, case.filename, vocabulary=PLAN)
    except Unreadable:
        yield from (TOLD for row in case.right.values() for _ in row["values"])
        return
    rows = summary(reading, lambda name, value: PLAN.by_name[name].encode(value))
    asked = fields_asked(reading)
    nothing: dict = {"values": {}, "at_fault": {}}
    for place in rows.keys() | case.right.keys():
        right, today = case.right.get(place, nothing), rows.get(place, nothing)
        at_fault = set(today["at_fault"].values())
        for name in right["values"].keys() | today["values"].keys():
            same = right["values"].get(name) == today["values"].get(name)
            yield UNDERSTOOD if same else told(name, at_fault, asked)
        for cell, name in right["at_fault"].items():
            yield UNDERSTOOD if today["at_fault"].get(cell) == name else WRONG


def verdicts_of_structure(sheets: Sheets) -> Iterator[str]:
    """One for each value that a plan laid out so should give."""
    with patch.object(reader, "grids_of", lambda content: sheets.grids):
        reading = read(b"sheets", "plan.xlsx", vocabulary=PLAN)
    asked = fields_asked(reading)
    rows = {row.values.get("reference"): row for row in reading.rows}
    for action in LAID:
        row = rows.get(action.reference, Row("", 0))
        at_fault = {problem.field for problem in row.problems}
        at_fault |= {entry.field for entry in row.incomplete}
        for name in sheets.fields & expected(action).keys():
            same = row.values.get(name) == expected(action)[name]
            yield UNDERSTOOD if same else told(name, at_fault, asked)


def fields_asked(reading: Reading) -> set[str]:
    return {question.field for question in reading.questions}


def told(name: str, at_fault: set[str], asked: set[str]) -> str:
    if name not in at_fault:
        return WRONG
    return ASKED if name in asked else TOLD


def verdicts_of_columns() -> Iterator[str]:
    for column in columns():
        understood = Headers(PLAN, {}).named((column.header,))[0]
        yield UNDERSTOOD if understood.field == column.field else WRONG
        if column.field:
            for (_, right), value in zip(column.cells, values_of(PLAN, column), strict=True):
                yield UNDERSTOOD if value == right else TOLD if value in REFUSALS else WRONG


def in_words(outcome: Counter[str]) -> str:
    kinds = (UNDERSTOOD, ASKED, TOLD, WRONG)
    return ", ".join(f"{outcome[verdict]:4} {verdict}" for verdict in kinds)
