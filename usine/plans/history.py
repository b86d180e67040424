"""What happened to an action: who did what, when, from which value to which."""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import F, FilteredRelation, Q, QuerySet

from usine.imports.models import ImportRow
from usine.imports.states import WRITTEN, Kind
from usine.ledger.models import Entry, Event
from usine.people.models import User

from .changes import LABELS, Changes, decode, decode_values, shown
from .fields import FIELDS
from .models import Action
from .states import TRANSITIONS, Status

VERBS = {
    "plans.create": "Action créée",
    "plans.create_many": "Action créée",
    "plans.step_many": "Étape franchie",
    "plans.change": "Action modifiée",
    "plans.correct_status": "Statut corrigé",
    "plans.insert_status": "Statut passé ajouté",
    "plans.withdraw": "Action retirée du plan",
    "plans.reinstate": "Action rétablie dans le plan",
    "plans.confirm": "Action confirmée",
    "plans.confirm_plan": "Action confirmée, avec tout le plan",
    "ledger.erase": "Contenu effacé, comme la loi le demande",
    **{f"plans.{verb}": f"Étape «\u00a0{step.label}\u00a0»" for verb, step in TRANSITIONS.items()},
}
# Events that tell of several actions, each in its place.
REVIEWS = ("plans.create_many", "plans.step_many")
# What `changes.shown` gives of a value that is not there.
NOTHING = "–"


class Line(NamedTuple):
    """A value that changed, as a user reads it."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class Fact:
    at: datetime
    who: str
    what: str
    lines: tuple[Line, ...] = ()
    reason: str = ""
    # Erased by law: who did what remains, not what was said.
    erased: bool = False


def history(action: Action) -> list[Fact]:
    """The facts of an action, the latest first."""
    imported = {row.plan_import.subject: row for row in _imported(action)}
    # An import's event tells of every action that it wrote: its own row says it all of this one.
    events = [*_events(action), *Event.objects.filter(subject__in=list(imported))]
    events.sort(key=lambda event: event.number, reverse=True)
    names = _names(event.actor_id for event in events)
    facts = []
    for event in events:
        who = names.get(event.actor_id, "la plateforme")
        if row := imported.get(event.subject):
            facts.append(_imported_fact(event, who, row))
        elif event.verb in REVIEWS:
            facts.extend(_review_facts(event, who, action))
        else:
            facts.append(_fact(event, who, _said(event)))
    return facts


def withdrawal(action: Action) -> Fact:
    """How an action that is out of the plan left it: on its own, or with an import undone."""
    with_the_plan = VERBS["plans.confirm_plan"]
    # Nothing else happens to it as long as it is out.
    return next(fact for fact in history(action) if fact.what != with_the_plan)


def _imported(action: Action) -> QuerySet[ImportRow]:
    """The rows of files that wrote the action."""
    rows = action.import_rows.filter(kind__in=WRITTEN, plan_import__event__isnull=False)
    return rows.select_related("plan_import")


def _events(action: Action) -> QuerySet[Event]:
    its_own = Q(subject=action.subject)
    with_the_plan = Q(
        subject=f"territory:{action.territory_id}",
        verb="plans.confirm_plan",
        recorded_at__gte=action.created_at,
    )
    # A review tells of many actions at once, under the name of the territory. Those that moved this
    # one posted entries under its name: they are found by an index, and no other payload is read,
    # however large the plan and however long its life.
    posted = Entry.objects.filter(subject=action.subject).values_list("event_id", flat=True)
    in_a_review = Q(number__in=sorted(set(posted)), verb__in=REVIEWS)
    events = Event.objects.filter(its_own | with_the_plan | in_a_review)
    payload = FilteredRelation("payloads", condition=Q(payloads__subject=F("subject")))
    return events.annotate(payload_here=payload, content=F("payload_here__content"))


def _names(identifiers: Iterable[int | None]) -> dict[int | None, str]:
    users = User.objects.in_bulk({pk for pk in identifiers if pk is not None})
    return {pk: str(user) for pk, user in users.items()}


def _said(event: Event) -> dict[str, Any] | None:
    content = event.content  # type: ignore[attr-defined]
    return None if content is None else json.loads(content)


def _review_facts(event: Event, who: str, action: Action) -> Iterator[Fact]:
    """What a review did to one of its actions, the latest first."""
    told = _said(event)
    if told is None:
        yield _fact(event, who, None)
        return
    for said in reversed(told["actions"]):
        if said["action"] == action.pk:
            yield _fact(event, who, said)


def _fact(event: Event, who: str, said: Mapping[str, Any] | None) -> Fact:
    verb = f"plans.{said['verb']}" if said and "verb" in said else event.verb
    return Fact(
        at=event.recorded_at,
        who=who,
        what=VERBS.get(verb, verb),
        lines=tuple(line for line in _lines(said or {}) if line.old != line.new),
        reason=(said or {}).get("reason", ""),
        erased=said is None,
    )


def _imported_fact(event: Event, who: str, row: ImportRow) -> Fact:
    file = row.plan_import.filename
    if row.kind == Kind.NEW:
        what, lines = "Action créée", [*_first_values(decode_values(row.values))]
        lines.append(Line("Statut", NOTHING, Status(row.status or Status.UNKNOWN).label))
    else:
        what, lines = "Action modifiée", [*_changes(decode(row.changes))]
        if row.status_before:
            lines.append(Line("Statut", Status(row.status_before).label, Status(row.status).label))
    if event.verb == "plans.undo_import":
        what = "Annulation de l’import"
        lines = [Line(line.label, line.new, line.old) for line in lines]
    else:
        what += " par import"
    return Fact(
        at=event.recorded_at, who=who, what=f"{what} «\u00a0{file}\u00a0»", lines=tuple(lines)
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
    if "entered_on" in said:
        yield Line("Entrée au plan", *map(_day, said["entered_on"]))
    if "on" in said:
        yield Line("Date du retrait", NOTHING, _day(said["on"]))


def _first_values(values: Mapping[str, Any]) -> Iterator[Line]:
    for name in FIELDS:
        if values.get(name):
            yield Line(LABELS[name], NOTHING, shown(name, values[name]))


def _changes(changes: Changes) -> Iterator[Line]:
    for name in FIELDS:
        if name in changes:
            old, new = changes[name]
            yield Line(LABELS[name], shown(name, old), shown(name, new))


def _day(text: str | None) -> str:
    return f"{date.fromisoformat(text):%d/%m/%Y}" if text else NOTHING
