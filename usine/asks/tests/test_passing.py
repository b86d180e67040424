"""An ask that is passed on: its words reach whom it is passed to, and who asked, no other."""

from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer, decline, keep_time, redirect, resume, see, withdraw
from usine.notices import tasks
from usine.notices.models import Notice
from usine.notices.queries import excerpts_of, notices_of
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_day

from .factories import COUNT, OPINION, again, asked, in_days

pytestmark = pytest.mark.django_db
WORDS = "Vous étiez au comité."


@pytest.fixture
def readers(territory):
    return [make_user(Role.READER, territory=territory) for _ in range(2)]


def days(count: int):
    return clock.set_to(clock.now() + timedelta(days=count))


def page(user, ask: Ask) -> str:
    client = Client()
    client.force_login(again(user))
    return client.get(f"/a-faire/{ask.pk}/").content.decode()


def quoted(user) -> list[str]:
    notices = list(notices_of(again(user)))
    return [each.words for each in excerpts_of(notices, again(user)).values()]


def passed_twice(territory, manager, coordinator, readers) -> list[Ask]:
    """On the third day, then on the fifth, with other words."""
    asks = [asked(territory, by=coordinator)]
    for day, by, to, words in (
        (3, manager, readers[0], WORDS),
        (5, readers[0], readers[1], "À vous."),
    ):
        with days(day):
            asks.append(redirect(asks[-1], to=a_person(to), words=words, by=again(by)))
    return asks


def test_whom_it_is_passed_to_and_who_asked_read_who_wrote_what(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator)
    with days(3):
        following = redirect(ask, to=a_person(reader), words=f" {WORDS}\n", by=manager)
        for each in (reader, coordinator):
            text = page(each, following)
            assert f"{manager}, qui a passé la demande&nbsp;:" in text
            assert text.count(f"<p>{WORDS}</p>") == 1
            assert (
                f"{coordinator}, le {format_day(ask.at)}, puis passée par {manager}, "
                f"le {format_day(clock.today())}</dd>" in text
            )
    assert f"par {manager}</dd>" in page(manager, ask)
    assert quoted(reader) == [
        f"{manager}, qui passe la demande\u00a0: {WORDS}\n\n"
        f"{coordinator} demande\u00a0: Qu’en pensez-vous ?"
    ]
    assert quoted(coordinator) == [WORDS]


def test_the_mail_says_the_words_that_came_with_it(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    ask = asked(territory, by=coordinator, due_on=in_days(2))
    redirect(ask, to=a_person(reader), words=WORDS, by=manager)
    tasks.send_at_once.call(Notice.objects.get(person=reader).pk)
    body = mail.outbox[-1].body
    assert f"{manager}, qui passe la demande\u00a0: {WORDS}" in body
    assert f"{coordinator} demande\u00a0: Qu’en pensez-vous ?" in body


def test_each_reads_the_words_written_to_them(territory, manager, coordinator, readers):
    _, second, third = passed_twice(territory, manager, coordinator, readers)
    text = page(readers[1], third)
    assert text.count("<p>À vous.</p>") == 1
    assert WORDS not in text
    for by, day in ((manager, 3), (readers[0], 5)):
        assert f"puis passée par {by}, le {format_day(in_days(day))}" in text
    assert f"<p>{WORDS}</p>" in page(readers[0], second)


def test_what_is_taken_back_then_passed_to_another_keeps_its_words(
    territory, manager, coordinator, readers
):
    ask = asked(territory, by=coordinator)
    first = redirect(ask, to=a_person(readers[0]), words=WORDS, by=manager)
    resume(ask, by=manager)
    other = redirect(ask, to=a_person(readers[1]), words="Plutôt vous.", by=manager)
    assert "Plutôt vous." in page(readers[1], other)
    assert "Plutôt vous." not in page(readers[0], first)
    assert WORDS not in page(readers[1], other)


def test_the_form_says_who_reads_the_message(territory, manager, coordinator):
    for by, who in ((coordinator, f", ainsi que {coordinator}, qui a fait la demande"), (None, "")):
        ask = asked(territory, by=by)
        client = Client()
        client.force_login(again(manager))
        text = client.get(f"/a-faire/{ask.pk}/passer/").content.decode()
        assert f"La personne choisie le lira{who}." in text
        Ask.objects.all().delete()


def test_the_platform_that_asks_or_passes_on_is_named(territory, manager, readers):
    asks = [asked(territory)]
    asks.append(redirect(asks[0], to=a_person(readers[0]), words=WORDS, by=None))
    assert "la plateforme, qui a passé la demande" in page(readers[0], asks[1])
    assert quoted(readers[0])[0].endswith("La plateforme demande\u00a0: Qu’en pensez-vous ?")


def test_reading_many_that_were_passed_on_costs_the_same(territory, manager, coordinator):
    reader = make_user(Role.READER, territory=territory)
    counts = []
    for kind in (OPINION, COUNT):
        ask = asked(territory, kind, by=coordinator)
        redirect(ask, to=a_person(reader), words=WORDS, by=manager)
        notices = list(notices_of(again(reader)))
        with CaptureQueriesContext(connection) as queries:
            assert len(excerpts_of(notices, again(reader))) == len(notices)
        counts.append((len(notices), len(queries)))
    assert counts == [(1, counts[0][1]), (2, counts[0][1])]


def back(ask: Ask, to, by, asker) -> None:
    redirect(ask, to=a_person(by), by=again(to))


def onward(ask: Ask, to, by, asker) -> None:
    other = make_user(Role.READER, territory=Territory.objects.get())
    redirect(ask, to=a_person(other), by=again(to))


def lapse(ask: Ask, to, by, asker) -> None:
    with days(200):
        keep_time(ask)


# What becomes of what was passed on, and why it is not taken back then.
BECAME = [
    (lambda ask, to, by, asker: see(ask, by=again(to)), "{to} s’en occupe déjà."),
    (
        lambda ask, to, by, asker: answer(ask, outcome="yes", by=again(to)),
        "{to} y a déjà répondu.",
    ),
    (
        lambda ask, to, by, asker: decline(ask, words="Absent", by=again(to)),
        "{to} l’a déclinée\u00a0: qui l’a demandée le sait.",
    ),
    (back, "{to} vous l’a rendue\u00a0: elle vous attend, dans «\u00a0À faire\u00a0»."),
    (onward, "{to} l’a passée à son tour\u00a0: {next}."),
    (
        lambda ask, to, by, asker: withdraw(ask, by=again(asker)),
        "{asker} l’a retirée\u00a0: elle n’est plus attendue.",
    ),
    (lapse, "Elle est restée sans réponse, et n’est plus attendue."),
]


@pytest.mark.parametrize(("become", "words"), BECAME)
def test_what_is_not_taken_back_any_more_says_why(
    territory, manager, coordinator, readers, become, words
):
    ask = asked(territory, by=coordinator)
    following = redirect(ask, to=a_person(readers[0]), by=manager)
    assert "Reprendre cette demande" in page(manager, ask)
    become(following, readers[0], manager, coordinator)
    onto = Ask.objects.filter(follows=following).first()
    why = words.format(to=readers[0], asker=coordinator, next=onto and onto.to)
    with pytest.raises(Refused) as refusal:
        resume(ask, by=again(manager))
    assert str(refusal.value) == why
    text = page(manager, ask)
    assert f"Vous ne pouvez plus la reprendre. {why}</p>" in text
    assert "Reprendre cette demande" not in text
