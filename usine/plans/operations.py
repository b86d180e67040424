"""Every write to a plan: one verb, done by somebody who may, recorded in the ledger."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction

from usine.ledger.models import Event
from usine.ledger.operations import record, settle_many
from usine.people.access import may
from usine.territories.calendar import Axes, axes_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from . import rules
from .changes import Changes, difference, encode, encode_values
from .measures import timelines
from .models import Action, StatusChange
from .queries import bearer
from .rights import EDIT, READ
from .states import TRANSITIONS, Status


class Conflict(Refused):
    """Somebody changed the action since it was read; `current` is how it stands now."""

    def __init__(self, current: Action) -> None:
        super().__init__("Cette action a été modifiée depuis que vous l’avez ouverte.")
        self.current = current


class Withdrawn(Refused):
    """The action left the plan since it was read; `action` is how it stands now."""

    def __init__(self, action: Action) -> None:
        super().__init__("Cette action a été retirée du plan.")
        self.action = action


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
    action = Action(territory=territory, status=status, status_on=effective_on)
    assign(action, values)
    check(action)
    action.save()
    StatusChange.objects.create(action=action, status=status, effective_on=effective_on, by=by)
    _record(
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
        check(action)
        action.save()
        _record("change", action, by=by, payload={"changes": encode(changes)})
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
    _record(
        verb,
        action,
        by=by,
        payload={"status": [before, action.status], "effective_on": effective_on},
    )
    return action


@transaction.atomic
def correct_status(
    change: StatusChange, *, status: Status, effective_on: date, reason: str, by
) -> Action:
    """Say what the status really was, and since when; the reason is kept.

    Figures of past dates follow; asked as they were known before, they do not move.
    """
    action = hold(change.action, by=by)
    refuse_if(
        rules.correction_refusal(
            reason,
            effective_on,
            labelled_on=action.territory.labelled_on,
            today=clock.today(),
        )
    )
    change = StatusChange.objects.select_for_update().get(pk=change.pk)
    if change.superseded_at is not None:
        raise Refused(
            "Ce statut a été corrigé entre-temps\u00a0: l’action est "
            f"«\u00a0{action.get_status_display()}\u00a0» depuis le {action.status_on:%d/%m/%Y}. "
            "Rien n’est enregistré\u00a0; gardez votre motif, et voyez l’historique de l’action."
        )
    standing = action.status_changes.filter(superseded_at__isnull=True)
    if after := standing.filter(effective_on=effective_on, pk__gt=change.pk).first():
        # The correction would come after it, and undo it.
        raise Refused(
            f"Le {effective_on:%d/%m/%Y}, l’action est déjà devenue "
            f"«\u00a0{after.get_status_display()}\u00a0»\u00a0: donnez un jour d’avant, ou "
            "corrigez plutôt ce statut-là."
        )
    change.superseded_at = clock.now()
    change.save(update_fields=["superseded_at"])
    StatusChange.objects.create(
        action=action, status=status, effective_on=effective_on, reason=reason, by=by
    )
    latest = standing.latest("effective_on", "pk")
    action.status, action.status_on = latest.status, latest.effective_on
    _touch(action)
    action.save()
    _record(
        "correct_status",
        action,
        by=by,
        payload={
            "status": [change.status, status],
            "effective_on": [change.effective_on, effective_on],
            "reason": reason,
        },
    )
    return action


@transaction.atomic
def withdraw(action: Action, *, reason: str, by, on: date | None = None) -> Action:
    """Take the action out of the plan as of a day (today); what it counted for before remains."""
    action = hold(action, by=by)
    on = on or clock.today()
    refuse_if(rules.withdrawal_refusal(reason, on, clock.today()))
    action.withdrawn_on, action.withdrawal_reason = on, reason
    _touch(action)
    action.save()
    _record("withdraw", action, by=by, payload={"on": on, "reason": reason})
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
    _touch(action)
    check(action)
    action.save()
    _record("reinstate", action, by=by)
    return action


@transaction.atomic
def confirm(action: Action, *, by) -> Action:
    """Say that what the plan says of the action is true today."""
    action = hold(action, by=by)
    action.confirmed_on = clock.today()
    action.save()
    _record("confirm", action, by=by)
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


# What single changes, reviews and imports share.


def check_right(territory: Territory, *, by) -> None:
    """Raise PermissionDenied unless `by` may edit the plan; None is the system itself."""
    if by is None or may(by, EDIT, territory):
        return
    if may(by, READ, territory):
        raise PermissionDenied("Votre mandat permet de lire ce plan d’action, pas de le modifier.")
    raise PermissionDenied("Vous n’avez pas de mandat pour modifier ce plan d’action.")


def hold(action: Action, *, by, withdrawn: bool = False) -> Action:
    """The action as it stands, held until the end of the transaction."""
    held = Action.objects.select_for_update(of=("self",)).select_related("territory")
    action = held.get(pk=action.pk)
    check_right(action.territory, by=by)
    if action.withdrawn_on and not withdrawn:
        raise Withdrawn(action)
    if withdrawn and not action.withdrawn_on:
        raise Refused("Cette action est dans le plan.")
    return action


def check_effect(territory: Territory, effective_on: date) -> None:
    """Raise Refused when no action of the territory may have a status from this day on."""
    refuse_if(
        rules.effect_refusal(effective_on, labelled_on=territory.labelled_on, today=clock.today())
    )


def check_step(action: Action, verb: str, effective_on: date) -> None:
    """Raise Refused when the action may not take this step as of this day."""
    refuse_if(
        rules.step_refusal(
            Status(action.status),
            verb,
            effective_on=effective_on,
            last_on=action.status_on,
            today=clock.today(),
        )
    )


def refuse_if(why: str | None) -> None:
    if why:
        raise Refused(why)


def assign(action: Action, values: Mapping[str, Any]) -> None:
    for name, (_, new) in difference(action, values).items():
        setattr(action, name, new)


def revise(action: Action, changes: Changes) -> None:
    """Set the new values and count the change."""
    for name, (_, new) in changes.items():
        setattr(action, name, new)
    _touch(action)


def move(action: Action, status: Status, *, effective_on: date) -> None:
    """Give the action its new status, which confirms it."""
    action.status, action.status_on = status, effective_on
    action.confirmed_on = clock.today()
    _touch(action)


def set_status(action: Action, status: Status, *, effective_on: date, by) -> StatusChange:
    """`move` the action, and save both."""
    move(action, status, effective_on=effective_on)
    action.save()
    return StatusChange.objects.create(
        action=action, status=status, effective_on=effective_on, by=by
    )


def check(action: Action) -> None:
    """Raise Refused with every reason why the action may not be saved so."""
    axes = axes_of(action.territory.period_id)
    _check(action, axes, action.full_clean, exclude=set())


def check_fields(action: Action, axes: Axes) -> None:
    """`check` without what needs the database: many actions are checked at once there.

    `axes` are those of the period of the territory.
    """
    _check(action, axes, action.clean_fields, exclude={"territory"})


def _check(action: Action, axes: Axes, clean: Callable[..., None], *, exclude: set[str]) -> None:
    faults = dict(rules.faults(action))
    if why := rules.axis_refusal(action.axis, axes.codes):
        faults["axis"] = why
    reasons = [*faults.values()]
    try:
        clean(exclude=exclude | faults.keys())
    except ValidationError as error:
        reasons += error.messages
    if reasons:
        raise Refused(" ".join(reasons))


def settle_actions(actions: Iterable[Action], *, event: Event) -> None:
    """Post what these actions count for now."""
    rows = Action.objects.filter(pk__in=[action.pk for action in actions])
    settle_many(dict(timelines(rows)), event=event)


def _touch(action: Action) -> None:
    action.version += 1
    action.changed_at = clock.now()


def _record(verb: str, action: Action, *, by, payload: dict | None = None) -> None:
    event = record(f"plans.{verb}", subject=action.subject, by=by, payload=payload)
    settle_actions([action], event=event)
