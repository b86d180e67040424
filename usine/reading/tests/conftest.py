"""How a file is read under a test."""

import pytest

from usine.reading import reader
from usine.reading.extraction.grids import extract
from usine.reading.sandbox import grids_from


@pytest.fixture
def in_this_process(monkeypatch):
    """The same extraction without its child process: what it says matters here, not where."""
    monkeypatch.setattr(reader, "grids_of", lambda content: grids_from(extract(content)))
