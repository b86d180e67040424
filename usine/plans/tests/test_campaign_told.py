"""A campaign that is cancelled, then put back: who knew of it is told at once, and nobody twice."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from usine.notices import letters, tasks
from usine.notices.models import Notice
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.campaigns.confirming import confirm_by_mail
from usine.plans.campaigns.links import to_confirm
from usine.plans.campaigns.operations import restore_campaign, withdraw_campaign
from usine.plans.models import Campaign
from usine.plans.queries import Plan
from usine.subjects import operations as subjects
from usine.values import clock

from .campaigning import DAY, again, sent, standings
from .factories import make_action, make_region, make_territory, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ASKED, ENDED = "attend une réponse de vous", "a retiré sa demande"


@pytest.fixture(autouse=True)
def _held(monkeypatch):
    """Mails leave when a test says so."""
    monkeypatch.setattr("usine.notices.operations.enqueue", lambda *given, **named: None)


@pytest.fixture
def region():
    return make_region("84", "Auvergne-Rhône-Alpes")


@pytest.fixture
def managers(region) -> list[User]:
    territories = [make_territory(name, region=region) for name in ("Adour", "Béarn")]
    with clock.set_to(datetime(2025, 3, 1, tzinfo=UTC)):
        for each in territories:
            make_action(each)
            make_action(each)
    managers = [make_user(Role.PROJECT_MANAGER, territory=each) for each in territories]
    subjects.rebuild()
    return managers


@pytest.fixture
def coordinator(region, managers) -> User:
    return make_user(Role.REGIONAL_COORDINATOR, region=region)


@pytest.fixture
def campaign(region, coordinator) -> Campaign:
    due_on = DAY + timedelta(days=2)
    return sent(Plan(region=region), by=again(coordinator), due_on=due_on)


def mails_leave() -> None:
    """As the queue does: what waits and does not wait for a digest."""
    for pk in Notice.objects.waiting().order_by("pk").values_list("pk", flat=True):
        tasks.send_at_once.call(pk)


def mails_to(user: User) -> list[str]:
    subjects_ = [each.subject for each in mail.outbox if each.to == [user.email]]
    return [words for each in subjects_ for words in (ASKED, ENDED) if words in each]


def cancelled(campaign: Campaign, by: User) -> Campaign:
    return withdraw_campaign(campaign, by=again(by))


def test_whom_the_mail_left_to_is_told_at_once_then_again(campaign, managers, coordinator):
    mails_leave()
    campaign = cancelled(campaign, coordinator)
    mails_leave()
    restore_campaign(campaign, by=again(coordinator))
    mails_leave()
    assert [mails_to(each) for each in managers] == [[ASKED, ENDED, ASKED]] * 2


def test_who_was_not_told_that_it_ended_has_no_second_mail(campaign, managers, coordinator):
    mails_leave()
    restore_campaign(cancelled(campaign, coordinator), by=again(coordinator))
    mails_leave()
    assert [mails_to(each) for each in managers] == [[ASKED]] * 2


def test_who_had_no_mail_yet_has_one_once_it_is_put_back(campaign, managers, coordinator):
    campaign = cancelled(campaign, coordinator)
    mails_leave()
    assert Notice.objects.count() == len(mail.outbox) == 0
    restore_campaign(campaign, by=again(coordinator))
    mails_leave()
    assert [mails_to(each) for each in managers] == [[ASKED]] * 2


def test_the_job_of_a_notice_that_is_taken_back_sends_nothing(campaign, coordinator):
    pk = Notice.objects.latest("pk").pk
    cancelled(campaign, coordinator)
    assert letters.letter_for(pk) is None


def test_who_read_that_it_ended_is_told_again(campaign, managers, coordinator):
    mails_leave()
    campaign = cancelled(campaign, coordinator)
    Notice.objects.filter(kind="asks.withdrawn", person=managers[0]).update(read_at=clock.now())
    restore_campaign(campaign, by=again(coordinator))
    mails_leave()
    assert [mails_to(each) for each in managers] == [[ASKED, ASKED], [ASKED]]


def test_what_the_link_confirmed_stays_counted_and_seen(campaign, managers, coordinator):
    ask = campaign.plans.order_by("territory__name").first().ask
    action = to_confirm(ask)[0]
    confirm_by_mail(ask, actions=[action.pk], by=again(managers[0]))
    before = standings(campaign, coordinator)
    campaign = restore_campaign(cancelled(campaign, coordinator), by=again(coordinator))
    assert standings(campaign, coordinator) == before
    assert sorted(before.values()) == ["open", "seen"]
    ask.refresh_from_db()
    action.refresh_from_db()
    assert (ask.state, action.confirmed_on) == ("seen", DAY)
