"""What notices and mails quote of asks, to who may read it."""

from dataclasses import replace

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from usine.asks import kinds
from usine.asks.addressing import a_person, a_role
from usine.asks.operations import (
    answer,
    ask_many,
    decline,
    redirect,
    remind,
    see,
    withdraw,
    withdraw_many,
)
from usine.asks.telling import SILENT, tell_asked
from usine.ledger.models import Event
from usine.notices import tasks
from usine.notices.models import Notice
from usine.notices.queries import excerpts_of, notices_of
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.subjects.models import Audience, Subject
from usine.territories.measures import subject_of
from usine.values import clock

from .factories import COUNT, OPINION, again, asked, in_days

pytestmark = pytest.mark.django_db
LABEL, TEXT = "Avis sur le territoire", "Qu’en pensez-vous ?"


def quoted(user) -> list[tuple[str, str]]:
    """What somebody reads of what they are told of, the latest first."""
    user = again(user)
    notices = list(notices_of(user))
    excerpts = excerpts_of(notices, user)
    return [tuple(excerpts[each.pk]) for each in notices]


def tomorrow():
    return clock.set_to(clock.now().replace(hour=12) + (in_days(1) - clock.today()))


def test_whom_it_is_asked_reads_its_words_again_in_reminders(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    assert quoted(manager) == [(LABEL, TEXT)]
    with tomorrow():
        remind(ask, by=coordinator)
        assert quoted(manager) == [(LABEL, TEXT)] * 2
    see(ask, by=manager)
    withdraw(ask, by=coordinator)
    assert quoted(manager) == [(LABEL, TEXT)]


def test_who_asked_reads_the_answer(territory, manager, coordinator):
    other = make_user(Role.READER, territory=territory)
    answer(asked(territory, by=coordinator), outcome="no", words="Trop loin.", by=manager)
    assert quoted(coordinator) == [(f"{LABEL}, «\u00a0Défavorable\u00a0»", "Trop loin.")]
    decline(asked(territory, by=coordinator), words="Je pars.", by=manager)
    assert quoted(coordinator)[0] == (f"{LABEL}, «\u00a0Déclinée\u00a0»", "Je pars.")
    redirect(asked(territory, by=coordinator), to=a_person(other), by=manager)
    assert quoted(coordinator)[0] == (f"{LABEL}, «\u00a0Transmise\u00a0»", "")
    assert quoted(other) == [(LABEL, f"{coordinator} demande\u00a0: {TEXT}")]


def test_who_asked_and_waits_is_told_what_it_is(territory, manager, coordinator):
    ask = asked(territory, by=coordinator)
    tell_asked(SILENT, ask, people=[coordinator], event=Event.objects.latest("number"), by=None)
    assert quoted(coordinator) == [(LABEL, "")]


@pytest.mark.parametrize(("follows", "read"), [(True, [(LABEL, "")]), (False, [])])
def test_whoever_follows_it_reads_no_words(
    territory, manager, coordinator, monkeypatch, follows, read
):
    monkeypatch.setitem(kinds._kinds, OPINION.code, replace(OPINION, is_followed=follows))
    ask = asked(territory, by=make_user(Role.NATIONAL_TEAM))
    tell_asked(SILENT, ask, people=[coordinator], event=Event.objects.latest("number"), by=None)
    notices = list(notices_of(again(coordinator)))
    assert len(notices) == 1
    excerpts = excerpts_of(notices, again(coordinator))
    assert [tuple(each) for each in excerpts.values()] == read


def test_what_is_not_the_readers_is_not_quoted(territory, manager):
    asked(territory)
    notices = list(Notice.objects.all())
    stranger = make_user(Role.READER, territory=territory)
    assert [len(excerpts_of(notices, each)) for each in (again(manager), stranger)] == [1, 0]


def test_several_asks_of_one_message_are_quoted_once(territory, manager, coordinator):
    Subject.objects.create(
        key="halle:1", kind="halle", title="Halle", path="/", place=territory.place
    )
    Audience.objects.create(subject_id="halle:1", token="public")
    values = {"to": a_role(Role.PROJECT_MANAGER, territory), "due_on": in_days(10)}
    there = subject_of(territory)
    event = ask_many(COUNT, ["halle:1"], about=there, text="Combien ?", **values, by=coordinator)
    assert quoted(manager) == [("Nombre d’entreprises", "Combien ?")]
    withdraw_many(event.number, by=coordinator)
    Subject.objects.create(
        key="halle:2", kind="halle", title="Halle", path="/", place=territory.place
    )
    Audience.objects.create(subject_id="halle:2", token="public")
    two = ["halle:1", "halle:2"]
    ask_many(COUNT, two, about=there, text="Combien ?", **values, by=coordinator)
    assert quoted(manager) == [("Nombre d’entreprises (2\u00a0demandes)", "Combien ?")]


def test_the_mail_says_what_is_asked_in_the_words_of_who_asks(territory, manager, coordinator):
    ask = asked(territory, by=coordinator, text="Votre avis,\n<b>vite</b>.")
    tasks.send_at_once.call(Notice.objects.get(person=manager).pk)
    [message] = mail.outbox
    assert message.subject == (
        f"{coordinator} attend une réponse de vous\u00a0: {LABEL}, {ask.subject.title}"
    )
    assert "« Votre avis,\n<b>vite</b>. »" in message.body
    html = str(message.alternatives[0][0])
    assert "<p>Votre avis,<br>&lt;b&gt;vite&lt;/b&gt;.</p>" in html
    assert all(LABEL in text and "attendu pour le" in text for text in (message.body, html))


def test_the_page_quotes_at_the_same_cost_whatever_it_lists(
    client, territory, manager, coordinator
):
    client.force_login(manager)
    counts = []
    for kind in (OPINION, COUNT):
        asked(territory, kind, by=coordinator)
        client.get(reverse("notices:notices"))
        with CaptureQueriesContext(connection) as queries:
            page = client.get(reverse("notices:notices"))
        counts.append(len(queries))
        assert f"«&nbsp;{TEXT}&nbsp;»" in page.content.decode()
    assert counts == [counts[0]] * 2
