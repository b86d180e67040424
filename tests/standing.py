"""Worlds that many tests stand on, made once and given to each as new: a plugin of pytest.

`@made_once` makes a fixture of a function that fills the database; its parameters are the worlds
under it, and are made before it. The tests of a world run one after the other; what one of them
writes is undone, and each has its own copy of what was returned.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from copy import deepcopy
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from typing import Any

import pytest
from django.core.cache import cache
from django.db import transaction

from usine.ledger import accounts

Make = Callable[..., Any]
Makes = tuple[Make, ...]


@dataclass(frozen=True)
class Layer:
    """A world on those below: what each returned, as this one left it, and which accounts the
    process had read by then."""

    make: Make
    returned: dict[str, Any]
    read: dict
    undo: ExitStack


COMMITTING = {"transactional_db", "live_server"}

_layers: list[Layer] = []


def made_once(make: Make):
    """The fixture of the world that `make` writes; made for each test that commits, or whose
    fixtures below are no worlds."""

    def given(_worlds: dict[str, Any], **below: Any) -> Any:
        name = make.__name__
        return _worlds[name] if name in _worlds else make(**below)

    names = ("_worlds", *signature(make).parameters)
    parameters = [Parameter(name, Parameter.KEYWORD_ONLY) for name in names]
    given.__signature__ = Signature(parameters)  # type: ignore[attr-defined]
    given.__module__ = make.__module__
    given.world = make  # type: ignore[attr-defined]
    return pytest.fixture(name=make.__name__)(given)


@pytest.fixture
def _worlds(db: None) -> dict[str, Any]:
    """What the worlds of the test returned."""
    return _as_returned()


def _as_returned() -> dict[str, Any]:
    if not _layers:
        return {}
    top = _layers[-1]
    accounts._cache.clear()
    accounts._cache.update(top.read)
    return deepcopy(top.returned)


def worlds_of(item: pytest.Item) -> Makes:
    """Who makes the worlds of this test, from the ground up; none for what commits."""
    if _commits(item):
        return ()
    fixtures = item._fixtureinfo.name2fixturedefs.items() if hasattr(item, "_fixtureinfo") else ()
    worlds = {name: getattr(each.func, "world", None) for name, (*_, each) in sorted(fixtures)}
    return tuple(dict.fromkeys(make for name in worlds for make in _up_to(name, worlds)))


def _commits(item: pytest.Item) -> bool:
    marker = item.get_closest_marker("django_db")
    by_marker = bool(marker and marker.kwargs.get("transaction"))
    return by_marker or not COMMITTING.isdisjoint(getattr(item, "fixturenames", ()))


def _up_to(name: str, worlds: dict[str, Make | None]) -> Makes:
    """A world and those below; none when one of them is no world."""
    make = worlds.get(name)
    if make is None:
        return ()
    below = [_up_to(each, worlds) for each in signature(make).parameters]
    return (*(each for makes in below for each in makes), make) if all(below) else ()


def stand_on(makes: Makes) -> None:
    """Undo the worlds that stand and are not asked for, and make those that are missing."""
    while tuple(layer.make for layer in _layers) != makes[: len(_layers)]:
        _layers.pop().undo.close()
    for make in makes[len(_layers) :]:
        _layers.append(_made(make))
        # What was read meanwhile would be known to the first test only.
        cache.clear()


def _made(make: Make) -> Layer:
    returned = _as_returned()
    below = {name: returned[name] for name in signature(make).parameters}
    with ExitStack() as undo:
        undo.enter_context(transaction.atomic())
        undo.callback(transaction.set_rollback, True)
        returned[make.__name__] = make(**below)
        return Layer(make, returned, dict(accounts._cache), undo.pop_all())


@pytest.fixture(scope="session")
def _stand_on(django_db_setup: None, django_db_blocker) -> Iterator[Callable[[Makes], None]]:
    def stand(makes: Makes) -> None:
        with django_db_blocker.unblock():
            stand_on(makes)

    yield stand
    stand(())


@pytest.fixture(scope="module")
def bare_database(_stand_on: Callable[[Makes], None]) -> None:
    """No world stands under what a fixture of the module writes."""
    _stand_on(())


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef, request: pytest.FixtureRequest) -> None:
    """The worlds of a test stand before the transaction of the test is opened."""
    if fixturedef.argname == "_django_db_helper":
        request.getfixturevalue("_stand_on")(worlds_of(request.node))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The tests of a world come together, where the first of them was; on it, those of each of
    the worlds above."""
    first: dict[Makes, int] = {}
    places: dict[pytest.Item, list[int]] = {}
    for number, item in enumerate(items):
        makes = worlds_of(item)
        parts = [makes[: height + 1] for height in range(len(makes))]
        places[item] = [first.setdefault(part, number) for part in parts] or [number]
    items.sort(key=places.__getitem__)
