"""What is asked of somebody, and done by somebody else: whoever passed it on, or keeps the plan."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import redirect
from usine.exchanges.operations import add_note
from usine.notices.queries import notices_of
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.blocking import block, lift_block
from usine.plans.models import Action
from usine.plans.reviews import Step, step_many
from usine.plans.standing import STANDING
from usine.plans.unblocking import UNBLOCK
from usine.values import clock

from .campaigning import again
from .conftest import made_today
from .factories import make_action, make_user
from .pages import last_message
from .test_doing import asking, change, number, told

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@made_today
def reader(territory):
    return make_user(Role.READER, territory=territory)


@made_today
def action(territory):
    action = make_action(territory, title="Étude de sol")
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=200))
    action.refresh_from_db()
    return action


def passed(action, by, *people) -> Ask:
    """Where an action stands, asked of the first of these people, each of whom passed it on."""
    asked = asking(STANDING, action, by=by, to=a_person(people[0]))
    for giver, taker in pairwise(people):
        asked = redirect(asked, to=a_person(taker), by=again(giver))
    return asked


def confirm(action, by):
    operations.confirm(action, by=again(by))


def test_whoever_passed_it_on_and_does_it_answers(action, manager, coordinator, official, reader):
    asked = passed(action, coordinator, official, manager, reader)
    confirm(action, official)
    assert told(asked) == ("answered", "unchanged", "")
    assert asked.closed_by == official
    assert str(notices_of(coordinator)[0]) == f"{official} a répondu à votre demande"


def test_who_was_never_asked_and_may_not_edit_answers_nothing(
    action, manager, coordinator, official, reader
):
    asked = passed(action, coordinator, manager, reader)
    confirm(action, official)
    assert told(asked)[0] == "open"


DEEDS = {
    "confirm": (confirm, "unchanged"),
    "change": (lambda action, by: change(action, again(by), lead="Ville"), "updated"),
    "step_many": (
        lambda action, by: step_many(
            action.territory, steps=[Step(action.pk, "start", clock.today())], by=again(by)
        ),
        "updated",
    ),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["manager", "nation"])
def test_who_keeps_the_plan_answers_for_the_reader_of_whom_it_is_asked(
    action, manager, coordinator, reader, deed, who
):
    by = manager if who == "manager" else make_user(Role.NATIONAL_TEAM)
    asked = passed(action, coordinator, reader)
    act, outcome = DEEDS[deed]
    act(action, by)
    assert told(asked) == ("answered", outcome, "")
    assert (asked.closed_by, asked.values) == (by, {"done_in": number()})


def test_a_note_answers_for_its_author_alone(action, manager, coordinator, official):
    asked = passed(action, coordinator, official)
    add_note(action.subject, text="J’attends sa réponse.", by=again(manager))
    assert told(asked)[0] == "open"
    add_note(action.subject, text="Le permis est là.", by=again(official))
    assert told(asked) == ("answered", "told", "Le permis est là.")


def test_lifting_it_answers_all_who_were_asked_to(action, manager, coordinator, official):
    block(action, kind="funding", words="Devis", by=None)
    asks = [
        asking(UNBLOCK, action, by=again(manager), to=a_person(each))
        for each in (coordinator, official)
    ]
    lift_block(action, words="Payé.", by=again(coordinator))
    assert [told(each) for each in asks] == [("answered", "lifted", "Payé.")] * 2


def test_it_waits_again_of_whom_it_was_asked_once_undone(action, manager, coordinator, reader):
    asked = passed(action, coordinator, reader)
    confirm(action, manager)
    operations.undo_confirm(action, event=number(), by=again(manager))
    assert told(asked)[0] == "seen"
    assert list(Ask.objects.asked_of(again(reader)).waiting()) == [asked]


def test_the_message_says_whom_it_answers(action, signed_in, coordinator, reader):
    passed(action, coordinator, reader)
    page = signed_in.post(f"/actions/{action.pk}/confirmer/")
    assert last_message(page).endswith(f"Cela répond à ce qui était demandé ({coordinator}).")


# Passing it on


def test_one_passes_it_on_knowing_what_each_may_answer(
    action, client, manager, coordinator, official, reader
):
    asked = passed(action, coordinator, manager)
    client.force_login(manager)
    page = client.get(reverse("asks:redirect", args=[asked.pk]))
    [_, first, second] = page.context["form"].fields["to"].choices
    assert first == (str(official.pk), f"{official}, élu du binôme")
    only = "(peut seulement répondre «\u00a0Voici où elle en est\u00a0»)"
    assert second == (str(reader.pk), f"{reader}, lecteur {only}")


def test_what_is_asked_fits_who_may_only_answer_in_words(action, client, coordinator):
    client.force_login(coordinator)
    page = client.get(reverse("asks:new", args=["plans.standing", action.subject]))
    assert "confirmez" not in page.context["form"].initial["text"]
