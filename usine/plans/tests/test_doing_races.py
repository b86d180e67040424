"""Whoever does what is asked meets who answers, opens or withdraws it: none waits in a ring."""

from datetime import timedelta
from functools import partial

import pytest

from usine.asks.addressing import a_role
from usine.asks.models import Ask
from usine.asks.operations import answer, ask, remind, see, withdraw
from usine.asks.tests.test_races import at_once
from usine.ledger.models import Event
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.blocking import block
from usine.plans.campaigns.kinds import UPDATE
from usine.plans.models import Action
from usine.plans.standing import STANDING
from usine.plans.unblocking import UNBLOCK
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of
from usine.values import clock

from .campaigning import again
from .factories import make_action, make_territory, make_user

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def territory():
    territory = make_territory("Lacq")
    subjects.rebuild()
    return territory


@pytest.fixture
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


def asking(kind, subject: str, territory, by) -> Ask:
    to = a_role(Role.PROJECT_MANAGER, territory)
    due_on = clock.today() + timedelta(days=9)
    asked = ask(kind, subject, text="Alors ?", to=to, due_on=due_on, by=again(by))
    Ask.objects.update(at=clock.now() - timedelta(days=3))
    Action.objects.update(confirmed_on=clock.today() - timedelta(days=200))
    return asked


def test_an_action_is_confirmed_while_its_ask_is_answered(territory, manager, coordinator):
    action = make_action(territory)
    asked = asking(STANDING, action.subject, territory, coordinator)
    confirming = partial(operations.confirm, action, by=again(manager))
    answering = partial(answer, asked, outcome="unchanged", by=again(manager))
    outcomes = at_once(confirming, answering, partial(see, asked, by=again(manager)))
    asked.refresh_from_db()
    assert (asked.state, asked.outcome) == ("answered", "unchanged")
    assert outcomes in (["done"] * 3, ["done", "done", "refused"])
    assert Event.objects.filter(verb="asks.answer").count() == 1


def test_an_action_is_confirmed_while_its_ask_is_reminded_or_withdrawn(
    territory, manager, coordinator
):
    action = make_action(territory)
    asked = asking(STANDING, action.subject, territory, coordinator)
    outcomes = at_once(
        partial(operations.confirm, action, by=again(manager)),
        partial(remind, asked, by=again(coordinator)),
        partial(withdraw, asked, by=again(coordinator)),
    )
    asked.refresh_from_db()
    assert asked.state in ("answered", "withdrawn")
    assert "done" in outcomes


def test_the_last_two_actions_confirmed_at_once_answer_a_campaign(territory, manager, coordinator):
    actions = [make_action(territory) for _ in range(2)]
    asked = asking(UPDATE, subject_of(territory), territory, coordinator)
    confirming = [partial(operations.confirm, each, by=again(manager)) for each in actions]
    outcomes = at_once(*confirming, partial(remind, asked, by=again(coordinator)))
    asked.refresh_from_db()
    assert asked.state == "answered"
    assert outcomes in (["done"] * 3, ["done", "done", "refused"])


def test_what_blocks_is_replaced_while_its_lifting_is_answered(territory, manager, coordinator):
    action = make_action(territory)
    block(action, kind="land", words="Terrain pollué", by=None)
    to, due_on = a_role(Role.REGIONAL_COORDINATOR, territory.lead_region), clock.today()
    asked = ask(UNBLOCK, action.subject, text="Aidez", to=to, due_on=due_on, by=again(manager))
    replacing = partial(block, action, kind="funding", words="Banque refuse", by=again(manager))
    answering = partial(answer, asked, outcome="lifted", words="Dépollué", by=again(coordinator))
    outcomes = at_once(replacing, answering)
    asked.refresh_from_db()
    action.refresh_from_db()
    # Lifted, then blocked again; or replaced, and the answer refused: never lifted.
    answered = (asked.state, asked.words) == ("answered", "Dépollué")
    assert outcomes == (["done", "done"] if answered else ["done", "refused"])
    assert asked.state in ("answered", "withdrawn")
    assert action.blocked == "funding"
