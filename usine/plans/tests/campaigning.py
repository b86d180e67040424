"""What tests of campaigns send, and what they read of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from usine.asks.models import Ask
from usine.notices.queries import notices_of
from usine.people.models import User
from usine.plans.campaigns import operations
from usine.plans.campaigns.board import board
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.values import clock
from usine.values.errors import Refused

DAY = date(2025, 5, 27)
LONG_AGO = date(2024, 1, 10)


def again(user: User) -> User:
    """The user as another request reads them."""
    return User.objects.get(pk=user.pk)


@contextmanager
def left_to_confirm(territories) -> Iterator[None]:
    """Each plan has something to confirm while a campaign is sent; tests say what it has after."""
    made = [
        Action.objects.create(
            territory=each,
            title="À confirmer",
            axis="foncier",
            status=Status.TO_START,
            status_on=LONG_AGO,
            entered_on=LONG_AGO,
            confirmed_on=LONG_AGO,
        )
        for each in territories
    ]
    yield
    Action.objects.filter(pk__in=[each.pk for each in made]).delete()


def sent(plan: Plan, territories=None, *, by=None, **more) -> Campaign:
    values = {"text": "Vos plans, merci.", "opens_on": DAY, "due_on": DAY + timedelta(days=14)}
    territories = list(plan.territories()) if territories is None else territories
    with left_to_confirm(territories):
        return operations.send_campaign(plan, territories=territories, **(values | more), by=by)


def standings(campaign: Campaign, user) -> dict[str, str]:
    rows = board(campaign, again(user), clock.today())
    return {row.territory.name: row.standing for row in rows}


def told(user: User) -> list[str]:
    return [str(each) for each in notices_of(again(user))]


def refused(work, **arguments) -> str:
    with pytest.raises(Refused) as refusal:
        work(**arguments)
    return str(refusal.value)


def ask_of(campaign: Campaign, territory) -> Ask:
    ask = campaign.plans.get(territory=territory).ask
    assert ask
    return ask
