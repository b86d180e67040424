"""Whom one chooses to ask: whole regions, territories, and the silent ones alone."""

from datetime import timedelta

import pytest

from usine.people.roles import Role
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.plans.rules import STALE_AFTER, is_silent

from .campaigning import DAY
from .conftest import TODAY
from .factories import make_action, make_region, make_territory, make_user
from .test_campaign_pages import TYPED, names

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
PREPARE = Plan().address("prepare_campaign")


def kept(name: str, region, days: int):
    """A territory with a project manager, whose plan was last written some days ago."""
    made = make_territory(name, region=region)
    make_user(Role.PROJECT_MANAGER, territory=made)
    action = make_action(made)
    day = TODAY - timedelta(days=days)
    Action.objects.filter(pk=action.pk).update(confirmed_on=day.date(), changed_at=day)
    return made


@pytest.fixture
def nation():
    return make_user(Role.NATIONAL_TEAM)


@pytest.fixture
def browser(client, nation):
    client.force_login(nation)
    return client


@pytest.fixture
def hauts(db):
    region = make_region("32", "Hauts-de-France")
    kept("Oise", region, days=91)
    kept("Vimeu", region, days=90)
    return region


@pytest.fixture
def aquitaine(db):
    region = make_region("75", "Nouvelle-Aquitaine")
    kept("Lacq", region, days=200)
    return region


def asked(browser, **more) -> list[str]:
    return names(browser.post(PREPARE, TYPED | more).context["asked"])


def test_a_whole_region_is_chosen(browser, hauts, aquitaine):
    form = browser.get(PREPARE).context["form"]
    assert form.fields["regions"].choices == [
        (str(hauts.pk), "Hauts-de-France (2\u00a0territoires, 1\u00a0silencieux)"),
        (str(aquitaine.pk), "Nouvelle-Aquitaine (1\u00a0territoire, 1\u00a0silencieux)"),
    ]
    assert asked(browser) == ["Lacq", "Oise", "Vimeu"]
    assert asked(browser, regions=[hauts.pk]) == ["Oise", "Vimeu"]


def test_territories_are_asked_besides_those_of_regions(browser, hauts, aquitaine):
    oise = Plan(region=hauts).territories().get(name="Oise")
    assert asked(browser, territories=[oise.pk]) == ["Oise"]
    assert asked(browser, regions=[aquitaine.pk], territories=[oise.pk]) == ["Lacq", "Oise"]


def test_the_silent_alone_are_asked(browser, hauts, aquitaine):
    assert asked(browser, only_silent="on") == ["Lacq", "Oise"]
    assert asked(browser, only_silent="on", regions=[hauts.pk]) == ["Oise"]
    page = browser.post(PREPARE, TYPED | {"only_silent": "on"})
    assert "2\u00a0actions y sont à confirmer." in page.text


def test_what_was_previewed_is_sent(browser, hauts, aquitaine):
    typed = TYPED | {"only_silent": "on", "regions": [hauts.pk]}
    listed = browser.post(PREPARE, typed).context["listed"]
    browser.post(PREPARE, typed | {"listed": listed})
    plans = Campaign.objects.get().plans.values_list("territory__name", flat=True)
    assert list(plans) == ["Oise"]


def test_nobody_silent_is_told_on_the_form(browser, hauts):
    vimeu = Plan(region=hauts).territories().get(name="Vimeu")
    page = browser.post(PREPARE, TYPED | {"only_silent": "on", "territories": [vimeu.pk]})
    assert page.context["form"].non_field_errors() == ["Aucun de ces territoires n’est silencieux."]
    assert page.context["is_previewed"] is False


def test_a_region_chooses_among_its_territories_alone(client, hauts, aquitaine):
    client.force_login(make_user(Role.REGIONAL_COORDINATOR, region=hauts))
    form = client.get(Plan(region=hauts).address("prepare_campaign")).context["form"]
    assert list(form.fields) == ["text", "due_on", "opens_on", "only_silent", "territories"]
    assert [label for _, label in form.fields["territories"].choices] == ["Oise", "Vimeu"]


@pytest.mark.parametrize(
    ("days", "is_long"), [(None, True), (0, False), (STALE_AFTER.days, False), (91, True)]
)
def test_a_plan_is_silent_after_ninety_days(days, is_long):
    day = None if days is None else DAY - timedelta(days=days)
    assert is_silent(day, DAY) is is_long
