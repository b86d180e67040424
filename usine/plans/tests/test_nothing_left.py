"""What a campaign asks of a plan closes by itself once nothing is left to confirm there, because
actions leave it or are finished."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest

from usine.asks.models import Ask
from usine.ledger.verification import verify
from usine.notices.queries import notices_of
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.campaigns.links import shortcut
from usine.plans.campaigns.operations import send_campaign
from usine.plans.doing import NOTHING_LEFT
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.values import clock

from .campaigning import DAY, LONG_AGO, again
from .factories import make_action, make_user
from .pages import last_message
from .test_doing import asking, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def actions(territory, manager) -> list[Action]:
    """One that is confirmed, one that is not."""
    made = [make_action(territory, status=Status.IN_PROGRESS, title=name) for name in "AB"]
    Action.objects.filter(pk=made[1].pk).update(confirmed_on=LONG_AGO)
    return list(Action.objects.order_by("pk"))


@pytest.fixture
def asked(actions, territory, coordinator) -> Ask:
    campaign = send_campaign(
        Plan(region=territory.lead_region),
        territories=[territory],
        opens_on=DAY,
        due_on=DAY + timedelta(days=14),
        text="Vos plans, merci.",
        by=again(coordinator),
    )
    ask = campaign.plans.get().ask
    assert ask
    return ask


def withdrawn(action: Action, by) -> Action:
    return operations.withdraw(action, reason="Doublon", by=by and again(by))


def test_who_withdraws_the_last_has_brought_the_plan_up_to_date(
    asked, actions, manager, coordinator
):
    withdrawn(actions[0], manager)
    assert told(asked)[0] == "open"
    withdrawn(actions[1], manager)
    assert told(asked) == ("answered", "current", "")
    assert str(notices_of(again(coordinator))[0]) == f"{manager} a répondu à votre demande"
    assert verify() == []


def test_the_message_says_whom_it_answers(asked, actions, signed_in, coordinator):
    response = signed_in.post(f"/actions/{actions[1].pk}/retirer/", {"reason": "Doublon"}, follow=1)
    assert last_message(response) == (
        "L’action est retirée du plan. Elle peut être rétablie depuis sa page. "
        f"Cela répond à ce qui était demandé ({coordinator})."
    )


def test_whoever_asked_and_withdraws_it_expects_nothing_more(asked, actions, coordinator):
    withdrawn(actions[1], coordinator)
    assert told(asked) == ("withdrawn", "", "")


def test_the_action_that_comes_back_is_asked_about_again(asked, actions, manager):
    withdrawn(actions[1], manager)
    actions[1].refresh_from_db()
    operations.reinstate(actions[1], by=again(manager))
    assert told(asked) == ("seen", "", "")
    assert verify() == []


def test_one_that_comes_back_confirmed_leaves_the_answer(asked, actions, manager):
    """It says nothing of what is left."""
    withdrawn(actions[1], manager)
    operations.reinstate(withdrawn(actions[0], manager), by=again(manager))
    assert told(asked) == ("answered", "current", "")


@pytest.mark.parametrize("step", ["complete", "abandon"])
def test_the_last_one_finished_answers_too(asked, actions, manager, step):
    operations.step(actions[1], step, by=again(manager))
    assert told(asked) == ("answered", "current", "")


def test_what_the_platform_withdraws_leaves_nothing_to_ask(asked, actions, manager, coordinator):
    """Nobody answered: it is withdrawn, and who asked is told why."""
    withdrawn(actions[1], None)
    assert told(asked) == ("withdrawn", "", NOTHING_LEFT)
    assert str(notices_of(again(coordinator))[0]).endswith("a changé ce dont parlait une demande")


def test_who_confirms_the_last_and_may_not_answer_leaves_nothing_to_ask(asked, actions, territory):
    official = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    operations.confirm(actions[1], by=again(official))
    assert told(asked) == ("withdrawn", "", NOTHING_LEFT)


def test_what_is_asked_outside_a_campaign_of_a_plan_without_action_waits(
    territory, actions, manager, coordinator
):
    """It asks for the plan to be written."""
    for each in actions:
        withdrawn(each, None)
    asked = asking(UPDATE, actions[0], by=coordinator, subject=f"territory:{territory.pk}")
    operations.reinstate(Action.objects.get(pk=actions[0].pk), by=None)
    withdrawn(Action.objects.get(pk=actions[0].pk), None)
    assert told(asked)[0] == "open"
    assert clock.today() == DAY


def test_the_link_of_its_mail_says_why_it_serves_no_more(client, asked, actions, manager):
    withdrawn(actions[1], None)
    page = client.get(urlsplit(shortcut(asked, manager).url).path)
    assert page.context["title"] == "Cette demande est retirée"
    assert f"Retirée, le 27\u00a0mai 2025. {NOTHING_LEFT} Ce lien" in page.text
