"""A campaign that is cancelled: what one reads first, and what puts it back."""

import json
from datetime import timedelta

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, redirect, see, withdraw
from usine.ledger.models import Event
from usine.notices.queries import notices_of
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.campaigns.operations import restore_campaign, withdraw_campaign
from usine.plans.models import Campaign
from usine.plans.queries import Plan
from usine.subjects import operations as subjects
from usine.values import clock
from usine.values.errors import Refused

from .campaigning import again, sent
from .conftest import TODAY
from .factories import make_region, make_territory, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NAMES = ("Adour", "Béarn", "Caux", "Doubs")


@pytest.fixture
def region():
    return make_region("84", "Auvergne-Rhône-Alpes")


@pytest.fixture
def managers(region) -> list[User]:
    territories = [make_territory(name, region=region) for name in NAMES]
    managers = [make_user(Role.PROJECT_MANAGER, territory=each) for each in territories]
    subjects.rebuild()
    return managers


@pytest.fixture
def coordinator(region, managers) -> User:
    return make_user(Role.REGIONAL_COORDINATOR, region=region)


@pytest.fixture
def campaign(region, coordinator) -> Campaign:
    """One has answered, one has seen, one passed it on, one was asked no more before."""
    return sent(Plan(region=region), by=again(coordinator))


@pytest.fixture
def mixed(campaign, managers, coordinator) -> Campaign:
    asks = asks_of(campaign)
    answer(asks[0], outcome="current", by=again(managers[0]))
    see(asks[1], by=again(managers[1]))
    redirect(asks[2], to=a_person(make_user(Role.NATIONAL_TEAM)), by=again(managers[2]))
    withdraw(asks[3], by=again(coordinator))
    return campaign


def asks_of(campaign: Campaign) -> list[Ask]:
    plans = campaign.plans.order_by("territory__name").select_related("ask")
    return [plan.ask for plan in plans if plan.ask]


def states() -> list[str]:
    return list(Ask.objects.order_by("pk").values_list("state", flat=True))


def told(user: User) -> list[str]:
    return [each.kind for each in notices_of(again(user))]


def test_what_it_does_is_read_before(client, mixed, coordinator):
    client.force_login(coordinator)
    address = reverse("plans:withdraw_campaign", args=[mixed.pk])
    assert f'href="{address}"' in client.get(mixed.get_absolute_url()).text
    before = states()
    page = client.get(address)
    assert page.context["explanation"] == (
        "2\u00a0demandes seront retirées\u00a0: plus rien n’y sera attendu, et leurs liens ne "
        "serviront plus. "
        "1\u00a0destinataire l’a vue, ou son courriel, et en sera prévenu tout de suite. "
        "1\u00a0réponse reçue restera. Vous pourrez remettre la campagne."
    )
    assert states() == before
    for ask in Ask.objects.waiting():
        answer(ask, outcome="partly", words="Le reste attend.", by=None)
    assert "chacun a répondu" in client.get(address).context["refusal"]


def test_a_campaign_of_which_nobody_saw_anything_says_no_more(client, campaign, coordinator):
    client.force_login(coordinator)
    page = client.get(reverse("plans:withdraw_campaign", args=[campaign.pk]))
    assert page.context["explanation"] == (
        "4\u00a0demandes seront retirées\u00a0: plus rien n’y sera attendu, et leurs liens ne "
        "serviront plus. Vous pourrez remettre la campagne."
    )


def test_the_campaign_is_put_back_as_it_was_in_one_click(client, mixed, managers, coordinator):
    client.force_login(coordinator)
    before = states()
    with clock.set_to(TODAY + timedelta(hours=1)):
        page = client.post(reverse("plans:withdraw_campaign", args=[mixed.pk]), follow=True)
    assert states() == ["answered", "withdrawn", "redirected", "withdrawn", "withdrawn"]
    assert told(managers[1]) == ["asks.withdrawn"]
    undo = json.loads(list(get_messages(page.wsgi_request))[-1].extra_tags)
    count = Event.objects.count()
    with clock.set_to(TODAY + timedelta(hours=2)):
        page = client.post(undo["address"], undo["fields"], follow=True)
    assert last_message(page).startswith("La campagne est remise")
    # What was seen stays so, what was withdrawn alone too.
    assert states() == before
    assert Event.objects.count() == count + 1
    assert told(managers[1]) == ["asks.asked"]
    assert Campaign.objects.get().withdrawn_at is None
    assert "Remettre la campagne" not in page.text


def test_the_page_of_a_campaign_that_is_cancelled_puts_it_back(client, campaign, coordinator):
    withdraw_campaign(campaign, by=again(coordinator))
    client.force_login(coordinator)
    assert "Remettre la campagne" in client.get(campaign.get_absolute_url()).text
    client.force_login(make_user(Role.NATIONAL_TEAM))
    assert "Remettre la campagne" not in client.get(campaign.get_absolute_url()).text


def test_what_is_not_cancelled_or_is_asked_again_is_not_put_back(
    region, campaign, managers, coordinator
):
    with pytest.raises(Refused, match="n’est pas annulée"):
        restore_campaign(campaign, by=again(coordinator))
    withdraw_campaign(campaign, by=again(coordinator))
    sent(Plan(region=region), [campaign.plans.first().territory], by=again(coordinator))
    before = states()
    with pytest.raises(Refused, match="C’est déjà demandé"):
        restore_campaign(campaign, by=again(coordinator))
    assert states() == before
    with pytest.raises(PermissionDenied):
        restore_campaign(campaign, by=make_user(Role.NATIONAL_TEAM))


def test_nothing_is_put_back_of_what_was_withdrawn_alone(campaign, coordinator):
    for ask in asks_of(campaign):
        withdraw(ask, by=again(coordinator))
    with pytest.raises(Refused, match="n’attend plus rien"):
        withdraw_campaign(campaign, by=again(coordinator))
