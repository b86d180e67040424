"""What tests of campaigns send, and what they read of it."""

from datetime import date, timedelta

import pytest

from usine.asks.models import Ask
from usine.notices.queries import notices_of
from usine.people.models import User
from usine.plans.campaigns import operations
from usine.plans.campaigns.board import board
from usine.plans.models import Campaign
from usine.plans.queries import Plan
from usine.values import clock
from usine.values.errors import Refused

DAY = date(2025, 5, 27)


def again(user: User) -> User:
    """The user as another request reads them."""
    return User.objects.get(pk=user.pk)


def sent(plan: Plan, territories=None, *, by=None, **more) -> Campaign:
    values = {"text": "Vos plans, merci.", "opens_on": DAY, "due_on": DAY + timedelta(days=14)}
    territories = list(plan.territories()) if territories is None else territories
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
