"""Each person reads what they are told, and nobody else does."""

from urllib.parse import urlsplit

from tests.routes import Route, everyone, only, signed_in
from tests.world import Actor, World
from usine.notices.kinds import kinds
from usine.notices.models import Notice
from usine.notices.unsubscribing import address


def of_the_manager(world: World) -> list:
    """What the project manager is told of the restricted action."""
    person, subject = world.users[Actor.MANAGER], world.here.restricted.subject
    return [Notice.objects.get(person=person, subject=subject, kind="plans.noted").pk]


def of_who_may_not_see_it(world: World) -> list:
    person, subject = world.users[Actor.MANAGER], world.there.restricted.subject
    return [Notice.objects.get(person=person, subject=subject, kind="plans.noted").pk]


def a_link(world: World) -> list:
    path = urlsplit(address(world.users[Actor.READER].pk, "")).path
    return [path.rstrip("/").rpartition("/")[2]]


ROUTES = [
    Route("notices:notices", get=signed_in()),
    Route(
        "notices:open",
        get=only(frozenset({Actor.MANAGER}), 302, others=404),
        at=of_the_manager,
    ),
    Route(
        "notices:open",
        note="of what one may not see",
        get=only(frozenset(), others=404),
        at=of_who_may_not_see_it,
    ),
    Route("notices:read_all", post=signed_in(302), data=lambda world: {"until": "1"}),
    Route(
        "notices:preferences",
        get=signed_in(),
        post=signed_in(302),
        data=lambda world: {kind.code: "never" for kind in kinds()},
    ),
    # Whoever holds the signed link.
    Route("notices:unsubscribe", get=everyone(), post=everyone(), at=a_link),
]
