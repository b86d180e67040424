"""Rooms declare here what a note on one of their subjects does to it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from usine.ledger.models import Event
from usine.notices.kinds import NoticeKind

from .models import Note
from .rights import READ

MENTIONED = NoticeKind(
    "exchanges.mentioned",
    "Une note qui me mentionne",
    "vous mentionne dans une note",
    READ,
)


@dataclass(frozen=True)
class NotedKind:
    """`hold(key, by)` holds the subject and raises unless it may be noted; `follow(notes)` keeps
    what repeats its last note. `before(key)` is what the note is recorded with, which `give_back`
    needs once it is taken back; neither holds words. `reopen(key, event, by)` gives back what the
    note had answered, before the ledger is held."""

    hold: Callable[[str, Any], object]
    follow: Callable[[list[Note]], object]
    before: Callable[[str], Mapping[str, Any]] = lambda key: {}
    give_back: Callable[[str, Mapping[str, Any], Event], object] = lambda key, before, event: None
    reopen: Callable[[str, int, Any], object] = lambda key, event, by: None


_kinds: dict[str, NotedKind] = {}


def register(kind: str, noted: NotedKind) -> None:
    """Declare what a note on subjects "kind:…" does; a room calls this once, when it is ready."""
    _kinds[kind] = noted


def noted_kind(key: str) -> NotedKind | None:
    """That of a subject; None when its room declared nothing."""
    return _kinds.get(key.partition(":")[0])
