"""Brings a plan up to date in one go and one event, as a weekly review does."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from usine.ledger.models import Event
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
    refuse_if,
    settle_actions,
    settle_new,
    step_refusal,
)


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
def step_many(territory: Territory, *, steps: Sequence[Step], by) -> None:
    """`step` for several actions of one plan, in the order given: all of them, or none."""
    hold_plan(territory, by=by)
    for verb in sorted({each.verb for each in steps}):
        check_right(territory, by=by, right=TRANSITIONS[verb].who)
    wanted = {each.action for each in steps}
    actions = {action.pk: action for action in hold_actions(territory, wanted)}
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
    for action in actions.values():
        action.save(update_fields=["status", "status_on", "confirmed_on", "version", "changed_at"])
    StatusChange.objects.bulk_create(changes)
    about = {subject: {"steps": steps} for subject, steps in taken.items()}
    settle_actions(
        actions.values(), event=_event("step_many", territory, actions.values(), about, by=by)
    )


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
