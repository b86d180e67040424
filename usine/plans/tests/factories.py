"""The least that a test of plans needs, written through the same operations as users."""

from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

from usine.people.tests.factories import (
    LABELLED_ON,
    PASSWORD,
    make_region,
    make_territory,
    make_user,
)
from usine.plans import operations
from usine.plans.fields import BLOCKAGE, FIELDS, FUNDING, INDICATORS, LINKS, RESULTS, STEPS
from usine.plans.models import (
    Action,
    ActionLink,
    Blockage,
    FundingLine,
    Milestone,
    OwnIndicator,
    Result,
)
from usine.plans.states import Status
from usine.territories.models import Territory
from usine.territories.rules import PERIODS
from usine.values.fields import Fields

__all__ = [
    "AXES",
    "LABELLED_ON",
    "PASSWORD",
    "make_action",
    "make_filled_action",
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


# {field: value} of the private fields of a kind.
ValuesOf = Callable[[str, Fields], dict[str, Any]]


def make_filled_action(territory: Territory, title: str, values_of: ValuesOf) -> Action:
    """An action whose private fields have the values that `values_of` gives, its details too:
    written as they are, since no rule takes all of them."""
    values = values_of("action", FIELDS)
    coded = {name: values.pop(name) for name in ("priority", "sectors")}
    action = make_action(territory, title=title, **values)
    Action.objects.filter(pk=action.pk).update(**coded)
    done = {"title": f"Étape faite de {title}", "done": True}
    steps = values_of("step", STEPS)
    done["done_on"] = steps.pop("done_on")
    Milestone.objects.create(action=action, **steps)
    Milestone.objects.create(action=action, **done)
    FundingLine.objects.create(action=action, **values_of("funding", FUNDING))
    Result.objects.create(action=action, code="plants", target=1, **values_of("result", RESULTS))
    OwnIndicator.objects.create(action=action, **values_of("indicator", INDICATORS))
    other = make_action(territory, title=f"Liée à {title}")
    ActionLink.objects.create(action=action, other=other, **values_of("link", LINKS))
    blockage = Blockage.objects.create(
        action=action, effective_on=date(2024, 2, 1), **values_of("blockage", BLOCKAGE)
    )
    Action.objects.filter(pk=action.pk).update(blocked=blockage.kind)
    action.refresh_from_db()
    return action
