"""What tests of plans stand on, and how the work of an import is done under a test."""

import pytest

from usine.imports import operations
from usine.plans.tests.conftest import manager, signed_in, territory, today
from usine.reading.tests.conftest import in_this_process

from .imports import LARGE

__all__ = ["in_this_process", "manager", "signed_in", "territory", "today"]


@pytest.fixture
def queued(settings):
    """Background work waits until a test runs it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def a_few_is_many(queued, monkeypatch):
    """What is given to the workers need not be long to write."""
    monkeypatch.setattr(operations, "ROWS_AT_ONCE", LARGE - 1)
