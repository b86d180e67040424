"""Operations that record several events hold what all of them write before the first: somebody who
holds one of these rows, and then records, is waited for without the head of the ledger."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from threading import Event as Signal

import pytest
from django.db import connection, connections, transaction
from django.db.models import QuerySet

from usine.asks.addressing import a_person, a_role
from usine.asks.models import Ask
from usine.asks.operations import ask, redirect, see
from usine.exchanges.operations import add_note, undo_note
from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.people import leaving
from usine.people.models import User
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.campaigns.operations import send_campaign, withdraw_campaign
from usine.plans.models import Action
from usine.plans.queries import Plan
from usine.plans.standing import STANDING
from usine.subjects import operations as subjects
from usine.values import clock

from .factories import make_action, make_region, make_territory, make_user

pytestmark = [
    pytest.mark.race,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has one writer at once"),
]


def meet(rows: QuerySet, then: Callable[[], object], work: Callable[[], object]) -> None:
    """Have a thread hold some rows, then do `then` as soon as `work`, in another, waits for it.

    Raises OperationalError when each waits for the other.
    """
    are_held = Signal()

    def hold() -> None:
        with transaction.atomic():
            list(rows.select_for_update(no_key=True))
            are_held.set()
            _until_awaited()
            then()

    def wait() -> None:
        are_held.wait(timeout=60)
        work()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(_alone, each) for each in (hold, wait)]:
            done.result()


def _alone(work: Callable[[], object]) -> None:
    """On a connection of its own."""
    try:
        work()
    finally:
        connections.close_all()


def _until_awaited() -> None:
    awaited = (
        "SELECT count(*) FROM pg_locks "
        "WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))"
    )
    signal = Signal()
    for _ in range(3_000):
        with connection.cursor() as cursor:
            cursor.execute(awaited)
            if cursor.fetchone()[0]:
                return
        signal.wait(timeout=0.01)
    raise AssertionError("Nobody waits for these rows.")


@pytest.fixture
def region():
    return make_region("75", "Nouvelle-Aquitaine")


@pytest.fixture
def territories(region):
    made = [make_territory(name, region=region) for name in ("Lacq", "Vimeu")]
    subjects.rebuild()
    return made


@pytest.fixture
def managers(territories) -> list[User]:
    return [make_user(Role.PROJECT_MANAGER, territory=each) for each in territories]


@pytest.fixture
def leaver(region) -> User:
    user = make_user(Role.REGIONAL_COORDINATOR, region=region)
    user.first_name, user.last_name = "Ada", "Lovelace"
    user.save()
    return user


@pytest.fixture
def successor(region) -> User:
    return make_user(Role.REGIONAL_COORDINATOR, region=region)


@pytest.fixture
def followed(territories, leaver) -> list[Action]:
    return [make_action(each, referent=str(leaver)) for each in territories]


@pytest.fixture
def asks(followed, leaver, managers) -> list[Ask]:
    """What is asked of the leaver by name."""
    return [
        ask(
            STANDING,
            action.subject,
            text="Alors ?",
            to=a_person(leaver),
            due_on=clock.today() + timedelta(days=days),
            by=None,
        )
        for days, action in enumerate(followed, 1)
    ]


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def handing(leaver: User, to: User):
    return partial(leaving.hand_over, leaver.mandates.get(), to=to, by=None)


def row(instance) -> QuerySet:
    return type(instance).objects.filter(pk=instance.pk)


def test_actions_are_held_before_the_first_is_handed_over(followed, leaver, successor):
    action = followed[1]
    then = partial(operations.confirm, action, by=None)
    meet(row(action), then, handing(leaver, successor))
    assert {each.referent for each in Action.objects.all()} == {str(successor)}


def test_asks_are_held_before_the_first_is_handed_over(asks, leaver, successor):
    then = partial(see, asks[1], by=again(leaver))
    meet(row(asks[1]), then, handing(leaver, successor))
    assert Ask.objects.waiting().filter(person=successor).count() == 2


def test_an_ask_about_an_action_is_held_before_it_is_handed_over(
    territories, followed, leaver, successor, managers
):
    """One that is of neither who leaves nor who takes over."""
    to = a_role(Role.PROJECT_MANAGER, territories[1])
    key, due_on = followed[1].subject, clock.today()
    asked = ask(STANDING, key, text="Alors ?", to=to, due_on=due_on, by=None)
    then = partial(see, asked, by=again(managers[1]))
    meet(row(asked), then, handing(leaver, successor))
    assert {each.referent for each in Action.objects.all()} == {str(successor)}


def test_actions_are_held_before_the_first_is_given_back(followed, leaver, successor):
    back = giving_back(leaver, handing(leaver, successor)())
    meet(row(followed[1]), partial(operations.confirm, followed[1], by=None), back)
    assert {each.referent for each in Action.objects.all()} == {str(leaver)}


def test_asks_are_held_before_the_first_is_given_back(asks, leaver, successor):
    back = giving_back(leaver, handing(leaver, successor)())
    meet(row(asks[1]), recording(asks[1]), back)
    assert Ask.objects.waiting().filter(person=leaver).count() == 2


def giving_back(leaver: User, event: Event):
    return partial(leaving.take_back_over, leaver.mandates.get(), event=event.number, by=None)


def recording(asked: Ask):
    """Anything that records, about an ask that is closed."""
    return partial(record, "asks.see", subject=asked.key, by=None)


def test_the_ask_that_a_note_answered_is_held_before_it_is_undone(territories, managers):
    action, manager = make_action(territories[0]), managers[0]
    to, due_on = a_role(Role.PROJECT_MANAGER, territories[0]), clock.today()
    asked = ask(STANDING, action.subject, text="Alors ?", to=to, due_on=due_on, by=None)
    add_note(action.subject, text="Le permis est là.", by=again(manager))
    asked.refresh_from_db()
    assert asked.state == "answered"
    undoing = partial(undo_note, action.subject, event=asked.values["done_in"], by=again(manager))
    meet(row(asked), recording(asked), undoing)
    asked.refresh_from_db()
    assert asked.state == "seen"


def test_what_a_campaign_awaits_is_held_before_the_first_is_withdrawn(
    region, territories, managers
):
    for each in territories:
        make_action(each)
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=9))
    campaign = send_campaign(
        Plan(region=region),
        territories=territories,
        text="Vos plans",
        opens_on=clock.today(),
        due_on=clock.today() + timedelta(days=9),
        by=None,
    )
    first, last = [campaign.plans.get(territory=each).ask for each in territories]
    another = make_user(Role.PROJECT_MANAGER, territory=territories[0])
    redirect(first, to=a_person(another), by=again(managers[0]))
    then = partial(see, last, by=again(managers[1]))
    meet(row(last), then, partial(withdraw_campaign, campaign, by=None))
    assert not Ask.objects.waiting().exists()
