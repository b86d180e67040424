"""Rooms declare here who holds one of their subjects while its documents change."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class FiledKind:
    """`hold(key, by)` holds the subject and raises unless its documents may change;
    `check(document)` raises unless this one may be taken off it, or put back."""

    hold: Callable[[str, Any], object]
    check: Callable[[Any], object] = lambda document: None


_kinds: dict[str, FiledKind] = {}


def register(kind: str, filed: FiledKind) -> None:
    """Declare how subjects "kind:…" are held; a room calls this once, when it is ready."""
    _kinds[kind] = filed


def filed_kind(key: str) -> FiledKind | None:
    """That of a subject; None when its room declared nothing."""
    return _kinds.get(key.partition(":")[0])
