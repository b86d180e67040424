"""Who may open and do what: every route × every actor, and no private word crosses."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from usine.people import operations as people

from .routes import ROUTES, SIGN_IN, Outcome, Route
from .world import Actor, World, make_world, may_see

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    """Made once, for what is written by a test is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield make_world()
        transaction.set_rollback(True)


def browser_of(actor: Actor, world: World) -> Client:
    client = Client()
    if actor != Actor.ANONYMOUS:
        client.force_login(world.users[actor])
    if actor == Actor.DEACTIVATED:
        people.deactivate(world.users[actor], by=None)
    return client


@contextmanager
def undone() -> Iterator[None]:
    """What is written within the block is taken back: each POST finds the world as it was."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)


def asked(actor: Actor, world: World) -> Iterator[tuple[Route, str, Outcome, str]]:
    """Every route by both methods: (route, method, outcome, what is read in the answer)."""
    for route in ROUTES:
        url = reverse(route.name, args=route.at(world))
        for method in ("GET", "POST"):
            with undone():
                client = browser_of(actor, world)
                if method == "GET":
                    response = client.get(url + route.query)
                else:
                    response = client.post(url + route.query, route.data(world))
                yield route, method, outcome_of(response), text_of(response)


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
def test_everyone_is_answered_as_declared_and_reads_no_secret(actor, world):
    answered, declared, leaks = {}, {}, []
    secrets = [
        (side.name, what, word)
        for side in (world.here, world.there)
        for what, word in side.secrets.items()
        if not may_see(actor, side.name, what)
    ]
    for route, method, outcome, text in asked(actor, world):
        answered[f"{method} {route}"] = outcome
        declared[f"{method} {route}"] = route.answers(method)[actor]
        leaks += [
            f"{method} {route} shows the {what} of {side}"
            for side, what, word in secrets
            if word in text
        ]
    assert answered == declared
    assert leaks == []


def test_every_secret_is_read_by_who_may(world):
    """Else a canary that is written nowhere would never be caught crossing."""
    read = "".join(text for *_, text in asked(Actor.NATIONAL, world))
    unread = [
        f"{what} of {side.name}"
        for side in (world.here,)
        for what, word in side.secrets.items()
        if word not in read
    ]
    assert unread == []


def test_every_route_is_declared():
    found = set(_names(get_resolver().url_patterns))
    assert {route.name for route in ROUTES} == found


def _names(patterns, namespace: str = "") -> Iterator[str]:
    for pattern in patterns:
        match pattern:
            case URLPattern():
                yield f"{namespace}{pattern.name}"
            case URLResolver():
                inner = f"{pattern.namespace}:" if pattern.namespace else ""
                yield from _names(pattern.url_patterns, namespace + inner)
