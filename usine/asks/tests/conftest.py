"""Who meets on an ask: a territory, its project manager, the coordinator of its region."""

import pytest

from usine.asks import kinds
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.subjects import operations as subjects

from .factories import COUNT, OPINION


@pytest.fixture(autouse=True)
def _only_ours(monkeypatch):
    """Whatever other rooms declare."""
    monkeypatch.setattr(kinds, "_kinds", {kind.code: kind for kind in (OPINION, COUNT)})


@pytest.fixture
def territory(db):
    territory = make_territory("Lacq")
    subjects.rebuild()
    return territory


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def coordinator(territory):
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
