"""What happened to an action: who did what, when, from which value to which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from usine.ledger.models import Event
from usine.people.models import User

from .changes import LABELS, Changes, decode, decode_values, shown
from .models import EDITABLE, Action
from .states import TRANSITIONS, Status

VERBS = {
    "plans.create": "Action créée",
    "plans.change": "Action modifiée",
    "plans.correct_status": "Statut corrigé",
    "plans.withdraw": "Action retirée du plan",
    "plans.reinstate": "Action rétablie dans le plan",
    "plans.confirm": "Action confirmée",
    "plans.confirm_plan": "Action confirmée, avec tout le plan",
    **{f"plans.{verb}": f"Étape «\u00a0{step.label}\u00a0»" for verb, step in TRANSITIONS.items()},
}
# What `changes.shown` gives of a value that is not there.
NOTHING = "–"


class Line(NamedTuple):
    """A value that changed, as a user reads it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Fact:
    number: int  # that of its event: facts come in the order in which we learnt them
    at: datetime
    who: str
    what: str
    lines: tuple[Line, ...] = ()
    reason: str = ""
    # Erased by law: who did what remains, not what was said.
    erased: bool = False


def history(action: Action) -> list[Fact]:
    """The facts of an action, the latest first."""
    events = list(_events(action))
    names = _names(event.actor_id for event in events)
    return [_fact(event, names) for event in events]


def _events(action: Action) -> QuerySet[Event]:
    its_own = Q(subject=action.subject)
    with_the_plan = Q(
        subject=f"territory:{action.territory_id}",
        verb="plans.confirm_plan",
        recorded_at__gte=action.created_at,
    )
    events = Event.objects.filter(its_own | with_the_plan)
    return events.select_related("payload").order_by("-number")


def _names(identifiers) -> dict[int | None, str]:
    users = User.objects.in_bulk({pk for pk in identifiers if pk is not None})
    return {pk: str(user) for pk, user in users.items()}


def _fact(event: Event, names: Mapping[int | None, str]) -> Fact:
    said = event.payload.said
    return Fact(
        number=event.number,
        at=event.recorded_at,
        who=names.get(event.actor_id, "la plateforme"),
        what=VERBS.get(event.verb, event.verb),
        lines=tuple(_lines(said or {})),
        reason=(said or {}).get("reason", ""),
        erased=said is None,
    )


def _lines(said: Mapping[str, Any]) -> Iterator[Line]:
    yield from _first_values(decode_values(said.get("values", {})))
    yield from _changes(decode(said.get("changes", {})))
    if "status" in said:
        old, new = said["status"]
        yield Line("Statut", Status(old).label if old else NOTHING, Status(new).label)
    if "effective_on" in said:
        days = said["effective_on"]
        old, new = days if isinstance(days, list) else (None, days)
        yield Line("Date d’effet", _day(old), _day(new))
    if "on" in said:
        yield Line("Date du retrait", NOTHING, _day(said["on"]))


def _first_values(values: Mapping[str, Any]) -> Iterator[Line]:
    for name in EDITABLE:
        if values.get(name):
            yield Line(LABELS[name], NOTHING, shown(name, values[name]))


def _changes(changes: Changes) -> Iterator[Line]:
    for name in EDITABLE:
        if name in changes:
            old, new = changes[name]
            yield Line(LABELS[name], shown(name, old), shown(name, new))


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else NOTHING
