import pytest
from django.urls import reverse

from usine.people.operations import grant_mandate
from usine.people.roles import Role
from usine.plans.tests.factories import LABELLED_ON, make_user

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("role", "where", "arrives"),
    [
        (Role.PROJECT_MANAGER, "audomarois", ("plans:territory_plan", "audomarois")),
        (Role.ELECTED_OFFICIAL, "audomarois", ("portal:territory_desk", "audomarois")),
        (Role.INDUSTRIALIST, "audomarois", ("portal:territory_desk", "audomarois")),
        (Role.REGIONAL_COORDINATOR, "hauts", ("portal:region_desk", "region-32")),
        (Role.NATIONAL_TEAM, "", ("portal:national_desk",)),
        (None, "", ("portal:home",)),
    ],
)
def test_one_arrives_on_what_one_came_for(client, programme, role, where, arrives):
    scope = (
        {"region" if where == "hauts" else "territory": getattr(programme, where)} if where else {}
    )
    client.force_login(make_user(role, **scope))
    name, *slug = arrives
    assert client.get("/arrivee/").url == reverse(name, args=slug)


def test_who_has_several_plans_chooses(client, programme):
    grant_mandate(
        programme.manager,
        Role.ELECTED_OFFICIAL,
        place=programme.vosges,
        starts_on=LABELLED_ON,
        by=None,
    )
    client.force_login(programme.manager)
    assert client.get("/arrivee/").url == reverse("plans:mine")
