"""Freshness is a figure of the ledger: actions lapse 90 days after their last confirmation."""

from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from usine.exchanges.operations import add_note
from usine.jobs.schedules import do_due
from usine.ledger.models import Entry, Event
from usine.ledger.operations import record, settle_many
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import details, operations, reviews
from usine.plans.lapsing import lapse
from usine.plans.measures import timelines
from usine.plans.models import Action, Freshness
from usine.plans.rules import days_up_to_date, lapses_on
from usine.plans.states import Status
from usine.values import clock

from .counted import last_event
from .factories import make_action, make_territory
from .test_concurrency import at_once

pytestmark = pytest.mark.django_db

FIRST = date(2025, 1, 10)
LAST = FIRST + timedelta(days=90)  # 10 April
LAPSED = LAST + timedelta(days=1)


def at(day: date):
    return clock.set_to(datetime(day.year, day.month, day.day, 10, tzinfo=UTC))


def fresh(day: date, **options) -> dict[str, int]:
    """How many actions are up to date on a day, by status."""
    cells = balance("up_to_date", as_of=day, by=["state"], **options)
    return {state: count for (state,), count in cells.items()}


@pytest.fixture
def action() -> Action:
    """An action created on the first day, which nobody has confirmed since."""
    with at(FIRST):
        return make_action(make_territory())


def test_a_run_goes_on_until_ninety_days_pass():
    d, later = FIRST, FIRST + timedelta(days=90)
    assert lapses_on(d) == date(2025, 4, 11)
    assert days_up_to_date([], d) == [(d, d)]
    assert days_up_to_date([(d, d)], later) == [(d, later)]
    gap = later + timedelta(days=1)
    assert days_up_to_date([(d, d)], gap) == [(d, d), (gap, gap)]
    # What was confirmed is taken back.
    assert days_up_to_date([(d, d), (gap, gap)], d) == [(d, d)]
    assert days_up_to_date([(d, later)], d) == [(d, d)]
    assert days_up_to_date([(gap, gap)], d) == [(d, d)]


def test_an_action_is_up_to_date_from_its_creation_for_ninety_days(action):
    assert fresh(FIRST - timedelta(days=1)) == {}
    assert fresh(FIRST) == {"to_start": 1}
    with at(LAST):
        assert lapse(by=None) == 0
    with at(LAPSED):
        assert lapse(by=None) == 1
    assert fresh(LAST) == {"to_start": 1}
    assert fresh(LAPSED) == {}
    assert verify() == []


def test_a_lapse_bears_its_own_day_whenever_the_clock_runs(action):
    with at(FIRST + timedelta(days=30)):
        make_action(action.territory)
    before = last_event().number
    with at(FIRST + timedelta(days=300)):
        assert lapse(by=None) == 2
        lapsed = last_event()
        assert (lapsed.verb, lapsed.number) == ("plans.lapse", before + 1)
        assert lapse(by=None) == 0
    assert last_event() == lapsed
    assert set(Entry.objects.filter(event=lapsed).values_list("effective_on", "amount")) == {
        (LAPSED, -1),
        (LAPSED + timedelta(days=30), -1),
    }
    assert fresh(LAPSED) == {"to_start": 1}
    # What was known before the clock ran stays so.
    assert fresh(LAPSED, known=before) == {"to_start": 2}
    assert verify() == []


def test_the_clock_runs_each_night_and_catches_up(action):
    with clock.set_to(datetime(2025, 1, 11, 12, tzinfo=UTC)):
        do_due(slow=False)
    with clock.set_to(datetime(2025, 6, 1, 12, tzinfo=UTC)):
        do_due(slow=False)
    assert fresh(LAST) == {"to_start": 1}
    assert fresh(LAPSED) == {}


def test_a_confirmation_posts_it_back(action):
    again = LAPSED + timedelta(days=9)
    with at(again):
        operations.confirm(action, by=None)
    # The clock had not run yet: the days without confirmation are posted all the same.
    assert fresh(LAPSED) == {}
    assert fresh(again) == {"to_start": 1}
    with at(again):
        assert lapse(by=None) == 0
    assert verify() == []


def test_confirming_in_time_posts_nothing_but_its_event(action):
    with at(LAST):
        operations.confirm_plan(action.territory, by=None)
    assert not Entry.objects.filter(event=last_event()).exists()
    assert Freshness.objects.get().confirmed_on == LAST
    assert fresh(LAPSED) == {"to_start": 1}
    assert verify() == []


