"""How the operations of campaigns are called, and who may."""

from datetime import timedelta

from tests.calls import Call, taking
from tests.world import EDITORS, Actor, World
from usine.asks.models import Ask
from usine.plans.campaigns import confirming
from usine.plans.campaigns import operations as campaigns
from usine.plans.models import Action, Campaign
from usine.plans.queries import Plan
from usine.plans.updating import CODE
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values import clock

from ..who import REGION


def a_territory_to_ask(world: World) -> Territory:
    """The territory, of which nothing is asked any more, with an action to confirm."""
    _leave_to_confirm(world)
    Campaign.objects.all().delete()
    Ask.objects.filter(subject__kind="territory").delete()
    return world.here.territory


def an_ask_to_update(world: World) -> Ask:
    """What the campaign asks, the action having been confirmed before it opened."""
    _leave_to_confirm(world)
    return Ask.objects.get(kind=CODE, subject=subject_of(world.here.territory))


def _leave_to_confirm(world: World) -> None:
    before = clock.today() - timedelta(days=9)
    Action.objects.filter(pk=world.here.action.pk).update(confirmed_on=before)


CALLS = [
    Call(
        campaigns.send_campaign,
        REGION,
        lambda world: taking(
            Plan(region=world.here.territory.lead_region),
            territories=[a_territory_to_ask(world)],
            text="Vos plans",
            opens_on=clock.today(),
            due_on=clock.today() + timedelta(days=10),
        ),
    ),
    Call(
        campaigns.withdraw_campaign,
        frozenset({Actor.NATIONAL}),
        lambda world: taking(world.here.campaign),
    ),
    Call(
        campaigns.restore_campaign,
        frozenset({Actor.NATIONAL}),
        lambda world: taking(campaigns.withdraw_campaign(world.here.campaign, by=None)),
    ),
    Call(
        confirming.confirm_listed,
        EDITORS,
        lambda world: taking(world.here.territory, actions=[world.here.action.pk]),
    ),
    Call(
        confirming.confirm_by_mail,
        frozenset({Actor.MANAGER, Actor.DEPUTY}),
        lambda world: taking(an_ask_to_update(world), actions=[world.here.action.pk]),
    ),
    Call(campaigns.remind_silent, REGION, lambda world: taking(world.here.campaign)),
]
