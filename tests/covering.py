"""Which tests note each line that runs, in a run that does (`--cov`): a plugin of pytest.

To note them takes as much time again. A test marked `uncovered` goes where others already went,
and so does a fixture after the first test that asked for it. On PostgreSQL only what one engine
alone runs is noted.
"""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

# Whose lines depend on the engine.
OF_ONE_ENGINE = ("usine/ledger/", "usine/imports/tests/test_bulk.py")
OURS = ("usine.", "tests.")

# The fixtures that were noted, each with the number of its parameter.
_noted: set[tuple[object, int]] = set()


def is_covered(item: pytest.Item) -> bool:
    if connection.vendor == "postgresql":
        return item.nodeid.startswith(OF_ONE_ENGINE)
    return item.get_closest_marker("uncovered") is None


def is_noted_already(fixture: pytest.FixtureDef, parameter: int) -> bool:
    """Whether a fixture of ours was noted before, in this process; from now on, it was."""
    key = fixture.func, parameter
    if key in _noted:
        return True
    if fixture.func.__module__.startswith(OURS):
        _noted.add(key)
    return False


def _notes(config: pytest.Config) -> Any:
    """What notes the lines that run, if anything does now."""
    plugin = config.pluginmanager.getplugin("_cov")
    notes = plugin.cov_controller if plugin else None
    return notes if notes and notes.started else None


@contextmanager
def _paused(notes: Any) -> Iterator[None]:
    notes.pause()
    try:
        yield
    finally:
        notes.resume()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    notes = _notes(item.config)
    if notes is None or is_covered(item):
        return (yield)
    with _paused(notes):
        return (yield)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_fixture_setup(
    fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest
) -> Generator[None, object, object]:
    notes = _notes(request.config)
    if notes is None or not is_noted_already(fixturedef, getattr(request, "param_index", 0)):
        return (yield)
    with _paused(notes):
        return (yield)
