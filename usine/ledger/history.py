"""What happened to a subject, the latest first: each room registers the words for its verbs."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from . import seals
from .models import Payload

# The text that stands for a missing value.
NOTHING = "–"


class ChangedValue(NamedTuple):
    """A value that changed, as a user reads it; a missing `old` or `new` is `NOTHING`."""

    label: str
    old: str
    new: str


class Deed(NamedTuple):
    """What an event did to a subject, in the words of a presenter."""

    what: str
    lines: tuple[ChangedValue, ...] = ()
    reason: str = ""


# The content of a payload, empty once erased → what the event did, the latest first.
Presenter = Callable[[Mapping[str, Any]], Iterable[Deed]]


# Identifiers of users → their names.
Names = Callable[[Collection[int]], Mapping[int, str]]
SYSTEM = "la plateforme"


@dataclass(frozen=True)
class Fact:
    """What somebody, or the system, did to a subject."""

    at: datetime
    who: str
    verb: str
    subject: str
    what: str
    lines: tuple[ChangedValue, ...]
    reason: str
    # Part of the payload was erased by law; who did what remains.
    erased: bool
    # The number of the event that recorded it.
    event: int
    # The button that undoes it, when its page offers one (`answers.Undo`).
    undo: Any = None


def sentence(what: str) -> Presenter:
    """The presenter of a verb that has nothing to tell besides its reason."""
    return lambda recorded: [Deed(what, reason=recorded.get("reason", ""))]


ERASURE = "ledger.erase"
_presenters: dict[str, Presenter] = {
    ERASURE: lambda _: [Deed("Contenu effacé, comme la loi le demande")]
}


def register(presenters: Mapping[str, Presenter]) -> None:
    """Register presenters by verb ("room.verb"); a room calls this once, in `AppConfig.ready`."""
    _presenters.update(presenters)


def history(*subjects: str, names: Names) -> list[Fact]:
    """The facts of some subjects, the latest first: one query, and the one that `names` runs."""
    recorded = Payload.objects.filter(subject__in=subjects).select_related("event")
    payloads = list(recorded.order_by("-event", "subject"))
    known = names({each.event.actor_id for each in payloads if each.event.actor_id is not None})
    return [fact for payload in payloads for fact in _facts(payload, known)]


def _facts(payload: Payload, names: Mapping[int, str]) -> Iterator[Fact]:
    event = payload.event
    who = names.get(event.actor_id or 0, SYSTEM)
    present = _presenters.get(event.verb, sentence(event.verb))
    erased = payload.content is None or seals.digest(payload.content) != payload.digest
    for deed in present(payload.decoded or {}):
        told = (event.recorded_at, who, event.verb, payload.subject, *deed)
        yield Fact(*told, erased=erased, event=event.pk)
