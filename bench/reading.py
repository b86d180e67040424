"""How well spreadsheets are read: the cells and headers of the corpus, understood, refused, wrong.

*Understood* is what the corpus says is right, *refused* what is told to the user instead, *wrong*
what is read otherwise in silence: the figure to bring to zero.
"""

from collections import Counter
from collections.abc import Iterator

from usine.plans import vocabulary
from usine.reading import Unreadable, read
from usine.reading.tests.corpus import REFUSALS, Case, cases, columns, summary, values_of

PLAN = vocabulary.of_official("T2")
UNDERSTOOD, TOLD, WRONG = "understood", "refused", "wrong"


def run() -> None:
    total: Counter[str] = Counter()
    for case in cases():
        outcome = Counter(verdicts(case))
        total += outcome
        if outcome.keys() - {UNDERSTOOD}:
            print(f"{case.name:24} {in_words(outcome)}")
    print(f"{'files':24} {in_words(total)}")
    print(f"{'columns':24} {in_words(Counter(verdicts_of_columns()))}")


def verdicts(case: Case) -> Iterator[str]:
    """One for each value that the file should give, and for each that it should not."""
    try:
        reading = read(case.content, case.filename, vocabulary=PLAN)
    except Unreadable:
        yield from (TOLD for row in case.right.values() for _ in row["values"])
        return
    rows = summary(reading, lambda name, value: PLAN.by_name[name].encode(value))
    nothing: dict = {"values": {}, "at_fault": {}}
    for place in rows.keys() | case.right.keys():
        right, today = case.right.get(place, nothing), rows.get(place, nothing)
        at_fault = set(today["at_fault"].values())
        for name in right["values"].keys() | today["values"].keys():
            same = right["values"].get(name) == today["values"].get(name)
            yield UNDERSTOOD if same else TOLD if name in at_fault else WRONG
        for cell, name in right["at_fault"].items():
            yield UNDERSTOOD if today["at_fault"].get(cell) == name else WRONG


def verdicts_of_columns() -> Iterator[str]:
    for column in columns():
        understood = PLAN.naming.understand(column.header)
        yield UNDERSTOOD if understood and understood.field == column.field else WRONG
        if column.field:
            for (_, right), value in zip(column.cells, values_of(PLAN, column), strict=True):
                yield UNDERSTOOD if value == right else TOLD if value in REFUSALS else WRONG


def in_words(outcome: Counter[str]) -> str:
    return ", ".join(f"{outcome[verdict]:4} {verdict}" for verdict in (UNDERSTOOD, TOLD, WRONG))
