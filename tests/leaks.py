"""What a role reads that it may not: `usine leaks` asks a world of canaries for every address.

The addresses are those that links tell the role itself, those that they tell the national team,
which sees most, and those that the access matrix opens: what nobody shows a role is asked for as
well.
"""

import logging
import re
from collections import Counter, deque
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from html import unescape
from time import monotonic
from typing import Any
from urllib.parse import parse_qsl, unquote, urlencode, urljoin, urlsplit, urlunsplit

from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import override_settings, setup_test_environment, teardown_test_environment
from django.urls import Resolver404, resolve, reverse

from usine.people import operations as people

from .routes import routes
from .words import words_of
from .world import Actor, World, may_see

# {name for the command: actor}
ROLES = {actor.value.replace(" ", "_"): actor for actor in Actor}
AT_MOST, SECONDS = 3_000, 600
# How many addresses of one route are asked, and how many whose queries have the same names: lists
# link to themselves without end.
OF_ONE_ROUTE, OF_ONE_QUERY = 40, 3
SEEDS = ("/", "/plan-du-site/", "/robots.txt", "/healthz", "/favicon.ico")

# The headers that may tell something; others are drawn at each answer.
TELLING = ("Location", "Content-Disposition")
LINK = re.compile(r"""(?:href|src|action|hx-get|data-[a-z-]+)="(/[^"#]*|\?[^"#]*)""")
# Drawn anew at each answer: one might hold any short word.
DRAWN = re.compile(r"""name="(?:csrfmiddlewaretoken|form_key)" value="[^"]*\"""")


@dataclass(frozen=True)
class Leak:
    """Where a role read a canary that it may not see: which, and of which side."""

    address: str
    canary: str
    side: str


@dataclass
class Answers:
    """What a role was answered: how many addresses, how many were left out by the bounds."""

    role: str
    asked: int = 0
    left_out: int = 0
    leaks: list[Leak] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"count": len(self.leaks)}


def browser_of(actor: Actor, world: World) -> Client:
    client = Client()
    if actor != Actor.ANONYMOUS:
        client.force_login(world.users[actor])
    if actor == Actor.DEACTIVATED and world.users[actor].is_active:
        people.deactivate(world.users[actor], by=None)
    return client


def unfailing(client: Client) -> Client:
    """A browser to which a page that fails is an answer too."""
    client.raise_request_exception = False
    return client


def text_of(response: HttpResponseBase) -> str:
    """All that can be read in an answer, a page or a file, spaces and what is drawn at random
    aside."""
    content: bytes = response.getvalue()  # type: ignore[attr-defined]
    return re.sub(r"\s", "", DRAWN.sub("", words_of(content)))


@dataclass(frozen=True)
class Links:
    """The addresses to which pages lead, and how many of them the bounds left out."""

    addresses: Sequence[str] = ()
    left_out: int = 0


def read_as(
    actor: Actor,
    world: World,
    known: Links,
    *,
    at_most: int = AT_MOST,
    seconds: float = SECONDS,
) -> Answers:
    """Ask for every address as this actor, the `known` ones first, and look for what it may not
    read; within bounds."""
    answers, until = Answers(actor.value.replace(" ", "_")), monotonic() + seconds
    client = unfailing(browser_of(actor, world))
    own = linked(client, at_most=at_most, until=until)
    addresses = [*dict.fromkeys([*known.addresses, *own.addresses])]
    for address in addresses[:at_most]:
        if monotonic() >= until:
            break
        _ask(client, address, actor, world, answers)
    answers.left_out = len(addresses) - answers.asked + known.left_out + own.left_out
    return answers


def shown_to(actor: Actor, world: World, *, at_most: int, seconds: float) -> Links:
    """Where the pages that an actor may open lead, and those of the matrix that no link tells;
    secret links aside, which bear its own rights."""
    client = unfailing(browser_of(actor, world))
    links = linked(client, at_most=at_most, until=monotonic() + seconds, beside=declared(world))
    secret = {route.name for route in routes() if route.bearer}
    told = [each for each in links.addresses if route_of(each) not in secret]
    return Links(told, links.left_out)


def declared(world: World) -> list[str]:
    """The addresses of the access matrix that are read, secret links aside."""
    return [
        reverse(route.name, args=route.at(world)) + route.query
        for route in routes()
        if route.get and not route.bearer
    ]


def linked(client: Client, *, at_most: int, until: float, beside: Sequence[str] = ()) -> Links:
    """Where pages lead, from the first ones on, a few addresses of each shape."""
    first = dict.fromkeys((*SEEDS, *beside))
    awaiting, met, shapes = deque(first), set(first), Counter[Any]()
    asked: list[str] = []
    while awaiting and len(asked) < at_most and monotonic() < until:
        address = awaiting.popleft()
        if not is_new(address, shapes):
            continue
        asked.append(address)
        for link in map(plain, links_of(client.get(address, secure=True), address)):
            if link not in met:
                met.add(link)
                awaiting.append(link)
    return Links(asked, sum(is_new(address, shapes) for address in awaiting))


def plain(address: str) -> str:
    """An address without where it comes back to, which changes nothing else."""
    parts = urlsplit(address)
    asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "retour"]
    return urlunsplit(parts._replace(query=urlencode(asked)))


def is_new(address: str, shapes: Counter[Any]) -> bool:
    """Whether an address leads to a route of which few were asked yet; counts it then."""
    route = route_of(address)
    names = tuple(sorted(dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))))
    shape = (route, *names)
    if not route or shapes[route] >= OF_ONE_ROUTE or (names and shapes[shape] >= OF_ONE_QUERY):
        return False
    shapes.update({route, shape} if names else {route})
    return True


def route_of(address: str) -> str:
    """The name of the route of an address; empty when it leads nowhere."""
    try:
        return resolve(unquote(urlsplit(address).path)).view_name
    except Resolver404:
        return ""


def links_of(response: HttpResponseBase, address: str) -> list[str]:
    """Where an answer leads, on this site."""
    if to := response.headers.get("Location"):
        return [to] if to.startswith("/") else []
    if not response.headers.get("Content-Type", "").startswith("text/html"):
        return []
    text = response.getvalue().decode()  # type: ignore[attr-defined]
    return [urljoin(address, unescape(link)) for link in LINK.findall(text)]


def _ask(client: Client, address: str, actor: Actor, world: World, answers: Answers) -> None:
    response = client.get(address, secure=True)
    answers.asked += 1
    if response.status_code >= 500:
        answers.failures.append(address)
    headers = [response.headers.get(name, "") for name in TELLING]
    text = text_of(response) + unquote(" ".join(headers))
    asked = re.sub(r"\s", "", unquote(address))
    answers.leaks += [
        Leak(address, what, side.name)
        for side in (world.here, world.there)
        for what, word in side.secrets.items()
        # An address that holds a word is shown again, to whoever had it already.
        if word in text and word not in asked and not may_see(actor, side.name, what)
    ]


# Nothing collected, nothing slowed down, no address of who signs in.
_AS_IN_TESTS = {
    "STORAGES": {
        "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    },
    "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
    "AXES_ENABLED": False,
    "WHITENOISE_AUTOREFRESH": True,
}


@contextmanager
def generated_database() -> Iterator[None]:
    """A database of its own, removed afterwards: the one given is neither read nor written."""
    setup_test_environment()
    logging.disable(logging.WARNING)
    name = connection.settings_dict["NAME"]
    try:
        with override_settings(**_AS_IN_TESTS):
            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            try:
                yield
            finally:
                connection.creation.destroy_test_db(name, verbosity=0)
    finally:
        logging.disable(logging.NOTSET)
        teardown_test_environment()
