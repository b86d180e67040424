"""The plans of real territories, when they are there, read to the unit."""

import json
from collections import Counter
from pathlib import Path

import pytest

from usine.reading import Reading, read

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "plans"
FILES = sorted(path for path in SAMPLES.glob("*") if path.suffix in (".xlsx", ".csv"))

pytestmark = pytest.mark.skipif(not FILES, reason="the samples are not there")


def summary(reading: Reading) -> dict:
    values = [row.values for row in reading.accepted]
    said = {
        "actions": len(values),
        "by_axis": dict(Counter(value.axis for value in values)),
        "by_status": dict(Counter(value.status for value in values)),
        "budget_total_eur": sum(value.budget_cents or 0 for value in values) / 100,
        "without_budget": sum(value.budget_cents is None for value in values),
        "rejected_rows": len(reading.refused),
    }
    if reading.refused:
        said["rejected"] = {
            row.values.reference: problem.field
            for row in reading.refused
            for problem in row.problems
        }
    return said


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_sample_gives_what_is_expected(path):
    expected = json.loads(path.with_suffix("").with_suffix(".expected.json").read_text())
    assert summary(read(path.read_bytes(), path.name)) == expected
