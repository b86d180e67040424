"""How a room declares its routes: where each leads in the world of the tests, who is answered what.

`usine/<room>/tests/routes.py` holds the list of a room, `ROUTES`. To add a route, add a line there:
its name, the arguments of its address, what each actor is answered to a GET, and to a POST with
which data. A route that no list names fails `tests/test_access.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.db.models import QuerySet

from usine.values import clock

from .rooms import beside
from .world import EVERYONE, OUT, SIGNED_IN, Actor, World

SIGN_IN = "sign in"
Outcome = int | str
Answers = dict[Actor, Outcome]


def these(actors: frozenset[Actor], outcome: Outcome) -> Answers:
    return dict.fromkeys(actors, outcome)


def everyone(status: int = 200) -> Answers:
    return these(EVERYONE, status)


def only(actors: frozenset[Actor], status: int = 200, others: int = 403) -> Answers:
    """These are answered so, the others otherwise, those who are out are asked to sign in."""
    return these(SIGNED_IN, others) | these(actors, status) | these(OUT, SIGN_IN)


def signed_in(status: int = 200) -> Answers:
    return only(SIGNED_IN, status)


# A POST to what is only read; asked by GET, what only takes POST gives the page above.
NOT_ALLOWED = {"GET": 302, "POST": 405}


@dataclass(frozen=True)
class Route:
    """`at` gives the arguments of its address, `data` what a POST sends; both know the world.
    `bearer`: the address is a secret link, by which whoever has it reads what this actor may.

    For a form that creates, `once` is what there is one of however many times it is posted, `by`
    whom, and `mails` how many messages that sends.
    """

    name: str
    get: Answers | None = None
    post: Answers | None = None
    at: Callable[[World], list] = lambda world: []
    query: str = ""
    data: Callable[[World], dict] = lambda world: {}
    note: str = ""
    bearer: Actor | None = None
    once: Callable[[World], QuerySet] | None = None
    by: Actor = Actor.NATIONAL
    mails: int = 0

    def __str__(self) -> str:
        return f"{self.name} {self.note}".strip()

    def answers(self, method: str) -> Answers:
        asked, other = (self.get, self.post) if method == "GET" else (self.post, self.get)
        if asked is None:
            # A method that is not there: told so, unless one is asked to sign in first.
            asked = {
                actor: SIGN_IN if outcome == SIGN_IN else NOT_ALLOWED[method]
                for actor, outcome in (other or {}).items()
            }
        if method == "POST":
            # What was sent is not lost by going to the page where one signs in.
            asked = {who: 403 if what == SIGN_IN else what for who, what in asked.items()}
        return asked


def here(name: str) -> Callable[[World], list]:
    """The address of something that is here: "territory", "region", "action", "person"…"""

    def address(world: World) -> list:
        match name:
            case "territory":
                return [world.here.territory.slug]
            case "region":
                return [world.here.territory.lead_region.slug]
        return [getattr(world.here, name).pk]

    return address


def file_of(name: str) -> Callable[[World], list]:
    return lambda world: [*here(name)(world), "csv"]


TODAY = {"effective_on": clock.today().isoformat()}


def routes() -> list[Route]:
    """Those of every room."""
    return [route for module in beside("routes") for route in module.ROUTES]
