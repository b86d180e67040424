"""The plans of real territories, when they are there, read to the unit."""

import json
from collections import Counter
from pathlib import Path

import pytest

from usine.reading import Reading

from .readings import read

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "plans"
FILES = sorted(path for path in SAMPLES.glob("*") if path.suffix in (".xlsx", ".csv"))

pytestmark = pytest.mark.skipif(not FILES, reason="the samples are not there")


WORDS = {"planned_budget": "budget", "end": "dates"}
"""Fields at fault, as the files of what is expected name them."""


def summary(reading: Reading) -> dict:
    values = [row.values for row in reading.accepted]
    counted = {
        "actions": len(values),
        "by_axis": dict(Counter(value["axis"] for value in values)),
        "by_status": dict(Counter(value.get("status", "unknown") for value in values)),
        "budget_total_eur": sum(value.get("planned_budget", 0) for value in values) / 100,
        "without_budget": sum("planned_budget" not in value for value in values),
        "rejected_rows": len(reading.refused),
    }
    if reading.refused:
        counted["rejected"] = {
            row.values["reference"]: WORDS.get(problem.field, problem.field)
            for row in reading.refused
            for problem in row.problems
        }
    return counted


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_gives_what_is_expected(path):
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())
    assert summary(read(path.read_bytes(), path.name)) == expected
