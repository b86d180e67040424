"""Who may open and do what: every route × every actor, and no private word crosses."""

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from functools import cache
from http.cookies import SimpleCookie
from typing import NamedTuple

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from usine.people import operations as people

from .routes import SIGN_IN, Outcome, routes
from .world import Actor, World, may_see, undone

pytestmark = pytest.mark.django_db


def browser_of(actor: Actor, world: World) -> Client:
    client = Client()
    if actor != Actor.ANONYMOUS:
        client.force_login(world.users[actor])
    if actor == Actor.DEACTIVATED:
        people.deactivate(world.users[actor], by=None)
    return client


class Answer(NamedTuple):
    asked: str
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
            yield Answer(f"{method} {route}", route.answers(method)[actor], outcome, text)


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


def text_of(response) -> str:
    """All that can be read in an answer, spaces aside; a workbook is unzipped."""
    content = response.getvalue()
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            content = b" ".join(book.read(name) for name in book.namelist())
    return re.sub(r"\s", "", content.decode())


@pytest.mark.parametrize("actor", Actor)
def test_everyone_is_answered_as_declared_and_reads_no_secret(actor, world, answers):
    secrets = [
        (side.name, what, word)
        for side in (world.here, world.there)
        for what, word in side.secrets.items()
        if not may_see(actor, side.name, what)
    ]
    outcomes = {answer.asked: answer.outcome for answer in answers(actor)}
    assert outcomes == {answer.asked: answer.declared for answer in answers(actor)}
    leaks = [
        f"{answer.asked} shows the {what} of {side}"
        for answer in answers(actor)
        for side, what, word in secrets
        if word in answer.text
    ]
    assert leaks == []


def test_every_secret_is_read_by_who_may(world, answers):
    """Else a canary that is written nowhere would never be caught crossing."""
    read = "".join(answer.text for answer in answers(Actor.NATIONAL))
    unread = [what for what, word in world.here.secrets.items() if word not in read]
    assert unread == []


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
