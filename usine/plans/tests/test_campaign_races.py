"""People who meet on a campaign: it is sent once, and answered once."""

from datetime import timedelta
from functools import partial

import pytest

from usine.asks.models import Ask
from usine.asks.operations import answer
from usine.asks.tests.test_races import at_once
from usine.ledger.models import Event
from usine.people.roles import Role
from usine.plans.campaigns.confirming import confirm_by_mail, confirm_listed
from usine.plans.campaigns.operations import send_campaign, withdraw_campaign
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.subjects import operations as subjects
from usine.values import clock

from .campaigning import again
from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def plan() -> Plan:
    territory = make_territory("Lacq")
    subjects.rebuild()
    return Plan(territory=territory)


@pytest.fixture
def manager(plan):
    return make_user(Role.PROJECT_MANAGER, territory=plan.territory)


def sending(plan: Plan):
    """A campaign to be sent."""
    return partial(
        send_campaign,
        Plan(region=plan.territory.lead_region),
        territories=[plan.territory],
        text="Vos plans",
        opens_on=clock.today(),
        due_on=clock.today() + timedelta(days=9),
        by=None,
    )


def left_to_confirm(plan: Plan) -> Action:
    """An action that was confirmed before a campaign."""
    action = make_action(plan.territory)
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=9))
    return action


def test_a_campaign_is_sent_once(plan, manager):
    left_to_confirm(plan)
    assert at_once(*[sending(plan)] * 4) == ["done", *["refused"] * 3]
    assert [Campaign.objects.count(), Ask.objects.count()] == [1, 1]


def test_an_answer_by_mail_and_another_meet_a_withdrawal(plan, manager):
    action = left_to_confirm(plan)
    campaign = sending(plan)()
    ask = campaign.plans.get().ask
    outcomes = at_once(
        partial(confirm_by_mail, ask, actions=[action.pk], by=again(manager)),
        partial(answer, ask, outcome="current", by=again(manager)),
        partial(withdraw_campaign, campaign, by=None),
    )
    assert outcomes == ["done", "refused", "refused"]
    closing = ["asks.answer", "asks.withdraw_many"]
    assert Event.objects.filter(verb__in=closing).count() == 1


def test_two_halves_of_a_plan_answer_it_once(plan, manager):
    """Whoever confirms the last half answers, whichever it is."""
    actions = [make_action(plan.territory) for _ in range(2)]
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=9))
    ask = sending(plan)().plans.get().ask
    by = again(manager)
    outcomes = at_once(
        *[partial(confirm_listed, plan.territory, actions=[each.pk], by=by) for each in actions]
    )
    ask.refresh_from_db()
    assert (outcomes, ask.state) == (["done", "done"], "answered")
    assert Event.objects.filter(verb="asks.answer").count() == 1


def test_a_whole_plan_confirmed_meets_a_withdrawal(plan, manager):
    """Withdrawn first, the campaign is answered no more: the plan is confirmed all the same."""
    action = left_to_confirm(plan)
    campaign = sending(plan)()
    outcomes = at_once(
        partial(confirm_listed, plan.territory, actions=[action.pk], by=again(manager)),
        partial(withdraw_campaign, campaign, by=None),
    )
    ask = campaign.plans.get().ask
    assert (ask.state, outcomes) in [
        ("answered", ["done", "refused"]),
        ("withdrawn", ["done", "done"]),
    ]


def test_a_plan_confirmed_whole_meets_a_campaign(plan, manager):
    """Confirmed first, the plan is not asked for; asked first, it is answered."""
    action = left_to_confirm(plan)
    outcomes = at_once(
        sending(plan),
        partial(confirm_listed, plan.territory, actions=[action.pk], by=again(manager)),
    )
    states = list(Ask.objects.values_list("state", flat=True))
    assert (outcomes, states) in [
        (["done", "done"], ["answered"]),
        (["done", "refused"], []),
    ]
