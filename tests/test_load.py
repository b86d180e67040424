"""Many readers at once: `make soak` only, bounded in count and in time."""

from concurrent.futures import ThreadPoolExecutor
from itertools import cycle, islice

import pytest
from django.db import connections
from django.test import Client
from django.urls import reverse

from .routes import routes
from .world import Actor, make_world

READERS, PAGES = 8, 400


@pytest.mark.soak
@pytest.mark.django_db(transaction=True)
def test_every_public_page_answers_many_readers_at_once():
    world = make_world()
    public = [
        (reverse(route.name, args=route.at(world)) + route.query, route.get[Actor.ANONYMOUS])
        for route in routes()
        if route.get and route.get[Actor.ANONYMOUS] == 200
    ]

    def read(page: tuple[str, object]) -> tuple[str, object]:
        try:
            return page[0], Client().get(page[0]).status_code
        finally:
            connections.close_all()

    asked = list(islice(cycle(public), PAGES))
    with ThreadPoolExecutor(READERS) as pool:
        assert list(pool.map(read, asked, timeout=300)) == asked
