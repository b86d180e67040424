"""Whoever does what they asked of somebody else expects it no more, until that is undone."""

from datetime import timedelta

import pytest

from usine.asks.addressing import a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, see
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.notices.queries import notices_of
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.blocking import block, lift_block
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.models import Action
from usine.plans.standing import STANDING
from usine.plans.unblocking import UNBLOCK
from usine.territories.measures import subject_of
from usine.values import clock

from .conftest import made_today
from .factories import make_action, make_user
from .pages import last_message
from .test_doing import DEEDS, UNDONE, asking, number, told, unconfirmed

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

KNOWING = ("confirm", "confirm_plan", "step", "step_many")


@made_today
def action(territory):
    return unconfirmed(territory)


@made_today
def asked(action, manager, coordinator) -> Ask:
    """The coordinator asks the project manager where the action stands."""
    return asking(STANDING, action, by=coordinator)


@made_today
def blocked(action, manager, coordinator) -> Ask:
    """The project manager asks the coordinator for help."""
    block(action, kind="funding", words="Devis", by=manager)
    to = a_role(Role.REGIONAL_COORDINATOR, action.territory.lead_region)
    return asking(UNBLOCK, action, by=manager, to=to)


def heard(person) -> list[str]:
    return [str(each) for each in notices_of(person)]


def test_whoever_lifts_what_blocks_needs_no_help(blocked, action, manager, coordinator):
    assert heard(coordinator) == [f"{manager} attend une réponse de vous"]
    lift_block(action, words="Payé.", by=manager)
    assert told(blocked) == ("withdrawn", "", "")
    assert (blocked.closed_by, blocked.values) == (manager, {"done_in": number()})
    # Who had not opened it had its mail.
    assert heard(coordinator) == [
        f"{manager} a retiré sa demande",
        f"{manager} attend une réponse de vous",
    ]
    assert verify() == []


def test_who_had_opened_it_is_told(blocked, action, manager, coordinator):
    see(blocked, by=coordinator)
    lift_block(action, words="Payé.", by=manager)
    assert heard(coordinator)[0] == f"{manager} a retiré sa demande"
    assert told(blocked)[0] == "withdrawn"


def test_each_of_whom_help_was_asked_is_asked_no_more(blocked, action, manager):
    make_user(Role.NATIONAL_TEAM)
    nation = asking(UNBLOCK, action, by=manager, to=a_role(Role.NATIONAL_TEAM, None))
    lift_block(action, words="Payé.", by=manager)
    assert [told(each)[0] for each in (blocked, nation)] == ["withdrawn", "withdrawn"]


def test_help_that_somebody_else_asked_is_answered(blocked, action, manager, territory):
    other = make_user(Role.PROJECT_MANAGER, territory=territory)
    lift_block(action, words="Payé.", by=other)
    assert told(blocked) == ("answered", "lifted", "Payé.")
    assert heard(manager) == [f"{other} a répondu à votre demande"]


def test_what_was_answered_stays_answered(blocked, action, manager, coordinator):
    answer(blocked, outcome="followed", words="J’appelle.", by=coordinator)
    lift_block(action, words="Payé.", by=manager)
    assert told(blocked) == ("answered", "followed", "J’appelle.")


def test_what_is_asked_of_oneself_too_is_answered(action):
    """Whoever asks the national team for help may be of it."""
    asker, _ = make_user(Role.NATIONAL_TEAM), make_user(Role.NATIONAL_TEAM)
    block(action, kind="funding", words="Devis", by=asker)
    asked = asking(UNBLOCK, action, by=asker, to=a_role(Role.NATIONAL_TEAM, None))
    lift_block(action, words="Payé.", by=asker)
    assert told(asked) == ("answered", "lifted", "Payé.")


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_sees_where_it_stands_asks_no_more(asked, action, coordinator, deed):
    """To confirm it or take its step says so; a note or a field may be written while one waits."""
    DEEDS[deed][0](action, coordinator)
    assert told(asked) == ("withdrawn" if deed in KNOWING else "open", "", "")


@pytest.mark.parametrize("deed", ["confirm", "step", "step_many"])
def test_what_is_undone_is_expected_again(asked, action, manager, coordinator, deed):
    see(asked, by=manager)
    DEEDS[deed][0](action, coordinator)
    assert heard(manager)[0] == f"{coordinator} a retiré sa demande"
    UNDONE[deed](action, number(), coordinator)
    assert told(asked) == ("seen", "", "")
    assert (asked.values, asked.closed_at, asked.closed_by) == ({}, None, None)
    # Once when it was asked, once when it is expected again.
    assert heard(manager) == [f"{coordinator} attend une réponse de vous"] * 2
    assert verify() == []


def test_what_was_asked_again_meanwhile_stays_withdrawn(asked, action, coordinator):
    operations.confirm(action, by=coordinator)
    event = number()
    again = asking(STANDING, action, by=coordinator)
    operations.undo_confirm(action, event=event, by=coordinator)
    assert [told(each)[0] for each in (asked, again)] == ["withdrawn", "open"]


@pytest.mark.parametrize("together", [False, True])
def test_whoever_confirms_the_last_action_needs_no_campaign(
    territory, action, manager, coordinator, together
):
    other = make_action(territory, title="Autre")
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=9))
    asked = asking(UPDATE, action, by=coordinator, subject=subject_of(territory))
    operations.confirm(action, by=coordinator)
    assert told(asked)[0] == "open"
    if together:
        operations.confirm_plan(territory, actions=[other.pk], by=coordinator)
    else:
        operations.confirm(other, by=coordinator)
    assert told(asked) == ("withdrawn", "", "")


def test_the_message_says_what_is_expected_no_more(blocked, action, signed_in):
    lifting = {"words": "Payé.", "effective_on": clock.today().isoformat()}
    page = signed_in.post(f"/actions/{action.pk}/blocage/lever/", lifting)
    to = f"Coordinateur régional, {action.territory.lead_region}"
    text = f"Le blocage est levé. Ce que vous demandiez n’est plus attendu ({to})."
    assert last_message(page) == text


def test_its_page_says_that_it_is_done(blocked, action, signed_in, manager):
    lift_block(action, words="Payé.", by=manager)
    page = signed_in.get(f"/a-faire/{blocked.pk}/").content.decode()
    assert "Demande retirée\u00a0: ce n’est plus à faire" in page
    assert Event.objects.latest("number").verb == "asks.withdraw"
