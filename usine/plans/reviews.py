"""Brings a plan up to date in one go and one event, as a weekly review does."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Max

from usine.asks.doing import take_back_doing
from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.territories.calendar import axes_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from .budgets import first_budgets
from .changes import encode_values
from .gate import check_right, hold_actions, hold_plan
from .models import Action, StatusChange
from .notes import keep_comments
from .proof import after
from .sheets import ActionSheet, fill_in
from .states import TRANSITIONS, Status
from .writing import (
    assign,
    check_effect,
    check_fields,
    follow_names,
    move,
    named,
    recorded_in,
    refuse_if,
    settle_actions,
    settle_new,
    step_refusal,
    touch,
)

# The columns that a step writes.
_MOVED = ("status", "status_on", "confirmed_on", "version", "changed_at")


class Draft(NamedTuple):
    """An action to add: values of some of its fields, and its status since a day."""

    values: Mapping[str, Any]
    status: Status
    effective_on: date


class Step(NamedTuple):
    """A step (`TRANSITIONS`) that an action of the plan takes, as of a day."""

    action: int
    verb: str
    effective_on: date
    # The status that its user read, which must still be that of the action.
    read: Status | None = None


@operation
def create_many(territory: Territory, *, drafts: Sequence[Draft], by) -> list[Action]:
    """`create` for several actions of one plan: all of them, or none when one is Refused."""
    territory = hold_plan(territory, by=by)
    axes = axes_of(territory.period_id)
    actions = []
    for draft in drafts:
        check_effect(territory, draft.effective_on)
        action = Action(
            territory=territory,
            entered_on=draft.effective_on,
            status=draft.status,
            status_on=draft.effective_on,
            confirmed_on=clock.today(),
        )
        assign(action, draft.values)
        check_fields(action, axes)
        action.search_text = action.folded()
        actions.append(action)
    _check_references(territory, actions)
    Action.objects.bulk_create(actions)
    statuses = StatusChange.objects.bulk_create(
        StatusChange(action=action, status=action.status, effective_on=action.status_on, by=by)
        for action in actions
    )
    budgets = first_budgets(actions, by=by)
    follow_names(actions)
    about = {
        action.subject: {
            "values": encode_values(draft.values),
            "status": [None, draft.status],
            "effective_on": draft.effective_on,
        }
        for action, draft in zip(actions, drafts, strict=True)
    }
    event = _event("create_many", territory, actions, about, by=by)
    settle_new(statuses, budgets, event=event)
    keep_comments(actions, event=event, by=by)
    return actions


@operation
def step_many(territory: Territory, *, steps: Sequence[Step], by) -> Event:
    """`step` for several actions of one plan, in the order given: all of them, or none when one
    is Refused, or has another status than the one that was read."""
    hold_plan(territory, by=by)
    for verb in sorted({each.verb for each in steps}):
        check_right(territory, by=by, right=TRANSITIONS[verb].who)
    wanted = {each.action for each in steps}
    actions = {action.pk: action for action in hold_actions(territory, wanted)}
    before_on = {action.pk: action.confirmed_on for action in actions.values()}
    _check_read(steps, actions)
    changes: list[StatusChange] = []
    taken: dict[str, list[dict]] = defaultdict(list)
    for each in steps:
        action = actions[each.action]
        before = Status(action.status)
        refuse_if(step_refusal(action, each.verb, each.effective_on))
        move(action, TRANSITIONS[each.verb].target, effective_on=each.effective_on)
        changes.append(
            StatusChange(action=action, status=action.status, effective_on=each.effective_on, by=by)
        )
        taken[action.subject].append(
            {
                "verb": each.verb,
                "effective_on": each.effective_on,
                "status": [before, action.status],
            }
        )
    Action.objects.bulk_update(actions.values(), _MOVED)
    StatusChange.objects.bulk_create(changes)
    about = {
        action.subject: {
            "steps": taken[action.subject],
            "confirmed_before_on": before_on[action.pk],
        }
        for action in actions.values()
    }
    event = _event("step_many", territory, actions.values(), about, by=by)
    settle_actions(actions.values(), event=event)
    return event


def _check_read(steps: Iterable[Step], actions: Mapping[int, Action]) -> None:
    moved = [each for each in steps if each.read not in (None, actions[each.action].status)]
    if moved:
        names = named([actions[each.action] for each in moved])
        raise Refused(f"Des statuts ont changé depuis l’aperçu ({names}).")


@operation
def undo_step_many(territory: Territory, *, event: int, by) -> Event:
    """Give the actions that an event of `step_many` moved their statuses back, and the dates of
    their statuses and of their confirmations.

    Raises Refused when a later event is about one of them: then none is given back.
    """
    territory = hold_plan(territory, by=by)
    recorded = recorded_in(event, ("plans.step_many",))
    # The first events of reviews did not tell when the actions had been confirmed.
    if not recorded or any("confirmed_before_on" not in each for each in recorded.values()):
        raise Refused("Ces étapes ne peuvent plus être annulées.")
    actions = hold_actions(territory, recorded)
    last = _last_done(actions, event)
    if later := [each for each in actions if each.subject not in last]:
        raise Refused(
            "Ces étapes ne peuvent plus être annulées en bloc\u00a0: autre chose s’est passé "
            f"depuis ({named(later)})."
        )
    about, undone = {}, []
    for action, standing in _standing(actions):
        *_, before = standing[: -len(recorded[action.pk]["steps"])]
        undone += [each.pk for each in standing[standing.index(before) + 1 :]]
        about[action.subject] = _back(action, before)
        action.confirmed_on = date.fromisoformat(recorded[action.pk]["confirmed_before_on"])
    StatusChange.objects.filter(pk__in=undone).update(superseded_at=clock.now())
    Action.objects.bulk_update(actions, _MOVED)
    take_back_doing(event, by=by)
    taken_back = _event("undo_step_many", territory, actions, about, by=by)
    settle_actions(actions, event=taken_back)
    return taken_back


def _back(action: Action, before: StatusChange) -> dict[str, Any]:
    """Give an action a former status back; what the event records of it."""
    told = {
        "status": [action.status, before.status],
        "effective_on": [action.status_on, before.effective_on],
    }
    action.status, action.status_on = before.status, before.effective_on
    touch(action)
    return told


def _last_done(actions: Iterable[Action], event: int) -> set[str]:
    """The subjects of these actions of which an event is the last."""
    payloads = Payload.objects.filter(subject__in=[action.subject for action in actions])
    latest = payloads.order_by().values("subject").annotate(last=Max("event"))
    return {each["subject"] for each in latest if each["last"] == event}


def _standing(actions: Iterable[Action]) -> Iterator[tuple[Action, list[StatusChange]]]:
    """Each action with its statuses that stand, in the order of their days."""
    changes = StatusChange.objects.filter(action__in=actions, superseded_at=None)
    of_each: dict[int, list[StatusChange]] = defaultdict(list)
    for change in changes.order_by("effective_on", "pk"):
        of_each[change.action_id].append(change)
    for action in actions:
        yield action, of_each[action.pk]


@operation
def fill_in_many(
    territory: Territory, *, sheets: Mapping[int, ActionSheet], by, effective_on: date | None = None
) -> None:
    """Give details to several actions of one plan, {action: sheet}: all of them, or none when one
    is Refused. Amounts and blockages hold since a day (today)."""
    territory = hold_plan(territory, by=by)
    on = effective_on or clock.today()
    check_effect(territory, on)
    actions = hold_actions(territory, list(sheets))
    for action in actions:
        action.territory = territory
    told = fill_in([(action, sheets[action.pk]) for action in actions], on=on, by=by)
    moved = [action for action in actions if told[action.subject]]
    if not moved:
        return
    pks = [action.pk for action in moved]
    now = clock.now()
    Action.objects.filter(pk__in=pks).update(confirmed_on=clock.today(), changed_at=now)
    about = {action.subject: {**told[action.subject], "effective_on": on} for action in moved}
    settle_actions(moved, event=_event("fill_in", territory, moved, about, by=by))


def _check_references(territory: Territory, actions: Iterable[Action]) -> None:
    counts = Counter(action.reference for action in actions if action.reference)
    taken = Action.objects.live().filter(territory=territory, reference__in=counts)
    counts.update(taken.values_list("reference", flat=True))
    if twice := sorted(reference for reference, count in counts.items() if count > 1):
        raise Refused(f"Deux actions du plan porteraient la même référence : {', '.join(twice)}.")


def _event(
    verb: str,
    territory: Territory,
    actions: Collection[Action],
    about: Mapping[str, dict],
    *,
    by,
) -> Event:
    return record(
        f"plans.{verb}",
        subject=f"territory:{territory.pk}",
        by=by,
        payload={"actions": len(actions)},
        about={each.subject: {**about[each.subject], **after(each)} for each in actions},
    )
