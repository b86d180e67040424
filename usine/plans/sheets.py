"""Several details of several actions at once, as a file or the demonstration gives them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.values.errors import Refused

from . import bulk, details
from .blocking import Blocked, block_in_bulk, says_more, told_of
from .detail_rules import funding_refusal
from .details import DetailKind, about, check_day, values_of
from .fields import FUNDING
from .funding import LINE
from .models import Action, Detail
from .results import INDICATOR, RESULT
from .steps import STEP

# In the values of a detail that the action has already, its key, where they give it another one.
WAS = "was"

# The kinds that files give, by the code that payloads bear.
KINDS = {kind.code: kind for kind in (STEP, LINE, RESULT, INDICATOR)}


@dataclass(frozen=True)
class ActionSheet:
    """What an action is given besides its fields. Each detail gives values of the fields of its
    kind; one that the action has already, by its key, is changed."""

    steps: Sequence[Mapping[str, Any]] = ()
    funding: Sequence[Mapping[str, Any]] = ()
    results: Sequence[Mapping[str, Any]] = ()
    indicators: Sequence[Mapping[str, Any]] = ()
    blocked: Blocked | None = None

    def of(self, kind: DetailKind) -> Sequence[Mapping[str, Any]]:
        return {
            STEP: self.steps,
            LINE: self.funding,
            RESULT: self.results,
            INDICATOR: self.indicators,
        }[kind]


def fill_in(
    sheets: Sequence[tuple[Action, ActionSheet]], *, on: date, by
) -> dict[str, dict[str, Any]]:
    """Write the sheets of actions that are held, and return what an event says of each:
    {subject: {"details": …, "blocked": …}}. Amounts hold since the day `on`, as do
    blockages of which no day is given.

    Raises Refused when a rule does not hold (`rules.fitting` leaves out the amounts that do not).
    """
    told: dict[str, dict[str, Any]] = {action.subject: {} for action, _ in sheets}
    for kind in KINDS.values():
        given = [(action, values) for action, sheet in sheets for values in sheet.of(kind)]
        for detail, before in _put(kind, given, on=on, by=by):
            line = about(kind, detail, before, values_of(kind, detail))
            told[detail.action.subject].setdefault("details", []).append(line)
    blocked = [(action, sheet.blocked) for action, sheet in sheets if sheet.blocked]
    for action, change in block_in_bulk(blocked, on=on, by=by):
        told[action.subject]["blocked"] = change
    return told


def foreseen(
    action: Action, sheet: ActionSheet, known: Mapping[str, Collection[Detail]]
) -> dict[str, Any]:
    """What `fill_in` would tell of an action; empty when the action has all of it. `known` are its
    details, by the code of their kind; those that it would add have no key yet."""
    told: dict[str, Any] = {}
    for kind in KINDS.values():
        there = {kind.key(kind.fields.values_of(each)): each for each in known.get(kind.code, ())}
        for key, values in map(keyed(kind), sheet.of(kind)):
            detail = there.get(key)
            differing = values if detail is None else _differences(kind, detail, values)
            if not differing:
                continue
            before = None if detail is None else values_of(kind, detail)
            after = {**(before or {}), **kind.fields.encode_values(differing)}
            line = {"kind": kind.code, "pk": detail and detail.pk, "old": before, "new": after}
            told.setdefault("details", []).append(line)
    if sheet.blocked and says_more(action.blocked, sheet.blocked[0]):
        old = told_of(action.blocked) if action.blocked else None
        told["blocked"] = [old, sheet.blocked.told()]
    return told


def details_of(
    actions: Collection[int], codes: Iterable[str]
) -> dict[int, dict[str, list[Detail]]]:
    """The details of some kinds that actions have, by action then by kind."""
    there: dict[int, dict[str, list[Detail]]] = {pk: {} for pk in actions}
    for code in codes:
        for (pk, _), detail in _known(KINDS[code], actions).items():
            there[pk].setdefault(code, []).append(detail)
    return there


def take_back(told: Iterable[Mapping[str, Any]], *, on: date, by) -> None:
    """Undo `fill_in` of that day: `told` are the details that its event recorded. The caller has
    checked that none changed since."""
    lines = list(told)
    for code, kind in KINDS.items():
        written = {line["pk"]: line for line in lines if line["kind"] == code}
        there = _with_keys(kind, written)
        added = [each for each in there if written[each.pk]["old"] is None]
        changed = [each for each in there if written[each.pk]["old"] is not None]
        for batch in bulk.batches(added):
            details.take_away(batch)
        for each in changed:
            for name, value in kind.fields.decode_values(written[each.pk]["old"]).items():
                setattr(each, name, value)
            each.fold()
            each.version += 1
        _save(kind, changed)
        for batch in bulk.batches(changed if kind.model.dated else ()):
            details.take_back_amounts(batch, on=on, by=by)


def _with_keys(kind: DetailKind, keys: Iterable[int]) -> list[Any]:
    return [
        each
        for batch in bulk.batches(sorted(keys))
        for each in kind.model._default_manager.filter(pk__in=batch)
    ]


def keyed(kind: DetailKind):
    """A function that completes the values of a detail with those that are not given, and tells by
    which key the action has it."""
    empty = kind.fields.values_of(kind.model())

    def complete(values: Mapping[str, Any]) -> tuple[Any, dict[str, Any]]:
        was, full = values.get(WAS), {**empty, **values}
        full.pop(WAS, None)
        return was or kind.key(full), full

    return complete


def _put(
    kind: DetailKind, given: Sequence[tuple[Action, Mapping[str, Any]]], *, on: date, by
) -> list[tuple[Detail, dict | None]]:
    """Add or change the details given; returns each that moved, with its values before."""
    there = _known(kind, {action.pk for action, _ in given})
    complete = keyed(kind)
    added: list[Detail] = []
    changed: dict[int, tuple[Detail, dict]] = {}
    for action, values in given:
        name, values = complete(values)
        if detail := there.get(key := (action.pk, name)):
            if not (differing := _differences(kind, detail, values)):
                continue
            detail.action = action
            if detail.pk:
                changed.setdefault(detail.pk, (detail, values_of(kind, detail)))
        else:
            differing = values
            detail = there[key] = kind.model(action=action)
            added.append(detail)
        for name, value in differing.items():
            setattr(detail, name, value)
        detail.fold()
        if why := kind.refusal(detail):
            raise Refused(why)
    moved = [each for each, _ in changed.values()]
    if kind is LINE:
        _check_budgets({action.pk: action for action, _ in given}, there.values())
    if kind.model.dated:
        check_day(moved, on)
    for each in moved:
        each.version += 1
    kind.model._default_manager.bulk_create(added, batch_size=bulk.BATCH)
    _save(kind, moved)
    if kind.model.dated:
        details.first_amounts(added, on=on, by=by)
        for batch in bulk.batches(moved):
            details.date_amounts(batch, on=on, by=by)
    return [*((each, None) for each in added), *changed.values()]


def _save(kind: DetailKind, moved: Sequence[Detail]) -> None:
    columns = [
        field.name
        for field in kind.model._meta.concrete_fields
        if field.name not in ("id", "action", "removed_at")
    ]
    bulk.update(moved, columns)


def _known(kind: DetailKind, actions: Collection[int]) -> dict[tuple, Any]:
    """The details that actions have, by action and key."""
    there = {}
    for batch in bulk.batches(sorted(actions)):
        for each in kind.model._default_manager.standing().filter(action__in=batch):
            there[each.action_id, kind.key(kind.fields.values_of(each))] = each
    return there


def _differences(kind: DetailKind, detail: Detail, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values given that differ: what a file leaves empty erases nothing."""
    changes = kind.fields.difference(detail, values)
    return {name: new for name, (_, new) in changes.items() if new or type(new) is int}


def _check_budgets(actions: Mapping[int, Action], lines: Iterable[Any]) -> None:
    """Raise Refused when the lines of an action pass its budget."""
    by_action: dict[int, list[dict]] = {}
    for line in lines:
        by_action.setdefault(line.action_id, []).append(FUNDING.values_of(line))
    for pk, amounts in by_action.items():
        if why := funding_refusal(amounts, actions[pk].planned_budget):
            raise Refused(f"{actions[pk]}\u00a0: {why}")
