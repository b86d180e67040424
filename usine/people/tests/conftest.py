from datetime import UTC, datetime

import pytest

from usine.jobs.tests.conftest import database_queue
from usine.people.roles import Role
from usine.values import clock

from .factories import make_region, make_territory, make_user

__all__ = ["database_queue"]


@pytest.fixture(autouse=True)
def _today():
    """27 May 2025 in the morning, for every test of the room."""
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        yield


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", region=make_region("32", "Hauts-de-France"))


@pytest.fixture
def national():
    return make_user(Role.NATIONAL_TEAM)


@pytest.fixture
def signed_in(client, national):
    client.force_login(national)
    return client


@pytest.fixture
def coordinator(territory):
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)


@pytest.fixture
def coordinating(client, coordinator):
    client.force_login(coordinator)
    return client
