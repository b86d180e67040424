"""Who opens a campaign, and answers it from a mail."""

from datetime import timedelta

from tests.routes import Route, everyone, here, only, these
from tests.world import Actor, World
from usine.asks.models import Ask
from usine.plans.campaigns.links import shortcut
from usine.plans.models import Action
from usine.plans.updating import CODE
from usine.territories.measures import subject_of
from usine.values import clock

from ..who import NATION, REGION


def a_link_of_the_manager(world: World) -> list:
    """The link of the mail that asks for the plan, whose action was confirmed before."""
    before = clock.today() - timedelta(days=9)
    Action.objects.filter(pk=world.here.action.pk).update(confirmed_on=before)
    ask = Ask.objects.get(kind=CODE, subject=subject_of(world.here.territory))
    return [shortcut(ask, world.users[Actor.MANAGER]).url.rpartition("/")[2]]


FOLLOWED_CAMPAIGNS = only(REGION, others=404)
TYPED_CAMPAIGN = {
    "text": "Vos plans",
    "opens_on": clock.today().isoformat(),
    "due_on": (clock.today() + timedelta(days=10)).isoformat(),
}

ROUTES = [
    Route(
        "plans:confirmed_by_mail",
        get=everyone(),
        at=a_link_of_the_manager,
        bearer=Actor.MANAGER,
    ),
    Route(
        "plans:confirm_by_mail",
        get=everyone(),
        post=everyone(302),
        at=a_link_of_the_manager,
        data=lambda world: {"actions": [str(world.here.action.pk)]},
        bearer=Actor.MANAGER,
    ),
    Route("plans:national_campaigns", get=only(NATION)),
    Route("plans:region_campaigns", get=only(REGION), at=here("region")),
    Route(
        "plans:national_prepare_campaign",
        get=only(NATION),
        post=only(NATION),
        data=lambda world: TYPED_CAMPAIGN,
    ),
    Route(
        "plans:region_prepare_campaign",
        get=only(REGION),
        post=only(REGION),
        at=here("region"),
        data=lambda world: TYPED_CAMPAIGN,
    ),
    Route("plans:campaign", get=FOLLOWED_CAMPAIGNS, at=here("campaign")),
    Route("plans:campaign_export", get=FOLLOWED_CAMPAIGNS, at=here("campaign")),
    Route("plans:remind_silent", post=only(REGION, 302, others=404), at=here("campaign")),
    Route(
        "plans:withdraw_campaign",
        get=only(NATION, others=404) | these(frozenset({Actor.COORDINATOR}), 403),
        post=only(NATION, 302, others=404) | these(frozenset({Actor.COORDINATOR}), 403),
        at=here("campaign"),
    ),
    Route(
        "plans:restore_campaign",
        post=only(NATION, 302, others=404) | these(frozenset({Actor.COORDINATOR}), 403),
        at=here("campaign"),
    ),
]
