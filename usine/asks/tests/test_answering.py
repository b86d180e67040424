"""Asks about a territory: answered, declined, passed on to somebody else."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied

from usine.asks import kinds
from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, decline, redirect, resume, see, withdraw
from usine.asks.queries import done, expected_by, to_do
from usine.ledger.history import history
from usine.ledger.models import Event, Payload
from usine.notices.letters import digest_for
from usine.notices.queries import notices_of, unread_count
from usine.people.queries import names_of
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.values import clock
from usine.values.errors import Refused

from .factories import COUNT, OPINION, again, asked, facts, told

pytestmark = pytest.mark.django_db


def test_what_was_asked_is_no_news_once_it_is_closed(territory, manager, coordinator):
    ask, other = asked(territory, by=coordinator), asked(territory, COUNT, by=coordinator)
    assert unread_count(again(manager)) == 2
    decline(ask, words="Pas moi", by=manager)
    assert unread_count(again(manager)) == 1
    answer(other, outcome="counted", values={"companies": 3}, by=manager)
    assert unread_count(again(manager)) == 0
    # Nor is it mailed.
    assert digest_for(manager.pk, clock.now() + timedelta(days=1)) is None


def test_an_answer_closes_the_ask_and_tells_who_asked(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    see(ask, by=manager)
    answer(ask, outcome="no", words=" Trop loin ", by=manager)
    [closed] = done(coordinator)
    assert (closed.state, closed.outcome_label, closed.words, closed.closed_by) == (
        "answered",
        "Défavorable",
        "Trop loin",
        manager,
    )
    assert told(coordinator) == [
        f"{manager} a répondu à votre demande /a-faire/termine/#demande-{ask.pk}"
    ]
    assert facts(ask) == [
        ("Réponse donnée", str(manager)),
        ("Demande ouverte", str(manager)),
        ("Demande envoyée", str(coordinator)),
    ]
    with pytest.raises(Refused, match="maintenant «\u00a0répondue\u00a0»"):
        answer(ask, outcome="yes", by=manager)


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"outcome": "maybe"}, "pas de celles"),
        ({"outcome": "no"}, "Écrivez quelques mots"),
        ({"outcome": "yes", "words": "x" * 6_001}, "trop long"),
    ],
)
def test_an_answer_is_one_of_its_kind(territory, manager, given, why):
    ask = asked(territory)
    with pytest.raises(Refused, match=why):
        answer(ask, **given, by=manager)
    assert Ask.objects.get().is_waiting


def test_an_answer_may_need_a_right_and_carry_values(territory, manager):
    ask = asked(territory, COUNT)
    with pytest.raises(PermissionDenied):
        answer(ask, outcome="watched", values={"companies": 12}, by=manager)
    answer(ask, outcome="counted", values={"companies": 12}, by=manager)
    assert Ask.objects.get().values == {"companies": 12}
    assert Payload.objects.filter(subject=ask.key).latest("event").decoded == {
        "outcome": "counted",
        "values": {"companies": 12},
    }


def test_what_the_room_of_the_subject_refuses_leaves_the_ask_open(territory, manager, monkeypatch):
    def refuse(ask, by):
        raise Refused("Pas aujourd’hui.")

    ask = asked(territory)
    monkeypatch.setitem(kinds._kinds, OPINION.code, refusing(refuse))
    with pytest.raises(Refused, match="Pas aujourd’hui"):
        answer(ask, outcome="yes", by=manager)
    assert Ask.objects.get().is_waiting
    assert Event.objects.latest("number").verb == "asks.ask"


def refusing(on_answer):
    return replace(OPINION, on_answer=on_answer)


def test_what_an_answer_means_is_done_with_it(territory, manager, monkeypatch):
    done_of = []
    monkeypatch.setitem(
        kinds._kinds, OPINION.code, refusing(lambda ask, by: done_of.append((ask.outcome, by)))
    )
    answer(asked(territory), outcome="yes", by=manager)
    assert done_of == [("yes", manager)]


def test_a_kind_that_is_gone_is_answered_no_more(territory, manager, monkeypatch):
    ask = asked(territory)
    monkeypatch.delitem(kinds._kinds, OPINION.code)
    assert (ask.label, ask.outcome_label, [*to_do(manager)]) == ("tests.opinion", "", [])
    with pytest.raises(Refused, match="pas de celles"):
        answer(ask, outcome="yes", by=None)
    with pytest.raises(Refused, match="Personne ne peut"):
        redirect(ask, to=a_person(manager), by=None)
    see(ask, by=None)
    withdraw(ask, by=None)


def test_seeing_twice_is_recorded_once(territory, manager):
    ask = asked(territory)
    see(ask, by=manager)
    number = Event.objects.count()
    assert see(ask, by=manager).state == "seen"
    assert Event.objects.count() == number


def test_one_says_why_one_declines_and_may_take_it_back(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    with pytest.raises(Refused, match="Écrivez quelques mots"):
        decline(ask, words=" ", by=manager)
    decline(ask, words="Pas de mon ressort", by=manager)
    assert [str(each) for each in notices_of(coordinator)] == [
        f"{manager} a répondu à votre demande"
    ]
    resume(ask, by=manager)
    assert (Ask.objects.get().state, Ask.objects.get().words) == ("seen", "")
    assert told(coordinator) == []
    with pytest.raises(Refused, match="maintenant «\u00a0vue\u00a0»"):
        resume(ask, by=manager)


def test_an_ask_is_passed_on_to_somebody_who_may_answer(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    following = redirect(ask, to=a_person(reader), words="Elle sait", by=manager)
    assert [[*to_do(each)] for each in (manager, reader)] == [[], [following]]
    assert (following.by, following.text, following.due_on, following.follows) == (
        coordinator,
        ask.text,
        ask.due_on,
        ask,
    )
    assert [*expected_by(coordinator)] == [following]
    assert told(reader) == [f"{manager} attend une réponse de vous /a-faire/#{following.part}"]
    assert [str(each) for each in notices_of(coordinator)] == [
        f"{manager} a répondu à votre demande"
    ]
    assert facts(ask)[0] == ("Demande transmise", str(manager))
    assert facts(following) == [("Demande reçue d’une autre personne", str(manager))]
    [fact] = history(following.key, names=names_of)
    assert [each.new for each in fact.lines] == ["Elle sait"]


def test_an_ask_is_not_passed_on_to_who_has_it_asked_it_or_may_not(territory, manager, coordinator):
    other = make_user(Role.PROJECT_MANAGER, territory=territory)
    ask = asked(territory, by=coordinator)
    for to, why in (
        (a_person(make_user()), "Personne ne peut"),
        (ask.to, "déjà à cette personne"),
        (a_person(manager), "C’est à vous, ou à qui l’a demandé"),
        (a_person(coordinator), "C’est à vous, ou à qui l’a demandé"),
    ):
        with pytest.raises(Refused, match=why):
            redirect(ask, to=to, by=manager)
    assert Ask.objects.get().is_waiting
    assert redirect(ask, to=a_person(other), by=manager).person == other


def test_what_was_passed_on_is_taken_back_until_it_is_opened(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    redirect(ask, to=a_person(reader), by=manager)
    resume(ask, by=manager)
    assert [[*to_do(each)] for each in (manager, reader)] == [[ask], []]
    assert (told(reader), told(coordinator)) == ([], [])
    following = redirect(ask, to=a_person(reader), by=manager)
    see(following, by=reader)
    with pytest.raises(Refused, match="s’en occupe déjà"):
        resume(ask, by=manager)
