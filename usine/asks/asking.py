"""One or several asks of one form, about subjects of one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from usine.subjects.models import Subject
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values.errors import Refused

from .addressing import Addressee
from .kinds import AskKind
from .models import Ask
from .operations import ask, ask_many


@dataclass(frozen=True)
class AskBatch:
    """What was asked: one `ask`, or as many as `count` in one event."""

    ask: Ask | None
    event: int = 0
    count: int = 1


def ask_all(
    kind: AskKind, subjects: Sequence[Subject], *, text: str, to: Addressee, due_on: date, by
) -> AskBatch:
    """Ask the same about each; several are told under the name of their territory."""
    if len(subjects) == 1:
        return AskBatch(ask(kind, subjects[0].pk, text=text, to=to, due_on=due_on, by=by))
    places = {each.place for each in subjects}
    territory = Territory.objects.filter(place__in=places).first() if len(places) == 1 else None
    if territory is None:
        raise Refused("Demandez sur un seul territoire à la fois.")
    event = ask_many(
        kind,
        [each.pk for each in subjects],
        about=subject_of(territory),
        text=text,
        to=to,
        due_on=due_on,
        by=by,
    )
    return AskBatch(None, event.number, len(subjects))
