"""What happened to a subject, the latest first: each room says how its verbs are told."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from . import seals
from .models import Payload

# What stands for a value that is not there.
NOTHING = "–"


class Line(NamedTuple):
    """A value that changed, as a user reads it; `old` or `new` is `NOTHING` when there is none."""

    label: str
    old: str
    new: str


class Told(NamedTuple):
    """What a presenter says that an event did to the subject."""

    what: str
    lines: tuple[Line, ...] = ()
    reason: str = ""


# From what was recorded about the subject, empty once erased, what the event did, the latest first.
Presenter = Callable[[Mapping[str, Any]], Iterable[Told]]


# From identifiers of users, how they are called.
Names = Callable[[Collection[int]], Mapping[int, str]]
SYSTEM = "la plateforme"


@dataclass(frozen=True)
class Fact:
    """Something done to a subject, by somebody or by the system."""

    at: datetime
    who: str
    verb: str
    subject: str
    what: str
    lines: tuple[Line, ...] = ()
    reason: str = ""
    # Some of what was recorded was erased by law: who did what remains.
    erased: bool = False


def sentence(what: str) -> Presenter:
    """The presenter of a verb of which there is nothing more to tell than its reason."""
    return lambda recorded: [Told(what, reason=recorded.get("reason", ""))]


ERASURE = "ledger.erase"
_presenters: dict[str, Presenter] = {
    ERASURE: lambda _: [Told("Contenu effacé, comme la loi le demande")]
}


def register(presenters: Mapping[str, Presenter]) -> None:
    """Say how verbs ("room.verb") are told; called once by their room, in `AppConfig.ready`."""
    _presenters.update(presenters)


def history(*subjects: str, names: Names) -> list[Fact]:
    """The facts of some subjects, the latest first: one query, and that of the names."""
    recorded = Payload.objects.filter(subject__in=subjects).select_related("event")
    payloads = list(recorded.order_by("-event", "subject"))
    known = names({each.event.actor_id for each in payloads if each.event.actor_id is not None})
    return [fact for payload in payloads for fact in _facts(payload, known)]


def _facts(payload: Payload, names: Mapping[int, str]) -> Iterator[Fact]:
    event = payload.event
    who = names.get(event.actor_id or 0, SYSTEM)
    present = _presenters.get(event.verb, sentence(event.verb))
    erased = payload.content is None or seals.digest(payload.content) != payload.digest
    for told in present(payload.decoded or {}):
        yield Fact(event.recorded_at, who, event.verb, payload.subject, *told, erased=erased)
