"""People who meet on what a committee decided."""

from datetime import date, timedelta

import pytest

from usine.asks.addressing import a_person
from usine.asks.models import Ask
from usine.asks.operations import answer
from usine.asks.tests.factories import again
from usine.asks.tests.test_races import at_once
from usine.people.roles import Role
from usine.plans.committees.decisions import decide
from usine.plans.committees.followed import decisions_of
from usine.plans.committees.operations import step_committee
from usine.plans.queries import Plan
from usine.values import clock

from .factories import make_territory, make_user
from .test_committees import make_committee

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]


def test_a_decision_is_answered_or_goes_with_its_committee():
    territory = make_territory()
    elected = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    on: date = clock.today() + timedelta(days=9)
    committee = make_committee(Plan(territory=territory), on=on)
    decision = decide(committee, text="Acheter", to=[a_person(elected)], due_on=on, by=None)
    ask = Ask.objects.get()
    outcomes = at_once(
        lambda: answer(ask, outcome="done", by=again(elected)),
        lambda: step_committee(committee, "cancel", withdrawing=[decision.pk], by=None),
        lambda: step_committee(committee, "cancel", withdrawing=[decision.pk], by=None),
    )
    ask.refresh_from_db()
    if ask.state == "answered":
        assert (outcomes, len(decisions_of(committee))) == (["done", "done", "refused"], 1)
    else:
        assert (outcomes, len(decisions_of(committee))) == (["done", "refused", "refused"], 0)
        assert ask.state == "withdrawn"
