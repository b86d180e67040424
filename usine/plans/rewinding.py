"""What has no date of its own, as it was recorded by an event: read back from the ledger.

An action keeps its title or its start as they are now; each event that changed one recorded its
value before. What an erasure took from an event cannot be read back: the value reads as it was
left.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from usine.ledger.models import Payload

from .fields import FIELDS, STATUS
from .models import Action

COMMUNES = "communes"
"""Beside the fields of an action: {code: name}."""

# It records what the import wrote, whose values it takes back.
_TAKEN_BACK = "plans.undo_import"
_CORRECTING = ("plans.correct_status", "plans.correct_budget")
_UNDOING = (_TAKEN_BACK, "plans.undo_change", "plans.undo_change_many")

# What writes fields of actions, or where they take place; then statuses.
_WRITES = Q(content__contains='"changes":{') | Q(content__contains=f'"{COMMUNES}":[')
_OF_STATUS = Q(content__contains=f'"{STATUS.name}":[')

Pair = tuple[Any, Any]
"""What an event did to a value: (before, after), encoded."""


def pairs_of(verb: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Pair]]:
    """What an event did to each field of an action that it changed, and to COMMUNES."""
    changed = dict(content.get("changes", {}))
    # What creates an action gives it communes, and changes none.
    if COMMUNES in content and "values" not in content:
        changed[COMMUNES] = content[COMMUNES]
    for name, (old, new) in changed.items():
        yield name, (new, old) if verb == _TAKEN_BACK else (old, new)


def values_before(
    actions: QuerySet[Action], event: int, names: Collection[str], *, corrected: bool = False
) -> dict[int, dict[str, Any]]:
    """{action: {name: value}}: what actions had once an event was recorded, of the fields among
    `names` (and COMMUNES) that later events wrote. One query.

    What was undone since reads as the platform then had it, or, `corrected`, as if it had never
    been written.
    """
    deeds: dict[tuple[int, str], list[_Deed]] = defaultdict(list)
    for pk, verb, content in _written_since(actions, event, _WRITES):
        for name, pair in pairs_of(verb, content):
            if name in names:
                deeds[pk, name].append((corrected and verb in _UNDOING, pair))
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    for (pk, name), done in deeds.items():
        values[pk][name] = _decoded(name, _value_before(done))
    return values


def values_at(
    actions: QuerySet[Action], now: Mapping[int, Action], event: int
) -> dict[int, dict[str, Any]]:
    """{action: {name: value}}: what actions, `now` as they are, had as the platform told it once an
    event was recorded, of the fields that later events wrote, the budget and the status included;
    nothing of actions created since. One query."""
    values: dict[int, dict[str, Any]] = defaultdict(dict)
    created = set()
    for pk, verb, content in _written_since(actions, event, _WRITES | _OF_STATUS):
        if "values" in content or pk not in now:
            created.add(pk)
            continue
        for name, (old, new) in _pairs_with_status(verb, content):
            after = values[pk].get(name, getattr(now[pk], name))
            # A correction may be of a former value.
            if verb not in _CORRECTING or _decoded(name, new) == after:
                values[pk][name] = _decoded(name, old)
    return {pk: each for pk, each in values.items() if pk not in created}


def _pairs_with_status(verb: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Pair]]:
    """`pairs_of` the fields of an action, and of its status; one that is inserted has none before,
    and follows none."""
    told = dict(content.get("changes", {}))
    if content.get(STATUS.name, (None,))[0] is not None:
        told[STATUS.name] = content[STATUS.name]
    yield from pairs_of(verb, {"changes": told})


# Whether it takes back what another one did, which then counts for nothing.
_Deed = tuple[bool, Pair]


def _value_before(deeds: Sequence[_Deed]) -> Any:
    """The value that was there before what was done to it, the latest first."""
    value, undone = deeds[0][1][1], list[Pair]()
    for is_undoing, (old, new) in deeds:
        if is_undoing:
            undone.append((new, old))
        elif undone[-1:] == [(old, new)]:
            undone.pop()
        else:
            value = old
    # What was undone, and was done before.
    for old, new in reversed(undone):
        value = old if value == new else value
    return value


def _written_since(
    actions: QuerySet[Action], event: int, writes: Q
) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(action, verb, what it recorded) of the events that wrote this after an event: the latest
    first."""
    subjects = actions.order_by().values_list(Concat(Value("action:"), Cast("pk", CharField())))
    payloads = Payload.objects.filter(writes, subject__in=subjects, event__gt=event)
    rows = payloads.order_by("-event").values_list("subject", "event__verb", "content")
    for subject, verb, content in rows:
        yield int(subject.partition(":")[2]), verb, json.loads(content or "{}")


def _decoded(name: str, value: Any) -> Any:
    return FIELDS[name].decode(value) if name in FIELDS else value
