"""What has no date of its own, as it was recorded by an event: read back from the ledger.

An action keeps its title or its start as they are now; each event that changed one recorded its
value before. What an erasure took from an event cannot be read back: the value reads as it was
left.
"""

import json
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from django.db.models import CharField, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from usine.exchanges.models import Note
from usine.exchanges.operations import ADDED
from usine.ledger.models import Event, Payload

from .fields import FIELDS, STATUS
from .models import Action

COMMUNES = "communes"
"""Beside the fields of an action: {code: name}."""
POINT, BLOCKED = "point", "blocked"
"""Likewise: a text (`values.points.format_point`); {kind, description}, or None."""

# It records what the import wrote, whose values it takes back.
_TAKEN_BACK = "plans.undo_import"
_COMMENT = "comment"
_CORRECTING = ("plans.correct_status", "plans.correct_budget")
_UNDOING = (_TAKEN_BACK, "plans.undo_change", "plans.undo_change_many")

# What writes fields of actions, or where they take place; then statuses; then the rest.
_WRITES = Q(content__contains='"changes":{') | Q(content__contains=f'"{COMMUNES}":[')
_OF_STATUS = Q(content__contains=f'"{STATUS.name}":[')
_BESIDE = (
    Q(content__contains='"details":[')
    | Q(content__contains='"corrected":{')
    | Q(content__contains='"repeated":')
    | Q(content__contains=f'"{POINT}":[')
    | Q(content__contains=f'"{BLOCKED}":[')
)

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


class Then(NamedTuple):
    """What an action had once an event was recorded, of what later events wrote.

    `values` are by field, the budget, the status, COMMUNES, POINT and BLOCKED included; `details`
    by their kind and key, encoded: values to put over those of now, or None for one that was not
    there."""

    values: dict[str, Any]
    details: dict[tuple[str, int], dict[str, Any] | None]


def actions_at(actions: QuerySet[Action], now: Mapping[int, Action], event: int) -> dict[int, Then]:
    """What actions, `now` as they are, had as the platform told it once an event was recorded;
    nothing of actions created since. Three queries."""
    then: dict[int, Then] = defaultdict(lambda: Then({}, {}))
    created = set()
    for pk, verb, content in _written_since(actions, event, _WRITES | _OF_STATUS | _BESIDE):
        if "values" in content or pk not in now:
            created.add(pk)
            continue
        values, details = then[pk]
        for name, (old, new) in _pairs_with_status(verb, content):
            # A correction may be of a former value.
            if verb not in _CORRECTING or _decoded(name, new) == values.get(
                name, getattr(now[pk], name)
            ):
                values[name] = _decoded(name, old)
        for detail, old in _details_before(verb, content):
            details[detail] = old and (details.get(detail) or {}) | old
    for pk, text in _comments(actions, event, then):
        then[pk].values[_COMMENT] = text
    return {pk: each for pk, each in then.items() if pk not in created}


def _comments(
    actions: QuerySet[Action], event: int, then: Mapping[int, Then]
) -> Iterator[tuple[int, str]]:
    """The comments that notes replaced since, and those of notes taken back since. Two queries."""
    keys = {pk: of.values.get(_COMMENT, "") for pk, of in then.items()}
    notes = Note.objects.in_bulk([key for key in keys.values() if isinstance(key, int)])
    for pk, key in keys.items():
        if not isinstance(key, str):
            yield pk, notes[key].text if key in notes else ""
    ended = Event.objects.filter(pk=event).values("recorded_at")
    added = Note.objects.filter(event__lte=event, event__verb=ADDED, subject__in=_subjects(actions))
    for note in added.filter(withdrawn_at__gte=ended):
        yield int(note.subject_id.partition(":")[2]), note.text


def _details_before(
    verb: str, content: Mapping[str, Any]
) -> Iterator[tuple[tuple[str, int], dict[str, Any] | None]]:
    """What each detail that an event wrote was before, by its kind and key."""
    for line in content.get("details", ()):
        yield (line["kind"], line["pk"]), line["new" if verb == _TAKEN_BACK else "old"]
    told = content.get("corrected", {})
    # Corrections recorded before this column was kept say nothing of it.
    if "column" in told:
        yield (told["kind"], told["pk"]), {told["name"]: told["column"][0]}


def _pairs_with_status(verb: str, content: Mapping[str, Any]) -> Iterator[tuple[str, Pair]]:
    """`pairs_of` the fields of an action, of its status (one that is inserted has none before, and
    follows none), of its place and of what blocks it."""
    told = dict(content.get("changes", {}))
    if content.get(STATUS.name, (None,))[0] is not None:
        told[STATUS.name] = content[STATUS.name]
    if "repeated" in content.get("before", ()):
        # A note is the comment in the place of the one that it names, if any.
        told[_COMMENT] = (content["before"]["repeated"], content["note"])
    told |= {name: content[name] for name in (COMMUNES, POINT, BLOCKED) if name in content}
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
    payloads = Payload.objects.filter(writes, subject__in=_subjects(actions), event__gt=event)
    rows = payloads.order_by("-event").values_list("subject", "event__verb", "content")
    for subject, verb, content in rows:
        yield int(subject.partition(":")[2]), verb, json.loads(content or "{}")


def _subjects(actions: QuerySet[Action]) -> QuerySet[Action, Any]:
    return actions.order_by().values_list(Concat(Value("action:"), Cast("pk", CharField())))


def _decoded(name: str, value: Any) -> Any:
    return FIELDS[name].decode(value) if name in FIELDS else value
