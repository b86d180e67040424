"""What every test stands on: no network, no query a row, nothing left by the test before."""

import socket
from importlib import import_module

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import connection
from django.db.models.query_utils import DeferredAttribute
from django.test import TransactionTestCase

from usine.ledger import triggers

pytest_plugins = ["tests.covering", "tests.soak", "tests.standing"]

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104

_sectors = import_module("usine.territories.migrations.0002_sector")
_empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
_connect = socket.socket.connect
_read = DeferredAttribute.__get__


def _empty_tables_without_triggers(self) -> None:
    triggers.remove(connection)
    try:
        _empty_tables(self)
        _sectors.seed(apps, None)  # as after the migrations
    finally:
        triggers.install(connection)


def _connect_here_only(self: socket.socket, address) -> None:
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
        pytest.fail(f"A test went out on the network, to {address[0]}.")
    _connect(self, address)


def _read_whole(self: DeferredAttribute, instance, cls=None):
    left_out = instance is not None and self.field.attname not in instance.__dict__
    if left_out and instance._state.db and not self.field.primary_key:
        pytest.fail(f"{self.field} was left out by only() or defer(), and costs a query a row.")
    return _read(self, instance, cls)


TransactionTestCase._fixture_teardown = _empty_tables_without_triggers  # type: ignore[attr-defined]
DeferredAttribute.__get__ = _read_whole  # type: ignore[method-assign]
socket.socket.connect = _connect_here_only  # type: ignore[method-assign, assignment]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()


# A test that asks for none of these never meets the database: one engine is enough for it.
WITH_DATABASE = {"db", "transactional_db", "live_server"}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL, the tests that the run on SQLite has not already said everything about."""
    if connection.vendor != "postgresql":
        return
    kept: list[pytest.Item] = []
    left: list[pytest.Item] = []
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        meets = item.get_closest_marker("django_db") or fixtures & WITH_DATABASE
        one_engine = item.get_closest_marker("one_engine")
        (kept if meets and not one_engine else left).append(item)
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = kept
