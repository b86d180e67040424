"""What asks a plan to be brought up to date (`campaigns`), and what it waits for."""

from datetime import date

from django.db.models import QuerySet

from usine.asks.models import Ask

from .models import Action, CampaignPlan
from .states import CLOSED

# Its kind, and its answers.
CODE, CURRENT, PARTLY = "plans.update", "current", "partly"


def unconfirmed(day: date) -> QuerySet[Action]:
    """The open actions that nobody confirmed since a day."""
    return Action.objects.live().exclude(status__in=CLOSED).exclude(confirmed_on__gte=day)


def opened_on(ask: Ask) -> date:
    """Since when a confirmation counts for what asks to bring a plan up to date."""
    while ask.follows:
        ask = ask.follows
    plan = CampaignPlan.objects.filter(ask=ask).select_related("campaign").first()
    return plan.campaign.opens_on if plan else ask.asked_on
