"""The pages of a plan: what they show, to whom, in which order, at which cost."""

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from usine.kernel.dates import PartialDate, Precision
from usine.ledger import clock
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.states import Axis, Priority, Status

from .factories import make_action, make_region, make_territory, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _today():
    with clock.set_to(datetime(2025, 5, 27, 10, tzinfo=UTC)):
        yield


@pytest.fixture
def territory():
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def signed_in(client, manager):
    client.force_login(manager)
    return client


def plan_url(territory, query: str = "") -> str:
    return reverse("plans:territory_plan", args=[territory.slug]) + query


def titles(response) -> list[str]:
    return [row.action.title for row in response.context["rows"]]


def test_the_plan_lists_its_live_actions_by_axis_and_reference(signed_in, territory):
    make_action(territory, title="Dixième", reference="A10", axis=Axis.INNOVATION)
    make_action(territory, title="Deuxième", reference="A2", axis=Axis.INNOVATION)
    make_action(territory, title="Première", reference="Z1", axis=Axis.TRANSITION)
    make_action(territory, title="Sans référence", axis=Axis.INNOVATION)
    operations.withdraw(make_action(territory, title="Retirée"), reason="Doublon", by=None)
    make_action(make_territory(), title="D’un autre territoire")
    response = signed_in.get(plan_url(territory))
    assert titles(response) == ["Première", "Deuxième", "Dixième", "Sans référence"]
