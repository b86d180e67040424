"""The world in which rooms meet, made once a file: what a test writes there is undone."""

from collections.abc import Iterator

import pytest
from django.db import transaction

from .world import World, make_world


@pytest.fixture(scope="module")
def world(bare_database, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)
