"""Rooms declare here what remains of a payload once nothing in it may tell of a person."""

from collections.abc import Callable
from typing import Any

# The content of a payload → what remains of it, None when nothing does.
Eraser = Callable[[dict], dict | None]

_erasers: dict[str, Eraser] = {}


def register(kind: str, eraser: Eraser) -> None:
    """Declare what remains of payloads about subjects "kind:…": facts stay, words go.

    The eraser takes a payload about the person, or one that the person signed about another
    subject. It removes names, addresses and free text, and keeps codes, dates, amounts and
    identifiers. A room calls this once, in its `AppConfig.ready`. Nothing remains of the payloads
    of a kind without an eraser.
    """
    _erasers[kind] = eraser


def remains(subject: str, content: dict) -> dict | None:
    """What remains of the content of a payload about a subject."""
    eraser = _erasers.get(subject.partition(":")[0])
    return None if eraser is None else eraser(content)


def without(*names: str) -> Eraser:
    """The eraser that removes these names and their values, however deep they are."""

    def left(content: Any) -> Any:
        if isinstance(content, dict):
            return {name: left(value) for name, value in content.items() if name not in names}
        return [left(each) for each in content] if isinstance(content, list) else content

    return left
