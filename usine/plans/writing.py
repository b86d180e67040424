"""What all writes of a plan share: checks, new values, statuses, the event and its figures."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record, settle_many
from usine.territories.calendar import Axes, axes_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted

from . import freshness, parties, rules, subjects
from .changes import Changes, difference
from .doing import answer_what_is_done
from .measures import first_timelines, timelines
from .models import Action, PlannedBudget, StatusChange
from .proof import after
from .states import Status

# The fields that name somebody.
NAMING = {"lead", "partners", "referent"}
# How many actions a refusal names.
_NAMED = 5


def check_effect(territory: Territory, effective_on: date) -> None:
    """Raise Refused when no action of the territory may have a status from this day on."""
    refuse_if(
        rules.effect_refusal(effective_on, labelled_on=territory.labelled_on, today=clock.today())
    )


def step_refusal(action: Action, verb: str, effective_on: date) -> str | None:
    """Why the action may not take this step as of this day; None when it may."""
    return rules.step_refusal(
        Status(action.status),
        verb,
        effective_on=effective_on,
        last_on=action.status_on,
        today=clock.today(),
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
    touch(action)


def follow_names(actions: Collection[Action]) -> None:
    """Write what the names of saved actions name: bodies, and the account of the referent."""
    before = {action.pk: action.referent_account_id for action in actions}
    parties.recognise(actions)
    Action.objects.bulk_update(
        [each for each in actions if each.referent_account_id != before[each.pk]],
        ["referent_account"],
    )
    parties.put(actions)


def move(action: Action, status: Status, *, effective_on: date) -> None:
    """Give the action its new status, which confirms it."""
    action.status, action.status_on = status, effective_on
    action.confirmed_on = clock.today()
    touch(action)


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
    """`check` without what needs the database, for many actions at once.

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


def settle_new(
    statuses: Collection[StatusChange], budgets: Collection[PlannedBudget], *, event: Event
) -> None:
    """`settle_actions` for actions just created, from their first facts."""
    freshness.begin(status.action for status in statuses)
    settle_many(first_timelines(statuses, budgets), event=event)
    subjects.put(status.action for status in statuses)


def settle_actions(actions: Iterable[Action], *, event: Event) -> None:
    """Post what these actions count for now, write who may see them, and answer what the event does
    of what is asked about them: it is then no longer the latest."""
    pks = [action.pk for action in actions]
    freshness.follow(pks)
    rows = Action.objects.filter(pk__in=pks)
    settle_many(dict(timelines(rows)), event=event)
    subjects.put(rows.select_related("territory"))
    answer_what_is_done(pks, event=event)


def named(actions: Sequence[Action]) -> str:
    """A few of these actions, as a refusal names them."""
    names = [f"«\u00a0{action}\u00a0»" for action in actions[:_NAMED]]
    if len(actions) > _NAMED:
        names.append(f"et {format_counted(len(actions) - _NAMED, 'autre', 'autres')}")
    return ", ".join(names)


def recorded_in(event: int, verbs: Collection[str]) -> dict[int, dict[str, Any]]:
    """What an event of one of these verbs recorded of actions, by their keys; nothing when it is
    none, or once it is erased."""
    payloads = Payload.objects.filter(
        event=event, event__verb__in=verbs, subject__startswith="action:"
    )
    return {
        int(payload.subject.partition(":")[2]): payload.decoded
        for payload in payloads
        if payload.decoded
    }


def touch(action: Action) -> None:
    action.version += 1
    action.changed_at = clock.now()


def record_of(verb: str, action: Action, *, by, payload: dict | None = None) -> Event:
    content = {**(payload or {}), **after(action)}
    event = record(f"plans.{verb}", subject=action.subject, by=by, payload=content)
    settle_actions([action], event=event)
    return event
