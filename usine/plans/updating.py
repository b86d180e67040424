"""What asks a plan to be brought up to date (`campaigns`), and what it waits for."""

from collections.abc import Collection
from datetime import date

from django.db.models import QuerySet

from usine.asks.models import Ask
from usine.territories.models import Territory

from .models import Action, Campaign, CampaignPlan
from .queries import UNCONFIRMED, Plan, unconfirmed_since

# Its kind, and its answers.
CODE, CURRENT, PARTLY = "plans.update", "current", "partly"


def unconfirmed(day: date) -> QuerySet[Action]:
    """The open actions that nobody confirmed since a day."""
    return Action.objects.live().filter(unconfirmed_since(day))


def opened_on(ask: Ask) -> date:
    """Since when a confirmation counts for what asks to bring a plan up to date."""
    return opened_days([ask])[ask.pk]


def opened_days(asks: Collection[Ask]) -> dict[int, date]:
    """`opened_on` of each, by its key, in constant queries: what was passed on goes on with what
    was asked first."""
    first = {each.pk: each for each in asks}
    while passed := [each.follows_id for each in first.values() if each.follows_id]:
        before = Ask.objects.in_bulk(passed)
        first = {
            pk: before[each.follows_id] if each.follows_id else each for pk, each in first.items()
        }
    plans = CampaignPlan.objects.filter(ask__in=first.values()).select_related("campaign")
    days = {each.ask_id: each.campaign.opens_on for each in plans}
    return {pk: days.get(each.pk, each.asked_on) for pk, each in first.items()}


def campaign_of(ask: Ask) -> Campaign | None:
    """The campaign that asks it, or that asked what was passed on since."""
    while ask.follows:
        ask = ask.follows
    return Campaign.objects.filter(plans__ask=ask).first()


def left_address(territory: Territory, day: date) -> str:
    """The page of the plan, narrowed to what nobody confirmed since a day."""
    return Plan(territory=territory).narrowed({UNCONFIRMED: day.isoformat()})
