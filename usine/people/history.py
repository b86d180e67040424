"""What happened to an account and its mandates, as those who manage people are told."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from usine.ledger.models import Payload
from usine.values.formats import format_day

from .measures import subject_of
from .models import Mandate, User


class Fact(NamedTuple):
    at: datetime
    who: str
    what: str
    reason: str = ""


def _last_day(told: Mapping[str, Any]) -> str:
    before, after = (day and format_day(date.fromisoformat(day)) for day in told["ends_on"])
    moved = f"dernier jour le {after}" if after else "plus de dernier jour"
    return f"{moved}, au lieu du {before}" if before else moved


# By verb: what is told of it, from what was recorded.
_TOLD: dict[str, str | Callable[[Mapping[str, Any]], str]] = {
    "people.create_user": "Compte ouvert",
    "people.enlist": "Venu avec une liste",
    "people.deactivate": "Compte désactivé",
    "people.reactivate": "Compte réactivé",
    "people.forget": "Personne effacée",
    "people.grant_mandate": "Mandat donné",
    "people.end_mandate": lambda told: f"Fin du mandat\u00a0: {_last_day(told)}",
    "people.cancel_mandate": "Mandat retiré",
    "ledger.erase": "Contenu effacé, comme la loi le demande",
}


def history(person: User, mandates: Iterable[Mandate]) -> list[Fact]:
    """The facts of an account and of these mandates of it, the latest first: two queries."""
    labels = {f"user:{person.pk}": "", **{subject_of(each): str(each) for each in mandates}}
    payloads = list(
        Payload.objects.filter(subject__in=labels)
        .select_related("event")
        .order_by("-event", "subject")
    )
    actors = User.objects.in_bulk({each.event.actor_id for each in payloads} - {None})
    return [_fact(each, actors, labels[each.subject]) for each in payloads]


def _fact(payload: Payload, actors: Mapping[int, User], label: str) -> Fact:
    event, told = payload.event, payload.decoded or {}
    what = _TOLD[event.verb]
    sentence = what if isinstance(what, str) else what(told)
    return Fact(
        at=event.recorded_at,
        who=str(actors.get(event.actor_id or 0, "la plateforme")),
        what=f"{sentence} ({label})" if label else sentence,
        reason=told.get("reason", ""),
    )
