"""Several details of several actions at once, as a file or the demonstration gives them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from usine.values.errors import Refused

from . import details
from .blocking import block_in_bulk
from .details import DetailKind, about, check_day, values_of
from .fields import FUNDING
from .funding import LINE
from .models import Action, Detail
from .results import INDICATOR, RESULT
from .rules import funding_refusal
from .steps import STEP

# The kinds that files give, by the code that payloads bear.
KINDS = {kind.code: kind for kind in (STEP, LINE, RESULT, INDICATOR)}
BATCH = 1_000


@dataclass(frozen=True)
class ActionSheet:
    """What an action is given besides its fields. Each detail gives values of the fields of its
    kind; one that the action has already, by its key, is changed. `blocked` is the nature of what
    blocks the action, and its words."""

    steps: Sequence[Mapping[str, Any]] = ()
    funding: Sequence[Mapping[str, Any]] = ()
    results: Sequence[Mapping[str, Any]] = ()
    indicators: Sequence[Mapping[str, Any]] = ()
    blocked: tuple[str, str] | None = None

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
    {subject: {"details": …, "blocked": …}}. Amounts and blockages hold since the day `on`.

    Raises Refused when a rule does not hold (`rules.fitting` leaves out the amounts that do not).
    """
    told: dict[str, dict[str, Any]] = {action.subject: {} for action, _ in sheets}
    for kind in KINDS.values():
        given = [(action, values) for action, sheet in sheets for values in sheet.of(kind)]
        for detail, before in _put(kind, given, on=on, by=by):
            line = about(kind, detail, before, values_of(kind, detail))
            told[detail.action.subject].setdefault("details", []).append(line)
    blocked = [(action, *sheet.blocked) for action, sheet in sheets if sheet.blocked]
    for action, change in block_in_bulk(blocked, on=on, by=by):
        told[action.subject]["blocked"] = change
    return told


def would_change(
    action: Action, sheet: ActionSheet, known: Mapping[str, Collection[Detail]]
) -> bool:
    """Whether a sheet says something that the action does not have: `known` are its details, by
    the code of their kind."""
    if sheet.blocked and sheet.blocked[0] != action.blocked:
        return True
    for kind in KINDS.values():
        there = {kind.key(kind.fields.values_of(each)): each for each in known.get(kind.code, ())}
        for values in map(full(kind), sheet.of(kind)):
            detail = there.get(kind.key(values))
            if detail is None or _differences(kind, detail, values):
                return True
    return False


def take_back(told: Iterable[Mapping[str, Any]], *, on: date, by) -> None:
    """Undo `fill_in` of that day: `told` are the details that its event recorded. The caller has
    checked that none changed since."""
    for code, kind in KINDS.items():
        lines = {line["pk"]: line for line in told if line["kind"] == code}
        there = list(kind.model._default_manager.filter(pk__in=lines))
        added = [each for each in there if lines[each.pk]["old"] is None]
        changed = [each for each in there if lines[each.pk]["old"] is not None]
        if added:
            details.take_away(added)
        for each in changed:
            for name, value in kind.fields.decode_values(lines[each.pk]["old"]).items():
                setattr(each, name, value)
            each.version += 1
            each.save()
        if kind.model.dated:
            details.take_back_amounts(changed, on=on, by=by)


def full(kind: DetailKind):
    """A function that completes the values of a detail with those that are not given."""
    empty = kind.fields.values_of(kind.model())
    return lambda values: {**empty, **values}


def _put(
    kind: DetailKind, given: Sequence[tuple[Action, Mapping[str, Any]]], *, on: date, by
) -> list[tuple[Detail, dict | None]]:
    """Add or change the details given; returns each that moved, with its values before."""
    there = _known(kind, {action.pk for action, _ in given})
    complete = full(kind)
    added: list[Detail] = []
    changed: dict[int, tuple[Detail, dict]] = {}
    for action, values in given:
        values = complete(values)
        key = (action.pk, kind.key(values))
        if detail := there.get(key):
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
        if why := kind.refusal(detail):
            raise Refused(why)
    moved = [each for each, _ in changed.values()]
    if kind is LINE:
        _check_budgets({action.pk: action for action, _ in given}, there.values())
    if kind.model.dated:
        check_day(moved, on)
    for each in moved:
        each.version += 1
    kind.model._default_manager.bulk_create(added, batch_size=BATCH)
    columns = [
        field.name
        for field in kind.model._meta.concrete_fields
        if field.name not in ("id", "action", "removed_at")
    ]
    kind.model._default_manager.bulk_update(moved, columns, batch_size=BATCH)
    if kind.model.dated:
        details.first_amounts(added, on=on, by=by)
        details.date_amounts(moved, on=on, by=by)
    return [*((each, None) for each in added), *changed.values()]


def _known(kind: DetailKind, actions: Collection[int]) -> dict[tuple, Any]:
    """The details that actions have, by action and key."""
    there = {}
    pks = sorted(actions)
    for first in range(0, len(pks), BATCH):
        standing = kind.model._default_manager.standing()
        for each in standing.filter(action__in=pks[first : first + BATCH]):
            there[each.action_id, kind.key(kind.fields.values_of(each))] = each
    return there


def _differences(kind: DetailKind, detail: Detail, values: Mapping[str, Any]) -> dict[str, Any]:
    """The values given that differ: what a file leaves empty erases nothing."""
    changes = kind.fields.difference(detail, values)
    return {name: new for name, (_, new) in changes.items() if new not in (None, "", False)}


def _check_budgets(actions: Mapping[int, Action], lines: Iterable[Any]) -> None:
    """Raise Refused when the lines of an action pass its budget."""
    by_action: dict[int, list[dict]] = {}
    for line in lines:
        by_action.setdefault(line.action_id, []).append(FUNDING.values_of(line))
    for pk, amounts in by_action.items():
        if why := funding_refusal(amounts, actions[pk].planned_budget):
            raise Refused(f"{actions[pk]}\u00a0: {why}")
