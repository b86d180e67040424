"""What every test stands on: no network, nothing left by the test before, tables that empty."""

import socket

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings as hypothesis

from usine.ledger import triggers

LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0")  # noqa: S104

# A machine that is busy is not a failing test.
hypothesis.register_profile("usine", deadline=None)
hypothesis.load_profile("usine")

_empty_tables = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]
_connect = socket.socket.connect


def _empty_tables_without_triggers(self) -> None:
    triggers.remove(connection)
    try:
        _empty_tables(self)
    finally:
        triggers.install(connection)


def _connect_here_only(self: socket.socket, address) -> None:
    if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
        pytest.fail(f"A test went out on the network, to {address[0]}.")
    _connect(self, address)


TransactionTestCase._fixture_teardown = _empty_tables_without_triggers  # type: ignore[attr-defined]
socket.socket.connect = _connect_here_only  # type: ignore[method-assign, assignment]


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    cache.clear()
