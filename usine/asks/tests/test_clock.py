"""What time does to an ask: reminders, one for those that were missed, then its end."""

from datetime import UTC, date, datetime, timedelta

import pytest

from usine.asks import rules
from usine.asks.models import Ask
from usine.asks.operations import answer, keep_time, remind
from usine.asks.rows import ask_rows, due_words
from usine.asks.tasks import remind_due
from usine.ledger.history import history
from usine.ledger.models import Event
from usine.notices.models import Letter
from usine.notices.queries import notices_of
from usine.people.queries import names_of
from usine.values import clock
from usine.values.errors import Refused

from .factories import asked, in_days

FIRST = datetime(2030, 3, 4, 9, tzinfo=UTC)


@pytest.fixture
def ask(territory, manager, coordinator):
    with clock.set_to(FIRST):
        return asked(territory, by=coordinator, due_on=in_days(30))


def on_day(number: int):
    return clock.set_to(FIRST + timedelta(days=number))


def played(*days: int) -> list[str | None]:
    """What the job says on each of these days after it was asked."""
    outcomes: list[str | None] = []
    for number in days:
        with on_day(number):
            outcomes.append(remind_due(clock.now()))
    return outcomes


NOTHING = "0\u00a0rappel, 0\u00a0demande close"
ONE = "1\u00a0rappel, 0\u00a0demande close"


def test_reminders_climb_the_ladder(ask, manager):
    assert played(8, 9, 10, 21, 22, 45, 46) == [NOTHING, ONE, NOTHING, ONE, NOTHING, ONE, NOTHING]
    told = [str(each) for each in notices_of(manager)]
    assert told[:2] == ["La plateforme vous rappelle une demande"] * 2
    assert len(told) == 4
    facts = history(ask.key, names=names_of)
    assert [fact.what for fact in facts][:1] == ["Rappel envoyé, faute de réponse"]


def test_reminders_that_were_missed_are_one_and_the_job_is_done_once(ask):
    assert played(30, 30, 44, 45) == [ONE, NOTHING, NOTHING, ONE]
    assert Ask.objects.get().rung == 3


def test_what_is_answered_is_not_reminded_of(ask, manager):
    with on_day(1):
        answer(ask, outcome="yes", by=manager)
    assert played(9, 200) == [NOTHING, NOTHING]
    with on_day(9):
        assert keep_time(ask) == ""


def test_what_nobody_answers_lapses_and_who_asked_is_told(ask, manager, coordinator):
    assert played(120, 121) == [ONE, "0\u00a0rappel, 1\u00a0demande close"]
    assert Ask.objects.get().state == "lapsed"
    assert [str(each) for each in notices_of(coordinator)] == [
        "La plateforme n’a reçu aucune réponse à votre demande"
    ]
    assert played(122) == [NOTHING]


def test_one_reminds_by_hand_once_a_day(ask, manager, coordinator):
    with on_day(0), pytest.raises(Refused, match="attendez demain"):
        remind(ask, by=coordinator)
    with on_day(9):
        remind(ask, by=coordinator)
        with pytest.raises(Refused, match="attendez demain"):
            remind(ask, by=coordinator)
        # The ladder does not remind twice on the same day, nor later of that step.
        assert keep_time(ask) == ""
    assert played(10) == [NOTHING]
    assert str(notices_of(manager)[0]) == f"{coordinator} vous rappelle une demande"
    with on_day(11):
        answer(ask, outcome="yes", by=manager)
        with pytest.raises(Refused, match="maintenant «\u00a0répondue\u00a0»"):
            remind(ask, by=coordinator)


def test_what_is_due_within_three_days_leaves_at_once(territory, manager, coordinator):
    with clock.set_to(FIRST):
        asked(territory, by=coordinator, due_on=in_days(4))
        assert not Letter.objects.exists()
        Ask.objects.all().delete()
        asked(territory, by=coordinator, due_on=in_days(3))
    [letter] = Letter.objects.all()
    assert (letter.person, letter.digest_on) == (manager, None)


def test_the_clock_alone_ends_an_ask(ask):
    with on_day(121):
        keep_time(ask)
    event = Event.objects.latest("number")
    assert (event.verb, event.actor_id, event.subject) == ("asks.lapse", None, ask.key)


def test_a_kind_that_is_gone_is_reminded_of_no_more(ask, monkeypatch):
    Ask.objects.update(kind="tests.gone")
    assert played(9, 200) == [NOTHING, NOTHING]


@pytest.mark.parametrize(
    ("days", "passed"), [(0, 0), (8, 0), (9, 1), (20, 1), (21, 2), (45, 3), (900, 3)]
)
def test_steps_of_a_ladder_pass_on_their_day(days, passed):
    first = date(2030, 3, 4)
    assert rules.rungs_passed((9, 21, 45), first, first + timedelta(days=days)) == passed


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (-2, "2 mars"),
        (-1, "hier"),
        (0, "aujourd’hui"),
        (1, "demain"),
        (2, "mercredi"),
        (6, "dimanche"),
        (7, "11 mars"),
        (199, "19 septembre"),
        (200, "20 septembre 2030"),
        (-200, "16 août 2029"),
    ],
)
def test_when_it_is_due_is_told_from_here(days, words):
    today = date(2030, 3, 4)
    assert due_words(today + timedelta(days=days), today).replace("\u00a0", " ") == words


def test_how_an_ask_stands_is_told(ask, manager, coordinator):
    def row(number: int) -> tuple[str, str]:
        with on_day(number):
            [row] = ask_rows([Ask.objects.get()], clock.today())
            return row.tone, row.standing.replace("\u00a0", " ")

    assert [row(0), row(26)] == [("", "nouvelle")] * 2
    assert [row(27), row(30)] == [("stale", "nouvelle")] * 2
    with on_day(30):
        remind(ask, by=coordinator)
    assert [row(30), row(31)] == [
        ("stale", "nouvelle, rappelée aujourd’hui"),
        ("late", "1 jour de retard, rappelée hier"),
    ]
    with on_day(31):
        answer(ask, outcome="yes", by=manager)
    assert row(40) == ("", f"« Favorable », le 4 avril 2030 par {manager}")
    Ask.objects.update(state="lapsed", closed_by=None, outcome="")
    assert row(40) == ("", "Sans réponse, le 4 avril 2030")