def test_a_whole_plan_confirmed_is_posted_back_in_one_event(action):
    with at(FIRST):
        make_action(action.territory)
    with at(LAPSED):
        lapse(by=None)
        operations.confirm_plan(action.territory, by=None)
    assert Entry.objects.filter(event=last_event()).count() == 2
    assert fresh(LAPSED) == {"to_start": 2}
    assert verify() == []


def step(action: Action) -> Action:
    return operations.step(action, "start", by=None)


def many(action: Action) -> None:
    steps = [reviews.Step(action.pk, "start", clock.today())]
    reviews.step_many(action.territory, steps=steps, by=None)


def rename(action: Action) -> Action:
    return operations.change(action, values={"title": "Une halle"}, version=1, by=None)


def note(action: Action):
    return add_note(action.subject, text="Vu ce matin.", by=None)


@pytest.mark.parametrize("write", [step, many, rename, note, details.keep_confirmed])
def test_whatever_writes_an_action_says_that_it_is_up_to_date(action, write):
    with at(LAPSED):
        lapse(by=None)
        write(action)
        operations.change_field(action, name="lead", value="CCI", read="", by=None)
    assert sum(fresh(LAPSED).values()) == 1
    assert verify() == []


def test_an_undone_step_gives_the_confirmation_back(action):
    with at(LAPSED):
        lapse(by=None)
        step(action)
        assert fresh(LAPSED) == {"in_progress": 1}
        operations.undo_step(action, event=last_event().number, by=None)
        assert fresh(LAPSED) == {}
    assert Freshness.objects.count() == 1
    assert verify() == []


def test_a_step_undone_late_leaves_the_days_that_passed(action):
    with at(LAST):
        step(action)
        event = last_event().number
    with at(LAST + timedelta(days=95)):
        lapse(by=None)
        assert sum(fresh(LAST + timedelta(days=90)).values()) == 1
        operations.undo_step(action, event=event, by=None)
    assert fresh(LAST) == {"to_start": 1}
    assert fresh(LAPSED) == {}
    assert verify() == []


def test_what_left_the_plan_lapses_once_it_is_back(action):
    with at(LAST):
        operations.withdraw(action, reason="Doublon", by=None)
    with at(LAPSED):
        assert lapse(by=None) == 0
        operations.reinstate(action, by=None)
    assert fresh(LAST) == {"to_start": 1}
    assert fresh(LAPSED) == {}
    assert verify() == []


def test_the_first_run_of_the_clock_posts_what_earlier_versions_did_not(action):
    territory = action.territory
    with at(LAST):
        done = make_action(territory, status=Status.DONE)
        away = operations.withdraw(make_action(territory), reason="Doublon", by=None)
    forget_freshness()
    with at(LAPSED):
        assert lapse(by=None) == 2
        assert lapse(by=None) == 0
    assert set(Freshness.objects.values_list("action", "since", "lapsed_on")) == {
        (action.pk, FIRST, LAPSED),
        (done.pk, LAST, None),
    }
    assert away.pk not in Freshness.objects.values_list("action", flat=True)
    assert fresh(LAST) == {"to_start": 1, "done": 1}
    assert verify() == []


def forget_freshness() -> None:
    """Bring the database back to what a version without freshness had written."""
    Freshness.objects.all().delete()
    event = Event.objects.latest("number")
    assert event.verb == "plans.withdraw"
    settle_all()
    assert fresh(LAST) == {}


def settle_all() -> None:
    settle_many(dict(timelines()), event=record("test.forget", subject="test:1", by=None))


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_the_clock_and_those_who_confirm_meet():
    with at(FIRST):
        territory = make_territory()
        actions = [make_action(territory) for _ in range(6)]
    with at(FIRST + timedelta(days=200)):
        done = at_once(
            partial(lapse, by=None),
            partial(lapse, by=None),
            partial(operations.confirm, actions[2], by=None),
            partial(operations.confirm_plan, territory, by=None),
            partial(operations.step, actions[4], "start", by=None),
        )
    assert done == [""] * 5
    assert Freshness.objects.filter(lapsed_on=LAPSED).count() == 6
    assert sum(fresh(LAPSED).values()) == 0
    assert verify() == []
