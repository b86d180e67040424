"""Several actions of a plan changed in one go and one event, which one act undoes."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any

from usine.asks.doing import take_back_doing
from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.territories.calendar import axes_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.text import fold

from .budgets import date_budgets, take_back_budgets
from .changes import Changes, decode, difference, encode, is_still_so
from .funding import budget_refusals
from .gate import hold_actions, hold_plan
from .models import Action
from .overwriting import overwriting_refusal
from .pasting import refusals
from .proof import after
from .writing import (
    NAMING,
    check_effect,
    check_fields,
    follow_names,
    named,
    recorded_in,
    refuse_if,
    revise,
    settle_actions,
)

GIVEN = ("lead", "referent", "axis", "priority", "start", "end", "planned_budget", "tags")
"""The fields that several actions may be given at once. A tag is added to those that they have."""
UNDONE = ("plans.change_many", "plans.change_each")


@operation
def change_many(
    territory: Territory,
    *,
    actions: Collection[int],
    name: str,
    value: Any,
    by,
    read: int | None = None,
) -> Event | None:
    """Give actions of a plan the value of a field (`GIVEN`); None when they all have it. `read` is
    the number of the last event that their writer has seen.

    Raises Refused when a rule does not hold for one of them, or when somebody else wrote this field
    since: then none is changed.
    """
    territory = hold_plan(territory, by=by)
    changes: dict[int, Changes] = {}
    changed = []
    for action in hold_actions(territory, actions):
        action.territory = territory
        given = _with(action.tags, value) if name == "tags" else value
        if differing := difference(action, {name: given}):
            changes[action.pk] = differing
            changed.append(action)
    if read is not None and name != "tags":
        refuse_if(overwriting_refusal(changed, name, read=read, reader=by))
    _refuse(territory, name, {action: changes[action.pk][name][1] for action in changed})
    return _change("change_many", territory, changed, changes, by=by) if changed else None


@operation
def change_each(
    territory: Territory, *, name: str, values: Mapping[int, tuple[Any, Any]], by
) -> Event:
    """Give actions of a plan each its own value of a field: {action: (what its writer read, new)}.
    A budget weighs from today.

    Raises Refused when one of them has another value by now, or when a rule does not hold: then
    none is changed.
    """
    territory = hold_plan(territory, by=by)
    actions = hold_actions(territory, values)
    for action in actions:
        action.territory = territory
    if moved := [each for each in actions if getattr(each, name) != values[each.pk][0]]:
        raise Refused(f"Des valeurs ont changé depuis l’aperçu ({named(moved)}).")
    _refuse(territory, name, {each: values[each.pk][1] for each in actions})
    changes = {action.pk: {name: values[action.pk]} for action in actions}
    return _change("change_each", territory, actions, changes, by=by)


def _refuse(territory: Territory, name: str, values: Mapping[Action, Any]) -> None:
    """Raise Refused, naming them, when actions of a plan may not have these values of a field."""
    if name == "planned_budget" and values:
        check_effect(territory, clock.today())
    reasons = refusals(name, values)
    refused: defaultdict[str, list[Action]] = defaultdict(list)
    for action in values:
        if why := reasons.get(action.pk):
            refused[why].append(action)
    refuse_if(" ".join(f"{named(each)}\u00a0: {why}" for why, each in refused.items()))


def _change(
    verb: str,
    territory: Territory,
    changed: Collection[Action],
    changes: Mapping[int, Changes],
    *,
    by,
) -> Event:
    today = clock.today()
    before = {action.pk: action.confirmed_on for action in changed}
    _write(changed, changes, confirmed_on=dict.fromkeys(before, today))
    about: dict[int, dict[str, Any]] = {
        action.pk: {
            "changes": encode(changes[action.pk]),
            "confirmed_before_on": before[action.pk],
        }
        for action in changed
    }
    if any("planned_budget" in each for each in changes.values()):
        date_budgets(changed, on=today, by=by)
        about = {pk: {**each, "effective_on": today} for pk, each in about.items()}
    return _record(verb, territory, changed, about, by=by)


@operation
def undo_change_many(territory: Territory, *, event: int, by) -> Event:
    """Give the actions that an event of `change_many` or of `change_each` changed the values that
    they had before.

    Raises Refused when one of these values changed since: then none is given back.
    """
    territory = hold_plan(territory, by=by)
    recorded = recorded_in(event, UNDONE)
    if not recorded:
        raise Refused("Cette modification ne peut plus être annulée.")
    changed = hold_actions(territory, recorded)
    changes = {pk: decode(payload["changes"]) for pk, payload in recorded.items()}
    for action in changed:
        action.territory = territory
    if moved := [each for each in changed if not is_still_so(each, changes[each.pk])]:
        raise Refused(
            "Cette modification ne peut plus être annulée en bloc\u00a0: des valeurs ont changé "
            f"depuis ({named(moved)})."
        )
    back = {
        pk: {name: (new, old) for name, (old, new) in each.items()} for pk, each in changes.items()
    }
    days = {pk: date.fromisoformat(each["confirmed_before_on"]) for pk, each in recorded.items()}
    _check_back(changed, back)
    _write(changed, back, confirmed_on=days)
    if since := {each["effective_on"] for each in recorded.values() if "effective_on" in each}:
        take_back_budgets(changed, on=date.fromisoformat(since.pop()), by=by)
    about = {action.pk: {"changes": encode(back[action.pk])} for action in changed}
    take_back_doing(event, by=by)
    return _record("undo_change_many", territory, changed, about, by=by)


def _check_back(changed: Collection[Action], back: Mapping[int, Changes]) -> None:
    """Raise Refused when a budget may not be given back beside a financing told since."""
    budgets = {each: back[each.pk].get("planned_budget") for each in changed}
    asked = {each: change[1] for each, change in budgets.items() if change}
    refuse_if(next(iter(budget_refusals(asked).values()), None))


def _with(tags: Iterable[str], added: Iterable[str]) -> list[str]:
    every = {fold(tag): tag for tag in added} | {fold(tag): tag for tag in tags}
    first = [fold(tag) for tag in tags]
    return [every[key] for key in dict.fromkeys([*first, *every])]


def _write(
    changed: Collection[Action],
    changes: Mapping[int, Changes],
    *,
    confirmed_on: Mapping[int, date],
) -> None:
    for action in changed:
        revise(action, changes[action.pk])
        action.confirmed_on = confirmed_on[action.pk]
        action.search_text = action.folded()
        check_fields(action, axes_of(action.territory.period_id))
    names = {name for each in changes.values() for name in each}
    fields = [f for f in Action._meta.concrete_fields if _is_of(f.name, names)]
    if "reference" in names:
        # References may go from one action to the next: none is borne twice on the way.
        Action.objects.filter(pk__in=[each.pk for each in changed]).update(reference="")
    kept = ("confirmed_on", "version", "changed_at", "search_text")
    Action.objects.bulk_update(changed, [*(field.name for field in fields), *kept])
    if NAMING & names:
        follow_names(changed)


def _is_of(column: str, names: Collection[str]) -> bool:
    """Whether a column stores one of these fields: `end` has two, `end_on` and `end_precision`."""
    return any(column in (name, f"{name}_on", f"{name}_precision") for name in names)


def _record(
    verb: str,
    territory: Territory,
    changed: Collection[Action],
    about: Mapping[int, dict[str, Any]],
    *,
    by,
) -> Event:
    event = record(
        f"plans.{verb}",
        subject=f"territory:{territory.pk}",
        by=by,
        payload={"actions": len(changed)},
        about={each.subject: {**about[each.pk], **after(each)} for each in changed},
    )
    settle_actions(changed, event=event)
    return event
