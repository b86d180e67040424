"""Which tests note each line that runs, in a run that does (`--cov`): a plugin of pytest.

To note them takes half as much time again, twice as much for some. A test marked `uncovered` goes
where others already went. On PostgreSQL only what one engine alone runs is noted.
"""

from collections.abc import Generator

import pytest
from django.db import connection

# Whose lines depend on the engine.
OF_ONE_ENGINE = ("usine/ledger/", "usine/imports/tests/test_bulk.py")


def is_covered(item: pytest.Item) -> bool:
    if connection.vendor == "postgresql":
        return item.nodeid.startswith(OF_ONE_ENGINE)
    return item.get_closest_marker("uncovered") is None


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Generator[None, object, object]:
    plugin = item.config.pluginmanager.getplugin("_cov")
    notes = plugin.cov_controller if plugin else None
    if notes is None or is_covered(item):
        return (yield)
    notes.pause()
    try:
        return (yield)
    finally:
        notes.resume()
