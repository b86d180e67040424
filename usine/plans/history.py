"""What happened to an action: who did what, when, from which value to which."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from usine.ledger.models import Event
from usine.people.models import User

from .changes import LABELS, decode, decode_values, shown
from .models import Action
from .states import TRANSITIONS, Status

VERBS = {
    "plans.create": "Action créée",
    "plans.change": "Action modifiée",
    "plans.correct_status": "Statut corrigé",
    "plans.withdraw": "Action retirée du plan",
    "plans.reinstate": "Action rétablie dans le plan",
    "plans.confirm": "Action confirmée",
    "plans.confirm_plan": "Action confirmée, avec tout le plan",
    **{f"plans.{verb}": step.label for verb, step in TRANSITIONS.items()},
}


class Line(NamedTuple):
    """A value that changed, as a user reads it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Fact:
    """`effective_on` is since when it holds, given when it is another day than `at`."""

    at: datetime
    who: str
    what: str
    lines: tuple[Line, ...] = ()
    reason: str = ""
    # Erased by law: who did what remains, not what was said.
    erased: bool = False


def history(action: Action) -> list[Fact]:
    """The facts of an action, the latest first."""
    events = [*_events(action), *_confirmations_of_the_plan(action)]
    names = _names(event.actor_id for event in events)
    facts = [_fact(event, names) for event in events]
    return sorted(facts, key=lambda fact: fact.at, reverse=True)


def _events(action: Action):
    return Event.objects.filter(subject=action.subject).select_related("payload")


def _confirmations_of_the_plan(action: Action):
    return Event.objects.filter(
        subject=f"territory:{action.territory_id}",
        verb="plans.confirm_plan",
        recorded_at__gte=action.created_at,
    ).select_related("payload")


def _names(identifiers) -> dict[int | None, str]:
    users = User.objects.in_bulk({pk for pk in identifiers if pk is not None})
    return {pk: str(user) for pk, user in users.items()}


def _fact(event: Event, names: Mapping[int | None, str]) -> Fact:
    said = event.payload.said
    return Fact(
        at=event.recorded_at,
        who=names.get(event.actor_id, "la plateforme"),
        what=VERBS.get(event.verb, event.verb),
        lines=tuple(_lines(said or {})),
        reason=(said or {}).get("reason", ""),
        erased=said is None,
    )


def _lines(said: Mapping[str, Any]) -> Iterator[Line]:
    for name, value in decode_values(said.get("values", {})).items():
        yield Line(LABELS[name], "–", shown(name, value))
    for name, (old, new) in decode(said.get("changes", {})).items():
        yield Line(LABELS[name], shown(name, old), shown(name, new))
    if "status" in said:
        old, new = said["status"]
        yield Line("Statut", Status(old).label if old else "–", Status(new).label)
    if "effective_on" in said:
        old, new = _pair(said["effective_on"])
        yield Line("Date d’effet", old, new)
    if "on" in said:
        yield Line("Date du retrait", "–", _day(said["on"]))


def _pair(days: str | list[str]) -> tuple[str, str]:
    return (_day(days[0]), _day(days[1])) if isinstance(days, list) else ("–", _day(days))


def _day(text: str) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}"
