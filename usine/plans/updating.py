"""What asks a plan to be brought up to date (`campaigns`), and what it waits for."""

from datetime import date

from django.db.models import QuerySet

from usine.asks.models import Ask

from .models import Action, Campaign
from .states import CLOSED

# Its kind, and its answers.
CODE, CURRENT, PARTLY = "plans.update", "current", "partly"


def unconfirmed(day: date) -> QuerySet[Action]:
    """The open actions that nobody confirmed since a day."""
    return Action.objects.live().exclude(status__in=CLOSED).exclude(confirmed_on__gte=day)


def opened_on(ask: Ask) -> date:
    """Since when a confirmation counts for what asks to bring a plan up to date."""
    campaign = campaign_of(ask)
    return campaign.opens_on if campaign else first_of(ask).asked_on


def campaign_of(ask: Ask) -> Campaign | None:
    """The campaign that asks it, or that asked what was passed on since."""
    return Campaign.objects.filter(plans__ask=first_of(ask)).first()


def first_of(ask: Ask) -> Ask:
    """What was asked first, before it was passed on."""
    while ask.follows:
        ask = ask.follows
    return ask
