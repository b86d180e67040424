"""What an action can get, on its page: every open call, for those who follow its territory."""

from datetime import UTC, datetime

import pytest

from usine.calls.tests.factories import make_call
from usine.people.roles import Role
from usine.people.tests.factories import make_territory, make_user
from usine.plans import operations
from usine.plans.tests.factories import make_action
from usine.values import clock

from .documents import example
from .eligibility.terms import spaced

pytestmark = pytest.mark.django_db
MARCH = datetime(2025, 3, 10, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def day():
    with clock.set_to(MARCH):
        yield


@pytest.fixture
def territory():
    return make_territory()


@pytest.fixture
def action(territory):
    return make_action(territory, reference="A3", planned_budget=1_600_00)


@pytest.fixture
def team(client, territory):
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=territory))
    return client


def panel(client, action):
    """What the page of the action shows, by call."""
    page = client.get(action.get_absolute_url())
    panels = page.context.get("panels") or []
    return page, {each.call.pk: each.verdict for _, values in panels for each in values["answers"]}


def test_each_open_call_says_why(team, action):
    make_call(stage="open")
    page, told = panel(team, action)
    assert {code: str(verdict.verdict) for code, verdict in told.items()} == {
        "portes-ouvertes-2025": "unmet"
    }
    html = spaced(page.content.decode().replace("&nbsp;", " "))[0].lower()
    assert "ce qu’elle peut obtenir" in html
    assert "1 appel ouvert," in html
    assert "budget de l’action a3, depuis le 10 janvier 2024" in html
    assert "il manque 400 €" in html


def of(code: str, cost: int, subject: str = "action") -> dict:
    document = example()
    document["call"] |= {"code": code, "subject": subject}
    document["parameters"][0]["values"][0]["value"] = cost
    return document


def test_what_may_suit_comes_first(team, action):
    for code, cost in (("trop-cher", 200_000), ("peut-etre", 100)):
        make_call(of(code, cost), code=code, stage="open")
    assert list(panel(team, action)[1]) == ["peut-etre", "trop-cher"]


@pytest.mark.parametrize("stage", ["", "test", "closed"])
def test_a_call_that_is_not_open_is_not_told(team, action, stage):
    make_call(stage=stage)
    page, told = panel(team, action)
    assert told == {}
    assert "Ce qu’elle peut obtenir" not in page.content.decode()


def test_a_call_between_its_windows_or_for_territories_is_not_told(team, action):
    make_call(of("territoires", 100, "territory"), code="territoires", stage="open")
    make_call(stage="open")
    with clock.set_to(datetime(2025, 6, 1, tzinfo=UTC)):
        assert panel(team, action)[1] == {}


def test_what_left_the_plan_gets_nothing(team, action):
    make_call(stage="open")
    operations.withdraw(action, reason="Doublon", by=None)
    assert panel(team, action)[1] == {}


def test_those_who_do_not_follow_the_territory_are_told_nothing(client, action):
    make_call(stage="open")
    assert "panels" not in client.get(action.get_absolute_url()).context
    client.force_login(make_user(Role.PROJECT_MANAGER, territory=make_territory()))
    page = client.get(action.get_absolute_url())
    assert "panels" not in page.context
    assert "400" not in page.content.decode().partition("<main")[2]


@pytest.mark.parametrize("count", [1, 3])
def test_calls_take_a_fixed_number_of_queries(team, action, count, django_assert_num_queries):
    for number in range(count):
        code = f"appel-{number}"
        make_call(of(code, 100), code=code, stage="open")
    panel(team, action)
    with django_assert_num_queries(29):
        assert len(panel(team, action)[1]) == count
