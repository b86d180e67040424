"""Creating forms, posted many times at the same moment: what exists once is written once.

A double click, a page sent again by a slow network, two people who enter the same thing.
`make test` posts each form a few times, `make soak` a hundred, on both engines.
"""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from http.cookies import SimpleCookie
from threading import Barrier

import pytest
from django.core import mail
from django.db import connections
from django.test import Client
from django.urls import reverse

from usine.jobs.tests.conftest import database_queue
from usine.jobs.worker import Worker
from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.pages import posting

from . import snapshot
from .routes import Route, routes
from .world import World, make_world

__all__ = ["database_queue"]
pytestmark = [pytest.mark.usefixtures("database_queue"), pytest.mark.uncovered]

# Connections are counted on PostgreSQL.
AT_ONCE = 20
CREATING = [route for route in routes() if route.once]


@pytest.fixture(scope="module")
def made(bare_database, django_db_blocker) -> tuple[World, list[snapshot.Table]]:
    """A world, committed, and what its tables hold; the first test empties them."""
    with django_db_blocker.unblock():
        return make_world(), snapshot.take()


@pytest.fixture
def world(transactional_db, made) -> World:
    world, tables = made
    snapshot.put_back(tables)
    return deepcopy(world)


@pytest.fixture(autouse=True)
def _patient(monkeypatch):
    monkeypatch.setattr(posting, "WAIT_SECONDS", 60)


@pytest.mark.parametrize("route", CREATING, ids=str)
def test_a_form_clicked_many_times_is_one_act(route: Route, world, posts):
    before, planted = Event.objects.count(), verify()

    answers = post_at_once(route, world, ["the same"] * posts)

    assert len({url for _, url in answers}) == 1
    assert {status for status, _ in answers} == {302}
    assert route.once(world).count() == 1
    verbs = Event.objects.order_by("number").values_list("verb", flat=True)[before:]
    assert len(verbs) == len(set(verbs))
    assert mails_sent() == route.mails
    assert verify() == planted


@pytest.mark.parametrize("route", CREATING, ids=str)
def test_what_exists_once_is_written_once(route: Route, world, posts):
    planted = verify()  # the canaries of the world are written past the ledger

    answers = post_at_once(route, world, [f"key {number}" for number in range(posts)])

    assert {status for status, _ in answers} <= {200, 302}
    assert route.once(world).count() == 1
    assert mails_sent() == route.mails
    assert verify() == planted


def mails_sent() -> int:
    Worker("w").run()
    return len(mail.outbox)


def post_at_once(route: Route, world: World, keys: Sequence[str]) -> list[tuple[int, str]]:
    """What is answered to a post with each of these keys, by somebody who may: (status, where it
    leads). What is raised is raised.
    """
    assert route.once(world).count() == 0
    browser = Client()
    browser.force_login(world.users[route.by])
    signed_in = browser.cookies.output(header="")
    url = reverse(route.name, args=route.at(world)) + route.query
    sent = [route.data(world) | {posting.FIELD: key} for key in keys]
    start = Barrier(min(len(keys), AT_ONCE))

    def post(number: int) -> tuple[int, str]:
        try:
            client = Client()
            client.cookies = SimpleCookie(signed_in)
            if number < AT_ONCE:
                start.wait(timeout=60)
            response = client.post(url, sent[number])
            return response.status_code, response.get("Location", "")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return list(pool.map(post, range(len(keys))))
