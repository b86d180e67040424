from datetime import UTC, datetime

import pytest

from usine.notices import kinds
from usine.people.models import User
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of
from usine.values import clock

from .factories import KINDS


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    monkeypatch.setattr(kinds, "_kinds", KINDS)


@pytest.fixture(autouse=True)
def _early():
    """What a test stands on was there before it: the ledger never goes back in time."""
    with clock.set_to(datetime(2025, 1, 2, tzinfo=UTC)):
        yield


@pytest.fixture
def territory():
    territory = make_territory("Lacq")
    subjects.rebuild()
    return territory


@pytest.fixture
def key(territory):
    """A subject of a kind that speaks of no plan."""
    return subject_of(territory)


def named(person: User, first_name: str, last_name: str) -> User:
    User.objects.filter(pk=person.pk).update(first_name=first_name, last_name=last_name)
    return User.objects.get(pk=person.pk)


@pytest.fixture
def manager(territory):
    return named(make_user(Role.PROJECT_MANAGER, territory=territory), "Ada", "Lovelace")


@pytest.fixture
def reader(territory):
    return named(make_user(Role.READER, territory=territory), "Grace", "Hopper")
