import pytest
from django.urls import reverse

from usine.people.roles import Role
from usine.plans.tests.factories import make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "where", "arrives"),
    [
        (Role.PROJECT_MANAGER, "audomarois", "plans:mine"),
        (Role.REGIONAL_COORDINATOR, "hauts", "plans:mine"),
        (Role.NATIONAL_TEAM, "", "figures:nation"),
        (None, "", "portal:home"),
    ],
)
def test_one_arrives_on_what_one_came_for(client, programme, role, where, arrives):
    scope = (
        {"region" if where == "hauts" else "territory": getattr(programme, where)} if where else {}
    )
    client.force_login(make_user(role, **scope))
    assert client.get("/arrivee/").url == reverse(arrives)
