"""Who opens and answers what the national team asks of the project manager."""

from tests.routes import Route, here, only, signed_in, these
from tests.world import MANAGERS, Actor, World
from usine.asks.models import Ask
from usine.people.roles import Role
from usine.territories.measures import subject_of

from .factories import OPINION, in_days

ASKED = frozenset({Actor.MANAGER, Actor.DEPUTY})
ASKERS = frozenset({Actor.NATIONAL})
OPENED = only(ASKED | ASKERS, others=404)
TO_ANSWER = only(ASKED, others=404) | these(ASKERS, 403)
ANSWERED = only(ASKED, 302, others=404) | these(ASKERS, 403)
FOLLOWED = only(ASKERS, 302, others=404) | these(ASKED, 403)


def the_territory(world: World) -> list:
    return [OPINION.code, subject_of(world.here.territory)]


def about_it(world: World):
    return Ask.objects.filter(subject=subject_of(world.here.territory), kind=OPINION.code)


def typed(world: World) -> dict:
    to = f"{Role.PROJECT_MANAGER}@{world.here.territory.place}"
    return {"to": to, "text": "Qu’en est-il ?", "due_on": in_days(10).isoformat()}


def somebody(world: World) -> dict:
    return {"to": str(world.users[Actor.READER].pk), "words": "Elle sait"}


ROUTES = [
    Route("asks:to_do", get=signed_in()),
    Route("asks:mine", get=signed_in()),
    Route("asks:done", get=signed_in()),
    Route("asks:of_territory", get=signed_in(), at=here("territory")),
    Route("asks:of_region", get=signed_in(), at=here("region")),
    Route(
        "asks:new",
        get=only(MANAGERS),
        post=only(MANAGERS, 302),
        at=the_territory,
        data=typed,
        once=about_it,
    ),
    Route(
        "asks:ask",
        get=OPENED,
        post=ANSWERED,
        at=here("ask"),
        data=lambda world: {"outcome": "yes", "words": ""},
    ),
    Route("asks:ask", note="closed", get=OPENED, at=here("declined_ask"), post=TO_ANSWER),
    Route(
        "asks:decline",
        get=TO_ANSWER,
        post=ANSWERED,
        at=here("ask"),
        data=lambda world: {"words": "Pas le temps"},
    ),
    Route("asks:redirect", get=TO_ANSWER, post=ANSWERED, at=here("ask"), data=somebody),
    Route("asks:resume", post=ANSWERED, at=here("declined_ask")),
    Route("asks:remind", post=FOLLOWED, at=here("ask")),
    Route("asks:withdraw", post=FOLLOWED, at=here("ask")),
    Route("asks:restore", post=FOLLOWED, at=here("withdrawn_ask")),
    Route(
        "asks:withdraw_many",
        post=only(ASKERS, 302),
        at=lambda world: [world.here.several_asks],
    ),
]
