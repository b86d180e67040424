import pytest

from usine.asks import kinds

from .factories import COUNT, OPINION


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    """Whatever other rooms declare."""
    monkeypatch.setattr(kinds, "_kinds", {kind.code: kind for kind in (OPINION, COUNT)})
