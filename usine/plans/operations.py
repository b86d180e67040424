"""Every write to a plan: one verb, done by somebody who may, recorded in the ledger."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from usine.ledger.operations import record
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from . import rules
from .changes import difference, encode, encode_values
from .gate import check_right, hold
from .models import Action, StatusChange
from .queries import bearer
from .states import TRANSITIONS, Status
from .writing import (
    assign,
    check,
    check_effect,
    check_step,
    record_of,
    refuse_if,
    revise,
    set_status,
    touch,
)


class Conflict(Refused):
    """Somebody changed the action since it was read; `current` is how it stands now."""

    def __init__(self, current: Action) -> None:
        super().__init__("Cette action a été modifiée depuis que vous l’avez ouverte.")
        self.current = current


class ReferenceTaken(Refused):
    """`bearer`, another action of the plan, bears since then the reference of `action`."""

    def __init__(self, action: Action, bearer: Action) -> None:
        super().__init__(
            f"«\u00a0{bearer.title}\u00a0» porte maintenant la référence {action.reference}. "
            f"Donnez-lui une autre référence, puis rétablissez «\u00a0{action.title}\u00a0»."
        )
        self.bearer = bearer


@transaction.atomic
def create(
    *,
    territory: Territory,
    values: Mapping[str, Any],
    by,
    status: Status = Status.UNKNOWN,
    effective_on: date | None = None,
) -> Action:
    """Add an action to the plan, with the status it has since `effective_on` (today).

    `values` are those of some of its fields (`FIELDS`). Raises Refused when a rule does not hold.
    """
    check_right(territory, by=by)
    effective_on = effective_on or clock.today()
    check_effect(territory, effective_on)
    action = Action(
        territory=territory,
        entered_on=effective_on,
        status=status,
        status_on=effective_on,
        confirmed_on=clock.today(),
    )
    assign(action, values)
    check(action)
    action.save()
    StatusChange.objects.create(action=action, status=status, effective_on=effective_on, by=by)
    record_of(
        "create",
        action,
        by=by,
        payload={
            "values": encode_values(values),
            "status": [None, status],
            "effective_on": effective_on,
        },
    )
    return action


@transaction.atomic
def change(action: Action, *, values: Mapping[str, Any], version: int, by) -> Action:
    """Set the values of some of its fields. `version` is that of the action as its writer read it.

    Raises Conflict when it has changed since, Refused when a rule does not hold.
    Nothing is recorded when nothing changes.
    """
    action = hold(action, by=by)
    if action.version != version:
        raise Conflict(action)
    changes = difference(action, values)
    if changes:
        revise(action, changes)
        action.confirmed_on = clock.today()
        check(action)
        action.save()
        record_of("change", action, by=by, payload={"changes": encode(changes)})
    return action


@transaction.atomic
def step(action: Action, verb: str, *, by, effective_on: date | None = None) -> Action:
    """Take one of the steps that the status allows (`TRANSITIONS`), as of a day (today).

    Raises Refused when the status does not allow it, or on a day that does not fit.
    """
    action = hold(action, by=by)
    effective_on = effective_on or clock.today()
    before = Status(action.status)
    check_step(action, verb, effective_on)
    set_status(action, TRANSITIONS[verb].target, effective_on=effective_on, by=by)
    record_of(
        verb,
        action,
        by=by,
        payload={"status": [before, action.status], "effective_on": effective_on},
    )
    return action


@transaction.atomic
def withdraw(action: Action, *, reason: str, by, on: date | None = None) -> Action:
    """Take the action out of the plan as of a day (today); what it counted for before remains."""
    action = hold(action, by=by)
    on = on or clock.today()
    refuse_if(rules.withdrawal_refusal(reason, on, clock.today()))
    action.withdrawn_on, action.withdrawal_reason = on, reason
    touch(action)
    action.save()
    record_of("withdraw", action, by=by, payload={"on": on, "reason": reason})
    return action


@transaction.atomic
def reinstate(action: Action, *, by) -> Action:
    """Put a withdrawn action back in the plan, as if it had never left it.

    Raises ReferenceTaken when another action of the plan bears its reference since.
    """
    action = hold(action, by=by, withdrawn=True)
    if other := bearer(action.reference, besides=action):
        raise ReferenceTaken(action, other)
    action.withdrawn_on, action.withdrawal_reason, action.cancelled_at = None, "", None
    touch(action)
    check(action)
    action.save()
    record_of("reinstate", action, by=by)
    return action


@transaction.atomic
def confirm(action: Action, *, by) -> Action:
    """Say that what the plan says of the action is true today."""
    action = hold(action, by=by)
    action.confirmed_on = clock.today()
    action.save()
    record_of("confirm", action, by=by)
    return action


@transaction.atomic
def confirm_plan(territory: Territory, *, by) -> int:
    """Confirm every live action of the plan in one go; returns how many."""
    check_right(territory, by=by)
    actions = Action.objects.live().filter(territory=territory)
    count = actions.update(confirmed_on=clock.today())
    record(
        "plans.confirm_plan", subject=f"territory:{territory.pk}", by=by, payload={"actions": count}
    )
    return count
