"""A territory, its project manager, and the day on which the tests of pages take place."""

from datetime import UTC, datetime

import pytest

from usine.ledger import clock
from usine.people.roles import Role

from .factories import make_territory, make_user


@pytest.fixture
def today():
    """27 May 2025 in the morning."""
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        yield clock.today()


@pytest.fixture
def territory(db):
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def signed_in(client, manager):
    """The browser of the project manager."""
    client.force_login(manager)
    return client


@pytest.fixture
def queued(settings):
    """Background work waits until a test runs it."""
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
