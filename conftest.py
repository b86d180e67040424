"""What every test stands on: a quick password hasher, and tables that can be emptied."""

import pytest
from django.db import connection
from django.test import TransactionTestCase

from usine.ledger import triggers

_empty_tables = TransactionTestCase._fixture_teardown


def _empty_tables_without_triggers(self) -> None:
    triggers.remove(connection)
    try:
        _empty_tables(self)
    finally:
        triggers.install(connection)


TransactionTestCase._fixture_teardown = _empty_tables_without_triggers  # type: ignore[method-assign]


@pytest.fixture(autouse=True)
def _quick_passwords(settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
