"""A programme in small: two regions, three territories, two plans, some posts filled."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.standing import made_once
from usine.geography.models import Region
from usine.ledger.operations import record, settle_many
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.plans.tests.factories import LABELLED_ON, make_region, make_territory, make_user
from usine.territories.measures import subject_of, timeline
from usine.territories.models import Territory
from usine.values import clock

SECRET = "Rachat discret de la forge"
LAUNCH = datetime(2023, 11, 9, 8, tzinfo=UTC)


@dataclass
class FiguresWorld:
    hauts: Region
    grand_est: Region
    audomarois: Territory  # in hauts: four actions, one of them restricted; a project manager
    vosges: Territory  # in grand_est: one action
    vacant: Territory  # in grand_est: no plan, nobody
    manager: User


@pytest.fixture(autouse=True)
def _today() -> Iterator[None]:
    with clock.set_to(datetime(2025, 6, 30, 10, tzinfo=UTC)):
        yield


@made_once
def programme() -> FiguresWorld:
    with clock.set_to(LAUNCH):
        hauts = make_region("32", "Hauts-de-France")
        grand_est = make_region("44", "Grand Est")
        audomarois = make_territory("Audomarois", hauts, slug="audomarois")
        vosges = make_territory("=Vosges", grand_est, slug="vosges")
        vacant = make_territory("Territoire vacant", grand_est, slug="vacant")
        label(audomarois, vosges, vacant)
        manager = make_user(Role.PROJECT_MANAGER, territory=audomarois)
        make_user(Role.REGIONAL_COORDINATOR, region=hauts)
        make_user(Role.NATIONAL_TEAM)
        plan(
            audomarois,
            (Status.DONE, "innovation", "École de production"),
            (Status.DONE, "foncier", "Friche de l’ancienne papeterie"),
            (Status.IN_PROGRESS, "innovation", "Halle de prototypage"),
        )
        plan(audomarois, (Status.TO_START, "foncier", SECRET), restricted=True)
        plan(vosges, (Status.UNKNOWN, "transition", "=1+1"))
    return FiguresWorld(hauts, grand_est, audomarois, vosges, vacant, manager)


def label(*territories: Territory) -> None:
    event = record("territories.load", subject="period:T2", by=None)
    settle_many({subject_of(each): timeline(each) for each in territories}, event=event)


def plan(territory: Territory, *rows: tuple[Status, str, str], **values: Any) -> None:
    """Actions of a plan since the label: (status, axis, title)."""
    drafts = [
        Draft({"axis": axis, "title": title, **values}, status, LABELLED_ON)
        for status, axis, title in rows
    ]
    create_many(territory, drafts=drafts, by=None)


def day(text: str) -> date:
    return date.fromisoformat(text)
