"""Who is asked to lift a blockage says that it is, and may not edit the action: who asked is told
in those words, and lifts it with them."""

from datetime import date

import pytest
from django.urls import reverse

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, ask, ask_back
from usine.asks.queries import to_do
from usine.ledger.verification import verify
from usine.notices.queries import excerpts_of, notices_of
from usine.people.roles import Role
from usine.plans.blocking import block, lift_block
from usine.plans.models import Action, Blockage
from usine.plans.unblocking import TOLD_LIFTED, UNBLOCK, told_lifted

from .campaigning import again
from .factories import make_action, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
WORDS = "Le propriétaire signe lundi."


@pytest.fixture
def action(territory) -> Action:
    return blocked(territory, "Bail à reprendre")


def blocked(territory, words: str) -> Action:
    action = make_action(territory, title="Dépolluer la friche")
    block(action, kind="land", words=words, by=None, effective_on=date(2025, 5, 20))
    action.refresh_from_db()
    return action


def asking(action: Action, person, by, kind=UNBLOCK) -> Ask:
    due_on, to = date(2025, 6, 10), a_person(person)
    return ask(kind, action.subject, text="Aidez-nous", to=to, due_on=due_on, by=by)


@pytest.fixture
def told(action, manager, official) -> Ask:
    """What the manager is asked, once the élu has answered « C’est levé »."""
    asked = asking(action, official, again(manager))
    answer(asked, outcome="lifted", words=WORDS, by=again(official))
    return to_do(again(manager)).get()


def told_of(person) -> list[tuple[str, str, str]]:
    """The notices of somebody: what each says, of what, in which words."""
    notices = list(notices_of(again(person)))
    read = excerpts_of(notices, again(person))
    return [(str(each), read[each.pk].label, read[each.pk].words) for each in notices]


def last_said(action: Action) -> tuple[str, str, date, object]:
    last = Blockage.objects.standing().filter(action=action).latest("pk")
    return last.kind, last.words, last.effective_on, last.by


def test_who_asked_finds_it_among_what_is_expected(told, action, manager, official):
    assert (told.kind, told.subject_id, told.text) == (TOLD_LIFTED.code, action.subject, WORDS)
    assert (told.by, told.person, told.due_on) == (official, manager, date(2025, 6, 3))
    assert last_said(action)[:2] == ("land", "Bail à reprendre")


def test_who_asked_is_told_the_words_once(told, manager, official):
    label = "Aider à lever un blocage, «\u00a0C’est levé\u00a0»"
    assert told_of(manager) == [(f"{official} a répondu à votre demande", label, WORDS)]


def test_the_sheet_says_who_tells_it_and_the_form_repeats_their_words(
    told, action, signed_in, official
):
    page = signed_in.get(action.get_absolute_url())
    assert page.context["told_lifted"] == [told]
    assert f"{official} dit que c’est levé" in page.content.decode()
    form = signed_in.get(reverse("plans:lift_block", args=[action.pk])).context["form"]
    assert form["words"].value() == WORDS


def test_nobody_else_reads_their_words_on_the_sheet(told, action, client, territory):
    client.force_login(make_user(Role.READER, territory=territory))
    page = client.get(action.get_absolute_url())
    assert page.context["told_lifted"] == []
    assert WORDS not in page.content.decode()


@pytest.mark.parametrize(("typed", "words"), [("", WORDS), ("Bail signé.", "Bail signé.")])
def test_the_answer_lifts_it_in_those_words_or_others(
    told, action, signed_in, manager, typed, words
):
    page = signed_in.post(reverse("asks:ask", args=[told.pk]), {"words": typed})
    assert last_message(page) == "C’est répondu."
    assert last_said(action) == ("", words, date(2025, 5, 27), manager)
    assert verify() == []


def test_lifting_it_answers(told, action, manager, official):
    lift_block(action, words="Bail signé.", by=again(manager))
    told.refresh_from_db()
    assert (told.state, told.outcome, told.words) == ("answered", "lifted", "Bail signé.")


def test_two_who_say_so_are_told_and_asked_once(told, action, manager, territory):
    other = make_user(Role.INDUSTRIALIST, territory=territory)
    asked = asking(action, other, again(manager))
    answer(asked, outcome="lifted", words="Vu", by=again(other))
    assert [*to_do(again(manager))] == [told]
    assert [words for _, _, words in told_of(manager)] == ["Vu", WORDS]


def test_nobody_is_asked_in_turn_who_may_not_lift_it(action, manager, official, territory):
    reader = make_user(Role.READER, territory=territory)
    asked = asking(action, official, again(manager))
    for by in (None, reader):
        asked.by = by
        assert ask_back(asked, TOLD_LIFTED, text=WORDS, by=again(official)) is None
    assert told_lifted(action, reader=again(reader)) == []


def test_one_who_sees_it_lifted_may_say_so_unasked(action, manager, official):
    asked = asking(action, manager, again(official), kind=TOLD_LIFTED)
    assert told_lifted(action, reader=again(manager)) == [asked]
