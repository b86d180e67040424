"""What a campaign, or a coordinator, expects one to confirm: in « Ma semaine », in the plan."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import ask, redirect, withdraw
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.campaigns.progress import confirmed_since
from usine.plans.models import Action, Campaign
from usine.plans.operations import confirm
from usine.plans.queries import Plan
from usine.plans.standing import STANDING
from usine.plans.states import Status
from usine.plans.week import to_look_at
from usine.subjects import operations as subjects
from usine.values import clock

from .campaigning import again, sent
from .factories import make_action, make_territory, make_user
from .pages import plan_url, titles

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def confirmed_ago(territory, title: str, days: int, **more) -> Action:
    action = make_action(territory, title=title, **more)
    day = clock.today() - timedelta(days=days)
    Action.objects.filter(pk=action.pk).update(confirmed_on=day)
    return action


@pytest.fixture
def plan(territory, manager) -> Plan:
    """Actions confirmed yesterday, of which one is restricted, one today, one closed."""
    confirmed_ago(territory, "Friche", 1)
    confirmed_ago(territory, "Réseau", 1, restricted=True)
    confirmed_ago(territory, "Ce matin", 0)
    confirmed_ago(territory, "Réalisée", 9, status=Status.DONE)
    subjects.rebuild()
    return Plan(region=territory.lead_region)


def looked_at(user: User) -> list[str]:
    return [action.title for action in to_look_at(again(user), clock.today())]


def test_what_a_campaign_expects_stands_in_the_week(client, plan, territory, manager):
    client.force_login(manager)
    assert "Tout est à jour" in client.get(reverse("plans:week")).text
    ask = sent(plan).plans.get().ask
    assert looked_at(manager) == ["Friche", "Réseau"]
    assert "Tout est à jour" not in client.get(reverse("plans:week")).text
    confirm(Action.objects.get(title="Friche"), by=manager)
    assert looked_at(manager) == ["Réseau"]
    withdraw(ask, by=None)
    assert looked_at(manager) == []


def test_the_week_of_whom_it_is_passed_to_has_it(plan, territory, manager):
    deputy = make_user(Role.DEPUTY, territory=territory, ends_on=clock.today() + timedelta(days=9))
    campaign = sent(plan)
    # What it counts from is that of the campaign, not of the day when it was passed on.
    Campaign.objects.update(opens_on=clock.today() - timedelta(days=1))
    assert looked_at(deputy) == []
    confirmed_ago(territory, "Ancienne", 2)
    assert looked_at(deputy) == ["Ancienne"]
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    redirect(campaign.plans.get().ask, to=a_person(coordinator), by=None)
    assert [looked_at(each) for each in (coordinator, deputy, manager)] == [["Ancienne"], [], []]


def test_what_one_asks_of_an_action_stands_in_the_week(plan, territory, manager):
    reader = make_user(Role.READER, territory=territory)
    for title, to in (
        ("Friche", a_role(Role.PROJECT_MANAGER, territory)),
        ("Ce matin", a_role(Role.PROJECT_MANAGER, territory)),
        ("Réseau", a_person(reader)),
    ):
        subject = Action.objects.get(title=title).subject
        due_on = clock.today() + timedelta(days=9)
        ask(STANDING, subject, text="Où en est-elle ?", to=to, due_on=due_on, by=None)
    assert [looked_at(each) for each in (manager, reader)] == [["Friche"], []]


def test_what_asks_costs_the_same_for_many(plan, territory, manager):
    counts = []
    for number in range(2):
        made = make_territory(f"Autre {number}", region=plan.region)
        make_user(Role.PROJECT_MANAGER, territory=made)
        subjects.rebuild()
        sent(plan, [made])
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=plan.region)
    for asked in Ask.objects.waiting():
        redirect(asked, to=a_person(coordinator), by=None)
        user = again(coordinator)
        with CaptureQueriesContext(connection) as queries:
            to_look_at(user, clock.today())
        counts.append(len(queries))
    assert counts == [counts[0]] * 2


def test_what_is_left_opens_as_the_campaign_counts_it(client, plan, territory, manager):
    campaign = sent(plan)
    client.force_login(manager)
    work = campaign.plans.get().ask.work
    assert (
        work.label
        == "Ouvrir le plan\u00a0: 1\u00a0action confirmée sur 3 depuis le 27\u00a0mai 2025"
    )
    assert work.url == plan_url(territory, "?aconfirmer=2025-05-27")
    page = client.get(work.url)
    assert sorted(titles(page)) == ["Friche", "Réseau"]
    counted = confirmed_since([territory], campaign.opens_on)[territory.pk]
    assert counted.left == len(titles(page))
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=plan.region))
    assert f'href="{work.url}&amp;retour=' in client.get(campaign.get_absolute_url()).text
    for action in Action.objects.exclude(status=Status.DONE):
        confirm(action, by=manager)
    assert campaign.plans.get().ask.work.url == plan_url(territory)


def test_the_day_of_a_confirmation_narrows_no_plan_of_the_past(client, plan, territory, manager):
    client.force_login(manager)
    past, narrowed = (
        titles(client.get(plan_url(territory, f"?{query}au=2025-05-26")))
        for query in ("", "aconfirmer=2025-05-27&")
    )
    assert (len(past), narrowed) == (4, past)
    told = client.get(
        reverse("plans:confirm_plan", args=[territory.slug]), {"aconfirmer": "2025-05-27"}
    )
    assert "pas confirmées depuis le\u00a0: 27\u00a0mai 2025" in told.context["explanation"]
