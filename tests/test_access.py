"""Who may open and do what: every route × every actor, and no private word crosses."""

from collections.abc import Callable, Iterator
from functools import cache
from http.cookies import SimpleCookie
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

import pytest
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from usine.values.fields import Field, FieldKind, Fields

from .leaks import browser_of, text_of
from .rooms import rooms
from .routes import SIGN_IN, Outcome, routes
from .sides import has_a_word
from .world import Actor, World, may_see, undone

pytestmark = pytest.mark.django_db
A = Actor


class Answer(NamedTuple):
    asked: str
    reader: Actor
    declared: Outcome
    outcome: Outcome
    text: str


def asked(actor: Actor, world: World) -> Iterator[Answer]:
    """What every route answers, by both methods, to somebody who has just signed in."""
    client = browser_of(actor, world)
    signed_in = client.cookies.output(header="")
    for route in routes():
        url = reverse(route.name, args=route.at(world)) + route.query
        for method in ("GET", "POST"):
            client.cookies = SimpleCookie(signed_in)
            with undone():
                if method == "GET":
                    response = client.get(url)
                else:
                    response = client.post(url, route.data(world))
                outcome, text = outcome_of(response), text_of(response)
            reader = route.bearer or actor
            yield Answer(f"{method} {route}", reader, route.answers(method)[actor], outcome, text)


@pytest.fixture(scope="module")
def answers(world) -> Callable[[Actor], list[Answer]]:
    """What each actor is answered, asked once."""

    @cache
    def answers(actor: Actor) -> list[Answer]:
        with undone():
            return list(asked(actor, world))

    return answers


def outcome_of(response) -> Outcome:
    if response.status_code == 302 and response.url.startswith(reverse("people:sign_in")):
        return SIGN_IN
    return response.status_code


def secrets(world: World, reader: Actor) -> Iterator[tuple[str, str, str]]:
    """(side, what, word) of what a reader may not see."""
    for side in (world.here, world.there):
        for what, word in side.secrets.items():
            if not may_see(reader, side.name, what):
                yield side.name, what, word


# Nobody's, without a mandate, with one on each kind of place: the others take the same ways, and
# meet no other statement of the database.
OF_EACH_KIND = (A.ANONYMOUS, A.NOBODY, A.MANAGER, A.COORDINATOR, A.NATIONAL)
ALIKE = [pytest.mark.one_engine, pytest.mark.uncovered]


@pytest.mark.parametrize(
    "actor",
    [pytest.param(actor, marks=[] if actor in OF_EACH_KIND else ALIKE) for actor in Actor],
)
def test_everyone_is_answered_as_declared_and_reads_no_secret(actor, world, answers):
    outcomes = {answer.asked: answer.outcome for answer in answers(actor)}
    assert outcomes == {answer.asked: answer.declared for answer in answers(actor)}
    leaks = [
        f"{answer.asked} shows the {what} of {side}"
        for answer in answers(actor)
        for side, what, word in secrets(world, answer.reader)
        if word in answer.text
    ]
    assert leaks == []


def test_every_secret_is_read_by_who_may(world, answers):
    """Else a canary that is written nowhere would never be caught crossing."""
    read = "".join(answer.text for answer in answers(Actor.NATIONAL))
    unread = [what for what, word in world.here.secrets.items() if word not in read]
    assert unread == []


def without_canary(fields: dict[str, Field], planted: list[Field]) -> list[str]:
    return [
        name
        for name, declared in fields.items()
        if has_a_word(declared) and not any(declared is each for each in planted)
    ]


def declared_fields() -> dict[str, Field]:
    """{room.KIND.name: field} of what the `fields.py` of each room declares."""
    modules = [f"{room}.fields" for room in rooms() if find_spec(f"{room}.fields")]
    return {
        f"{module.removeprefix('usine.').removesuffix('.fields')}.{kind}.{name}": declared
        for module in modules
        for kind, fields in vars(import_module(module)).items()
        if isinstance(fields, Fields)
        for name, declared in fields.items()
    }


def test_each_private_field_of_each_kind_has_a_canary(world):
    fields = declared_fields()
    assert [without_canary(fields, side.planted) for side in (world.here, world.there)] == [[], []]


def test_a_private_field_without_a_canary_is_seen(world):
    new = Field("siret", "SIRET", FieldKind.TEXT, private=True)
    fields = {**declared_fields(), "plans.STEPS.siret": new}
    assert without_canary(fields, world.here.planted) == ["plans.STEPS.siret"]


def test_every_route_is_declared():
    names = set(_names(get_resolver().url_patterns))
    assert {route.name for route in routes()} == names


def _names(patterns, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        match pattern:
            case URLPattern():
                yield f"{namespace}{pattern.name}"
            case URLResolver():
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from _names(pattern.url_patterns, namespace + inner)
