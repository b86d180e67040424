"""A campaign is reminded of, then taken back; what stays of it."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, decline, keep_time, redirect, see
from usine.ledger.models import Event
from usine.people.roles import Role
from usine.plans.campaigns import operations, words
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.queries import Plan
from usine.plans.updating import opened_on
from usine.values import clock
from usine.values.errors import Refused

from ..campaigning import DAY, again, ask_of, refused, sent, standings, told
from ..conftest import TODAY
from ..factories import make_action, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_the_silent_are_reminded_in_one_event(campaign, territory, manager, deputy, coordinator):
    why = refused(operations.remind_silent, campaign=campaign, by=again(coordinator))
    assert why == "Personne n’est à relancer aujourd’hui."
    with clock.set_to(TODAY + timedelta(days=2)):
        answer(ask_of(campaign, territory), outcome="current", by=again(manager))
        assert operations.remind_silent(campaign, by=again(coordinator)) == 1
        assert Event.objects.latest("number").verb == "asks.remind_each"
        assert told(deputy)[0] == f"{coordinator} vous rappelle une demande"
        with pytest.raises(Refused):
            operations.remind_silent(campaign, by=again(coordinator))


def test_a_coordinator_reminds_their_region_alone(territory, manager, others, deputy, coordinator):
    away = make_user(Role.PROJECT_MANAGER, territory=others[2])
    campaign = sent(Plan(), by=again(make_user(Role.NATIONAL_TEAM)))
    with clock.set_to(TODAY + timedelta(days=2)):
        with pytest.raises(PermissionDenied):
            operations.remind_silent(campaign, by=again(away))
        assert operations.remind_silent(campaign, by=again(coordinator)) == 2
        assert operations.remind_silent(campaign, by=None) == 1
    assert len(told(away)) == 2


def test_after_the_last_reminder_the_coordinator_is_told(campaign, territory, coordinator):
    ask = ask_of(campaign, territory)
    before = len(told(coordinator))
    for days, more in ((21, 0), (45, 1), (60, 0)):
        with clock.set_to(TODAY + timedelta(days=days)):
            keep_time(ask)
        before += more
        assert len(told(coordinator)) == before
    assert told(coordinator)[0].endswith(
        "signale une demande restée sans réponse après les rappels"
    )


def test_a_campaign_is_taken_back(campaign, territory, manager, coordinator):
    see(ask_of(campaign, territory), by=again(manager))
    with pytest.raises(PermissionDenied):
        operations.withdraw_campaign(campaign, by=again(make_user(Role.NATIONAL_TEAM)))
    withdrawn = operations.withdraw_campaign(campaign, by=again(coordinator))
    assert withdrawn.withdrawn_at
    assert {each.state for each in Ask.objects.all()} == {"withdrawn"}
    assert told(manager) == [f"{coordinator} a retiré sa demande"]
    why = refused(operations.withdraw_campaign, campaign=campaign, by=again(coordinator))
    assert why == "Cette campagne est déjà annulée."


def test_the_answers_stay_when_the_rest_is_taken_back(campaign, territory, manager, coordinator):
    decline(ask_of(campaign, territory), words="Absent", by=again(manager))
    operations.withdraw_campaign(campaign, by=again(coordinator))
    assert standings(campaign, coordinator) == {
        "Oise": "withdrawn",
        "Pays de Saint-Omer": "declined",
        "Vimeu": "vacant",
    }


def test_what_was_passed_on_is_taken_back_too(campaign, territory, manager, others, coordinator):
    second = make_user(Role.PROJECT_MANAGER, territory=territory)
    redirect(ask_of(campaign, territory), to=a_person(second), by=again(manager))
    decline(ask_of(campaign, others[1]), words="Absent", by=None)
    operations.withdraw_campaign(campaign, by=again(coordinator))
    assert Ask.objects.waiting().count() == 0
    assert standings(campaign, coordinator)["Pays de Saint-Omer"] == "withdrawn"


def test_a_campaign_that_waits_for_nothing_is_not_taken_back(
    campaign, territory, others, coordinator
):
    for each in (territory, others[1]):
        decline(ask_of(campaign, each), words="Absent", by=None)
    why = refused(operations.withdraw_campaign, campaign=campaign, by=again(coordinator))
    assert why == "Cette campagne n’attend plus rien\u00a0: chacun a répondu."


def test_the_message_of_who_is_forgotten_goes(campaign, coordinator):
    words.forget(coordinator)
    campaign.refresh_from_db()
    assert campaign.text == "Message effacé."


def test_an_ask_tells_where_its_plan_is_and_since_when(territory, manager, others, region):
    make_action(territory)
    campaign = sent(Plan(region=region), [territory], opens_on=date(2025, 5, 20))
    ask = ask_of(campaign, territory)
    assert (
        ask.work.label
        == "Ouvrir le plan\u00a0: 1\u00a0action confirmée sur 1 depuis le 20\u00a0mai 2025"
    )
    assert ask.work.url == f"/territoires/{territory.slug}/plan/"
    campaign.plans.all().delete()
    assert opened_on(ask) == DAY
    assert [each.key for each in UPDATE.to([ask.subject])] == [ask.to.key]
