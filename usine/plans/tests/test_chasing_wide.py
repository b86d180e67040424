"""Lines of several territories, ticked in the list of a region or the nation, and asked about."""

from datetime import date

import pytest

from usine.asks.models import Ask
from usine.people.roles import Role

from .factories import make_action, make_territory, make_user
from .pages import last_message
from .test_standing import browser

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def other(territory):
    other = make_territory("Calaisis", region=territory.lead_region)
    make_user(Role.PROJECT_MANAGER, territory=other)
    return other


@pytest.fixture
def actions(territory, other, manager):
    return [make_action(place, title=f"Étude {place}") for place in (territory, other)]


@pytest.fixture(params=["region", "nation"])
def desk(request, territory):
    """Who follows several territories, and the address of their list."""
    if request.param == "nation":
        return make_user(Role.NATIONAL_TEAM), "/plans/"
    region = territory.lead_region
    user = make_user(Role.REGIONAL_COORDINATOR, region=region)
    return user, f"/regions/{region.slug}/plan/"


def test_lines_that_are_ticked_are_asked_about_on_each_territory(desk, actions):
    user, address = desk
    client = browser(user)
    page = client.get(address)
    assert page.text.count('name="ligne"') == 2
    assert f"{address}lignes/relancer/" in page.text
    ticks = {"ligne": [each.pk for each in actions], "retour": address}
    form = client.post(f"{address}lignes/relancer/", ticks, follow=True)
    assert form.context["asked"] == 2
    sent = {
        "subjects": [each.subject for each in actions],
        "text": "Où en est-ce ?",
        "due_on": "2025-06-10",
        "retour": address,
    }
    done = client.post(form.request["PATH_INFO"], sent, follow=True)
    assert last_message(done) == "2\u00a0demandes sont faites, sur 2\u00a0territoires."
    assert done.request["PATH_INFO"] == address
    assert {each.subject_id for each in Ask.objects.all()} == {each.subject for each in actions}


def test_nothing_ticked_is_said(desk, actions):
    user, address = desk
    page = browser(user).post(f"{address}lignes/relancer/", follow=True)
    assert last_message(page) == "Cochez d’abord des lignes."


def test_who_only_reads_ticks_nothing(territory, actions):
    region = territory.lead_region
    client = browser(make_user(Role.READER, region=region))
    address = f"/regions/{region.slug}/plan/"
    assert 'name="ligne"' not in client.get(address).text
    assert client.post(f"{address}lignes/relancer/").status_code == 403


def test_a_plan_of_the_past_is_not_chased(desk, territory):
    make_action(territory, title="Étude de sol", effective_on=date(2025, 3, 3))
    user, address = desk
    page = browser(user).get(f"{address}?au=2025-05-01")
    assert [row.action.title for row in page.context["rows"]] == ["Étude de sol"]
    assert 'name="ligne"' not in page.text
