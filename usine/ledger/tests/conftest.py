"""The measures that the tests of the ledger post: whatever rooms declare, these alone exist."""

import pytest

from usine.ledger import measures
from usine.ledger.measures import Measure
from usine.ledger.models import DIMENSIONS


@pytest.fixture(autouse=True)
def _measures(monkeypatch):
    declared = {
        code: Measure(code, "count", DIMENSIONS, code, {}, lambda rows, asked: [])
        for code in ("actions", "grants", "shared")
    }
    monkeypatch.setattr(measures, "_declared", declared)
