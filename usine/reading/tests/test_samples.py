"""The plans of real territories and files with a fault each, when they are there, to the unit."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from usine.reading import Reading

from .readings import read

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "plans"
CASES = SAMPLES / "cases"
EXPECTED = {path.name.partition(".")[0]: path for path in SAMPLES.glob("*.expected.json")}
EXPECTED |= {path.name.partition(".")[0]: path for path in CASES.glob("*.expected.json")}
FILES = sorted(
    path
    for path in (*SAMPLES.glob("*"), *CASES.glob("*"))
    if path.suffix in (".xlsx", ".csv", ".ods") and path.stem in EXPECTED
)

pytestmark = pytest.mark.skipif(not FILES, reason="the samples are not there")


def summary(reading: Reading) -> dict[str, Any]:
    values = [row.values for row in reading.accepted]
    return {
        "actions": len(values),
        "by_axis": dict(Counter(value["axis"] for value in values)),
        "by_status": dict(Counter(value.get("status", "unknown") for value in values)),
        "budget_total_eur": sum(value.get("planned_budget", 0) for value in values) / 100,
        "without_budget": sum("planned_budget" not in value for value in values),
        "rejected_rows": len(reading.refused),
        "rejected": {
            row.values["reference"]: problem.field
            for row in reading.refused
            for problem in row.problems
            if "reference" in row.values
        },
        "incomplete": len(reading.incomplete),
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_gives_what_is_expected(path):
    expected = json.loads(EXPECTED[path.stem].read_text())
    also = expected.pop("also", {})
    reading = read(path.read_bytes(), path.name)
    given = summary(reading)
    assert {name: given[name] for name in expected} == expected
    rows = {row.values.get("reference"): row for row in reading.rows}
    for reference, values in also.items():
        given = {name: str(rows[reference].values[name]) for name in values}
        assert given == values
    assert reading.cells.total == sum(reading.cells[1:])


@pytest.mark.parametrize("path", sorted(CASES.glob("*_*.xlsx")), ids=lambda path: path.name)
def test_a_file_without_expectations_accounts_for_its_cells(path):
    reading = read(path.read_bytes(), path.name)
    told, aside = reading.cells, sum(entry.count for entry in reading.aside)
    assert told.total == told.read + told.structure + aside
