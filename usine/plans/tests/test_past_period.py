"""The plan of a past period says that it is, and what may still be done."""

from datetime import UTC, datetime

import pytest

from usine.people.roles import Role
from usine.plans.queries import Plan
from usine.territories.models import Period, Succession
from usine.values import clock

from .factories import make_territory, make_user
from .pages import plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

NOTICE, STILL = "Plan d’une période passée", "Il peut encore être complété et corrigé"


@pytest.fixture
def former():
    return make_territory("Ancien", slug="ancien", period="T1")


def page(client, territory, role: Role) -> str:
    client.force_login(make_user(role, territory=territory))
    return client.get(plan_url(territory)).content.decode()


def test_the_plan_of_a_past_period_says_so(client, former):
    told = page(client, former, Role.PROJECT_MANAGER)
    assert f"{NOTICE}&nbsp;: {Period.objects.get(pk='T1')}" in told
    assert "a pris fin le 31\u00a0décembre 2022" in told
    assert STILL in told


def test_who_only_reads_it_is_not_told_to_correct_it(client, former):
    told = page(client, former, Role.READER)
    assert NOTICE in told
    assert STILL not in told


def test_the_plan_of_the_current_period_says_nothing(client, territory):
    assert NOTICE not in page(client, territory, Role.PROJECT_MANAGER)


def test_a_period_is_past_once_the_next_one_has_started(former):
    plan = Plan(territory=former)
    assert plan.past_period == Period.objects.get(pk="T1")
    # It stays current between its end and the start of the next one.
    for day in (datetime(2022, 6, 1, tzinfo=UTC), datetime(2023, 11, 8, tzinfo=UTC)):
        with clock.set_to(day):
            assert plan.past_period is None
    assert Plan().past_period is None


def test_the_plans_that_follow_are_for_those_who_read_them(territory, former):
    Succession.objects.create(successor=territory, predecessor=former)
    manager = make_user(Role.PROJECT_MANAGER, territory=territory)
    stranger = make_user(Role.PROJECT_MANAGER, territory=former)
    plan = Plan(territory=former)
    assert plan.successors(manager) == [territory]
    assert plan.successors(stranger) == []
    assert Plan(territory=territory).successors(manager) == Plan().successors(manager) == []


def test_a_plan_that_follows_is_one_click_away(client, territory, former):
    Succession.objects.create(successor=territory, predecessor=former)
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert f'<a href="{plan_url(territory)}">' in client.get(plan_url(former)).content.decode()
