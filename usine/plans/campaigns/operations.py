"""Every write of campaigns: one verb, checked against the rights of `by`, recorded."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from usine.asks.addressing import a_role
from usine.asks.batches import ask_each, remind_each, restore_each
from usine.asks.models import Ask
from usine.asks.operations import withdraw, withdraw_many
from usine.asks.turning import locked
from usine.ledger.refusals import operation, save
from usine.people.access import grants_of
from usine.people.roles import Role
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from ..gate import locked as hold_actions
from ..models import Campaign, CampaignPlan
from ..queries import Plan
from ..rights import CHASE
from ..updating import unconfirmed
from ..writing import refuse_if
from . import rules
from .gate import check_is_mine, check_may_send, hold_campaign
from .kinds import UPDATE
from .queries import asked_now, targets

NOTHING_LEFT = "Ces plans sont déjà à jour\u00a0: rien n’y est à confirmer."
NOTHING_WAITS = "Cette campagne n’attend plus rien\u00a0: chacun a répondu."


@operation
def send_campaign(
    plan: Plan,
    *,
    territories: Collection[Territory],
    opens_on: date,
    due_on: date,
    text: str,
    by,
) -> Campaign:
    """Ask territories of a region, or of the nation, to bring their plans up to date: one ask each,
    in one event. Those where nobody can answer are kept apart; those that are asked already or
    that have nothing left to confirm, left.

    Raises Refused when nobody is left to ask, or when somebody asks the same meanwhile.
    """
    check_may_send(plan, by=by)
    refuse_if(rules.campaign_refusal(opens_on, due_on, clock.today()))
    if {each.place for each in territories} - set(plan.places):
        raise Refused("Un de ces territoires n’est pas de ce plan.")
    # Whoever confirms the last action of a plan meanwhile comes before, or answers what is sent.
    hold_actions(unconfirmed(opens_on).filter(territory__in=territories))
    chosen = targets(territories, opens_on)
    if chosen and all(each.is_current for each in chosen):
        raise Refused(NOTHING_LEFT)
    campaign = Campaign(region=plan.region, opens_on=opens_on, due_on=due_on, text=text, by=by)
    save(campaign)
    event, asks = ask_each(
        UPDATE,
        {
            subject_of(each.territory): a_role(Role.PROJECT_MANAGER, each.territory)
            for each in chosen
            if each.is_asked
        },
        about=campaign.subject,
        text=text,
        due_on=due_on,
        by=by,
    )
    campaign.event = event.number
    campaign.save(update_fields=["event"])
    CampaignPlan.objects.bulk_create(
        CampaignPlan(
            campaign=campaign, territory=each.territory, ask=asks.get(subject_of(each.territory))
        )
        for each in chosen
        if each.is_followed
    )
    return campaign


@operation
def withdraw_campaign(campaign: Campaign, *, by) -> Campaign:
    """Take back what a campaign still waits for, by who sent it: the answers stay.

    Raises Refused when it waits for nothing.
    """
    campaign, at = _hold_mine(campaign, by=by), clock.now()
    if campaign.withdrawn_at:
        raise Refused("Cette campagne est déjà annulée.")
    waiting = [each for each in asked_now(campaign.plans.all()).values() if each.is_waiting]
    refuse_if(None if waiting else NOTHING_WAITS)
    # All are held before the first is withdrawn, since the ledger then is.
    sent = campaign.plans.exclude(ask=None).values("ask")
    locked(Ask.objects.filter(Q(pk__in=sent) | Q(pk__in=[each.pk for each in waiting])))
    for each in waiting:
        if each.follows_id:
            withdraw(each, by=by)
    if not all(each.follows_id for each in waiting):
        withdraw_many(campaign.event, by=by)
    # Before any of them was closed: `restore_campaign` tells by it those that this withdrew.
    campaign.withdrawn_at = at
    campaign.save(update_fields=["withdrawn_at"])
    return campaign


@operation
def restore_campaign(campaign: Campaign, *, by) -> Campaign:
    """Expect again what the withdrawal of a campaign took back, as it was, by who sent it: who was
    told of that is told again. What was withdrawn alone before stays so.

    Raises Refused unless it is withdrawn, and when the same was asked meanwhile.
    """
    campaign = _hold_mine(campaign, by=by)
    at = campaign.withdrawn_at
    if at is None:
        raise Refused("Cette campagne n’est pas annulée.")
    asks = asked_now(campaign.plans.all()).values()
    taken_back = [each.pk for each in asks if each.closed_at and each.closed_at >= at]
    restore_each(taken_back, about=campaign.subject, by=by)
    campaign.withdrawn_at = None
    campaign.save(update_fields=["withdrawn_at"])
    return campaign


def _hold_mine(campaign: Campaign, *, by) -> Campaign:
    """The campaign, held, once `by` is who sent it; None is the system itself."""
    campaign = hold_campaign(campaign)
    check_is_mine(campaign, by=by)
    return campaign


@operation
def remind_silent(campaign: Campaign, *, by) -> int:
    """Remind those who have not answered a campaign, on the territories that `by` follows; returns
    how many. Raises Refused when nobody is to be told today."""
    plans = campaign.plans.select_related("ask")
    if by is not None:
        plans = plans.filter(grants_of(by).territories_q(CHASE, "territory"))
        if not plans:
            raise PermissionDenied("Votre mandat ne permet pas de relancer ces territoires.")
    asks = [each.pk for each in asked_now(plans).values()]
    return remind_each(UPDATE, asks, about=campaign.subject, by=by)
