"""Worlds that many tests stand on, made once and given to each as new: a plugin of pytest.

`@made_once` makes a fixture of a function that fills the database. The tests of a world run one
after the other; what one of them writes is undone, and each has its own copy of what was returned.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from usine.ledger import accounts

Make = Callable[[], Any]

# The world that stands, if any: who made it, what was returned, and which accounts the process
# had read by then.
_standing: dict[Make, tuple[Any, dict]] = {}
_undo = ExitStack()


def made_once(make: Make):
    """The fixture of the world that `make` writes."""

    def given(db: None) -> Any:
        world, read = _standing[make]
        accounts._cache.clear()
        accounts._cache.update(read)
        return deepcopy(world)

    given.world = make  # type: ignore[attr-defined]
    return pytest.fixture(name=make.__name__)(given)


def world_of(item: pytest.Item) -> Make | None:
    """Who makes the world of this test."""
    fixtures = item._fixtureinfo.name2fixturedefs.values() if hasattr(item, "_fixtureinfo") else ()
    worlds = [world for *_, each in fixtures if (world := getattr(each.func, "world", None))]
    assert len(worlds) < 2, f"{item.nodeid} stands on {len(worlds)} worlds."
    return worlds[0] if worlds else None


def stand_on(make: Make | None) -> None:
    """Undo the world that stands and make this one; None: no world, what every database holds."""
    if (make in _standing) if make else not _standing:
        return
    _undo.close()
    if make:
        with ExitStack() as undo:
            undo.enter_context(transaction.atomic())
            undo.callback(transaction.set_rollback, True)
            undo.callback(_standing.clear)
            _standing[make] = make(), dict(accounts._cache)
            _undo.push(undo.pop_all())
        # What was read meanwhile would be known to the first test only.
        cache.clear()


@pytest.fixture(scope="session")
def _stand_on(django_db_setup: None, django_db_blocker) -> Iterator[Callable[[Make | None], None]]:
    def stand(make: Make | None) -> None:
        with django_db_blocker.unblock():
            stand_on(make)

    yield stand
    stand(None)


@pytest.fixture(scope="module")
def bare_database(_stand_on: Callable[[Make | None], None]) -> None:
    """No world stands under what a fixture of the module writes."""
    _stand_on(None)


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """The world of a test stands before the transaction of the test is opened."""
    if fixturedef.argname == "_django_db_helper":
        request.getfixturevalue("_stand_on")(world_of(request.node))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a world come together, where the first of them was."""
    worlds = {item: world_of(item) for item in items}
    together: defaultdict[Make | None, list[pytest.Item]] = defaultdict(list)
    for item, world in worlds.items():
        together[world].append(item)
    items[:] = [
        each
        for item, world in worlds.items()
        for each in (together.pop(world, []) if world else [item])
    ]
