"""A territory, its project manager, a plan, the day of the tests of pages, where work is done."""

from datetime import UTC, date, datetime

import pytest

from tests.standing import made_once
from usine.people.roles import Role
from usine.plans import operations
from usine.plans.states import Priority, Status
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory, make_user

TODAY = datetime(2025, 5, 27, 10, tzinfo=UTC)


@pytest.fixture
def today():
    """27 May 2025 in the morning."""
    with clock.set_to(TODAY):
        yield clock.today()


def made_today(make):
    """The fixture of a world that is made once, on 27 May 2025 in the morning."""
    return made_once(clock.set_to(TODAY)(make))


@made_today
def territory() -> Territory:
    return make_territory("Pays de Saint-Omer", slug="pays-de-saint-omer")


@made_today
def manager(territory):
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@made_today
def coordinator(territory):
    return make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)


@made_today
def official(territory):
    return make_user(Role.ELECTED_OFFICIAL, territory=territory)


@pytest.fixture
def signed_in(client, manager):
    """The browser of the project manager."""
    client.force_login(manager)
    return client


@made_today
def various(territory):
    """Four actions that differ by all that is searched, two of them confirmed since."""
    with clock.set_to(datetime(2024, 1, 10, 10, tzinfo=UTC)):
        make_action(
            territory,
            title="Étude de sol",
            reference="F1",
            axis="foncier",
            lead="Communauté d’agglomération",
            priority=Priority.HIGH,
            planned_budget=100_000_00,
            status=Status.TO_START,
            end=PartialDate(date(2025, 4, 1), Precision.QUARTER),
        )
        make_action(
            territory,
            title="Usine-école",
            reference="C1",
            axis="competences",
            lead="UIMM",
            planned_budget=25_000_50,
            status=Status.IN_PROGRESS,
            end=PartialDate(date(2025, 1, 1), Precision.QUARTER),
        )
        done = make_action(
            territory,
            title="Réseau de chaleur",
            reference="T1",
            axis="transition",
            lead="Communauté de communes",
            status=Status.DONE,
            end=PartialDate(date(2024, 6, 30)),
        )
        old = make_action(
            territory,
            title="Forum de l’emploi",
            reference="C2",
            axis="competences",
            planned_budget=0,
            status=Status.UNKNOWN,
            end=PartialDate(date(2024, 1, 1), Precision.YEAR),
        )
    operations.confirm(done, by=None)
    with clock.set_to(datetime(2025, 2, 20, tzinfo=UTC)):
        operations.confirm(old, by=None)
    return territory
