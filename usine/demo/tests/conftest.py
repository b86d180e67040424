"""A programme to fill, as many territories as a test asks; two demonstrations that are built."""

from collections.abc import Callable
from datetime import date

import pytest
from django.test import override_settings

from tests.standing import made_once
from usine.demo.build import build
from usine.demo.management.commands.demo import statements_not_kept
from usine.plans.tests.factories import make_region, make_territory

REGIONS = {"32": "Hauts-de-France", "44": "Grand Est", "84": "Auvergne-Rhône-Alpes"}


@pytest.fixture(autouse=True)
def _development(settings):
    """Where the demonstration may begin again the ledger of a base that has territories."""
    settings.DEBUG = True


# Three quarters after the last date of the tables.
UNTIL = date(2026, 3, 31)
SMALL, LARGER = 9, 27


def make_programme(count: int) -> None:
    """The territories, as a loaded list would make them: nothing else is recorded."""
    regions = [make_region(code, name) for code, name in REGIONS.items()]
    for number in range(count):
        make_territory(f"Territoire {number:03}", regions[number % len(regions)])


def make_demonstration(count: int) -> None:
    make_programme(count)
    with override_settings(DEBUG=True), statements_not_kept():
        build(until=UNTIL)


@pytest.fixture
def programme(db) -> Callable[[int], None]:
    return make_programme


@made_once
def small() -> None:
    make_demonstration(SMALL)


@made_once
def larger() -> None:
    make_demonstration(LARGER)
