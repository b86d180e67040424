"""What is done to a plan answers what asks it of whoever does it."""

from datetime import timedelta

import pytest

from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, ask
from usine.exchanges.operations import add_note, undo_note
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.notices.queries import notices_of
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.blocking import block, lift_block
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.models import Action
from usine.plans.reviews import Step, step_many, undo_step_many
from usine.plans.standing import STANDING
from usine.plans.together import change_many, undo_change_many
from usine.plans.unblocking import UNBLOCK
from usine.territories.measures import subject_of
from usine.values import clock
from usine.values.errors import Refused

from .conftest import made_today
from .factories import make_action, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def action(territory):
    return unconfirmed(territory)


def unconfirmed(territory) -> Action:
    """An action of which nobody said anything for 200 days."""
    action = make_action(territory, title="Étude de sol")
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=200))
    action.refresh_from_db()
    return action


@made_today
def asked(action, manager, coordinator) -> Ask:
    return asking(STANDING, action, by=coordinator)


def asking(kind, action: Action, *, by, to=None, subject: str = "") -> Ask:
    to = to or a_role(Role.PROJECT_MANAGER, action.territory)
    subject = subject or action.subject
    return ask(kind, subject, text="Alors ?", to=to, due_on=clock.today(), by=by)


def told(asked: Ask) -> tuple[str, str, str]:
    asked.refresh_from_db()
    return asked.state, asked.outcome, asked.words


def number() -> int:
    """That of the event before the last: the last one answers."""
    return Event.objects.order_by("-number")[1].number


def change(action: Action, by, **values):
    return operations.change(action, values=values, version=action.version, by=by)


DEEDS = {
    "confirm": (lambda action, by: operations.confirm(action, by=by), ("unchanged", "")),
    "confirm_plan": (
        lambda action, by: operations.confirm_plan(action.territory, by=by),
        ("unchanged", ""),
    ),
    "step": (lambda action, by: operations.step(action, "start", by=by), ("updated", "")),
    "step_many": (
        lambda action, by: step_many(
            action.territory, steps=[Step(action.pk, "start", clock.today())], by=by
        ),
        ("updated", ""),
    ),
    "change": (lambda action, by: change(action, by, lead="Ville"), ("updated", "")),
    "change_many": (
        lambda action, by: change_many(
            action.territory, actions=[action.pk], name="lead", value="Ville", by=by
        ),
        ("updated", ""),
    ),
    "block": (
        lambda action, by: block(action, kind="funding", words="Devis", by=by),
        ("updated", ""),
    ),
    "note": (
        lambda action, by: add_note(action.subject, text="Le permis est là.", by=by),
        ("told", "Le permis est là."),
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_whoever_does_what_is_asked_of_an_action_has_answered(
    asked, action, manager, coordinator, deed
):
    act, answer = DEEDS[deed]
    act(action, manager)
    assert told(asked) == ("answered", *answer)
    assert (asked.closed_by, asked.values) == (manager, {"done_in": number()})
    assert str(notices_of(coordinator)[0]) == f"{manager} a répondu à votre demande"
    assert verify() == []


def test_what_the_platform_does_answers_nothing(asked, action):
    operations.confirm(action, by=None)
    assert told(asked)[0] == "open"


def test_another_action_answers_nothing(asked, territory, manager):
    operations.confirm(make_action(territory, title="Autre"), by=manager)
    assert told(asked)[0] == "open"


def test_each_who_asked_is_answered(asked, action, manager):
    nation = make_user(Role.NATIONAL_TEAM)
    second = asking(STANDING, action, by=nation, to=a_person(manager))
    operations.confirm(action, by=manager)
    assert [told(each)[0] for each in (asked, second)] == ["answered", "answered"]


def test_an_action_that_leaves_the_plan_or_changes_hands_says_nothing(asked, action, manager):
    change_many(action.territory, actions=[action.pk], name="referent", value="Alix", by=manager)
    action.refresh_from_db()
    operations.withdraw(action, reason="Doublon", by=manager)
    operations.reinstate(action, by=manager)
    assert told(asked)[0] == "open"


def test_nobody_answers_by_hand_that_they_did_it(asked, manager):
    with pytest.raises(Refused, match="pas de celles que l’on attend"):
        answer(asked, outcome="updated", by=manager)


# Undone


UNDONE = {
    "confirm": lambda action, event, by: operations.undo_confirm(action, event=event, by=by),
    "step": lambda action, event, by: operations.undo_step(action, event=event, by=by),
    "step_many": lambda action, event, by: undo_step_many(action.territory, event=event, by=by),
    "change": lambda action, event, by: operations.undo_change(action, event=event, by=by),
    "change_many": lambda action, event, by: undo_change_many(action.territory, event=event, by=by),
    "note": lambda action, event, by: undo_note(action.subject, event=event, by=by),
}


@pytest.mark.parametrize("deed", UNDONE)
def test_what_is_undone_answers_no_more(asked, action, manager, coordinator, deed):
    DEEDS[deed][0](action, manager)
    UNDONE[deed](action, number(), manager)
    assert told(asked) == ("seen", "", "")
    assert (asked.values, asked.closed_at) == ({}, None)
    assert list(notices_of(coordinator)) == []


def test_what_was_asked_again_meanwhile_stays_answered(asked, action, manager, coordinator):
    operations.confirm(action, by=manager)
    event = number()
    again = asking(STANDING, action, by=coordinator)
    operations.undo_confirm(action, event=event, by=manager)
    assert [told(each)[0] for each in (asked, again)] == ["answered", "open"]


# What else is asked


def test_whoever_lifts_what_blocks_an_action_has_answered(action, manager, coordinator):
    block(action, kind="funding", words="Devis", by=manager)
    to = a_role(Role.REGIONAL_COORDINATOR, action.territory.lead_region)
    asked = asking(UNBLOCK, action, by=manager, to=to)
    operations.confirm(action, by=coordinator)
    assert told(asked)[0] == "open"
    lift_block(action, words="Payé.", by=coordinator)
    assert told(asked) == ("answered", "lifted", "Payé.")


def test_the_last_action_confirmed_answers_a_campaign(territory, action, manager, coordinator):
    other = make_action(territory, title="Autre")
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=9))
    asked = asking(UPDATE, action, by=coordinator, subject=subject_of(territory))
    operations.confirm(action, by=manager)
    assert told(asked)[0] == "open"
    change(other, manager, lead="Ville")
    assert told(asked) == ("answered", "current", "")


# Its pages


def test_the_message_says_whom_it_answers(asked, action, signed_in, manager, coordinator):
    page = signed_in.post(f"/actions/{action.pk}/confirmer/")
    text = f"Cela répond à ce qui était demandé ({coordinator})."
    assert last_message(page).endswith(f"est confirmée à ce jour. {text}")
    page = signed_in.post(f"/actions/{action.pk}/confirmer/")
    assert last_message(page).endswith("est confirmée à ce jour.")


def test_ma_semaine_answers_too(asked, action, signed_in, coordinator):
    headers = {"X-In-Place": "semaine"}
    reply = signed_in.post(f"/actions/{action.pk}/confirmer/", headers=headers).json()
    assert reply["message"].endswith(f"demandé ({coordinator}).")
    assert told(asked)[0] == "answered"


def test_a_step_keeps_its_link_beside(asked, action, signed_in):
    page = signed_in.post(f"/actions/{action.pk}/etape/", {"verb": "start"})
    assert "Corriger ce statut</a> Cela répond" in last_message(page)
