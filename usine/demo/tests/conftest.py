"""A programme to fill: as many territories as a test asks, over three regions."""

from collections.abc import Callable

import pytest

from usine.plans.tests.factories import make_region, make_territory

REGIONS = {"32": "Hauts-de-France", "44": "Grand Est", "84": "Auvergne-Rhône-Alpes"}


@pytest.fixture(autouse=True)
def _development(settings):
    """Where the demonstration may begin again the ledger of a base that has territories."""
    settings.DEBUG = True


@pytest.fixture
def programme(db) -> Callable[[int], None]:
    """Makes the territories, as a loaded list would: nothing else is recorded."""

    def make(count: int) -> None:
        regions = [make_region(code, name) for code, name in REGIONS.items()]
        for number in range(count):
            make_territory(f"Territoire {number:03}", regions[number % len(regions)])

    return make
