"""The least that a test of plans needs, written through the same operations as users."""

from datetime import date
from itertools import count

from usine.people.tests.factories import (
    LABELLED_ON,
    PASSWORD,
    make_region,
    make_territory,
    make_user,
)
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.territories.models import Territory
from usine.territories.rules import PERIODS

__all__ = [
    "AXES",
    "LABELLED_ON",
    "PASSWORD",
    "make_action",
    "make_region",
    "make_territory",
    "make_user",
]

_numbers = count(1)
# The labels of the axes of the second period, by their codes.
AXES = {words.code: words.label for words in PERIODS["T2"].axes}


def make_action(territory: Territory, **fields) -> Action:
    number = next(_numbers)
    status = fields.pop("status", Status.TO_START)
    effective_on = fields.pop("effective_on", date(2024, 1, 10))
    values = {"title": f"Action {number}", "axis": "foncier", **fields}
    return operations.create(
        territory=territory, values=values, status=status, effective_on=effective_on, by=None
    )
