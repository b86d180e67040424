from datetime import UTC, datetime

import pytest

from usine.jobs.tests.conftest import kept
from usine.values import clock

__all__ = ["kept"]


@pytest.fixture(autouse=True)
def _today():
    """27 May 2025 in the morning, for every test of the room."""
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        yield
