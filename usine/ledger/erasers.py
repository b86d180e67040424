"""Where rooms say what remains of what was recorded, once it must tell nothing of a person."""

from collections.abc import Callable
from typing import Any

# What was recorded about a subject → what remains of it; None when nothing does.
Eraser = Callable[[dict], dict | None]

_erasers: dict[str, Eraser] = {}


def register(kind: str, eraser: Eraser) -> None:
    """Declare what remains of payloads about subjects "kind:…": facts stay, words go.

    The eraser is given what was recorded about the person, or what the person signed about
    something else: it takes names, addresses and free text away, and leaves codes, dates, amounts
    and identifiers. Called once by a room, in its `AppConfig.ready`. A kind without any eraser
    keeps nothing.
    """
    _erasers[kind] = eraser


def remains(subject: str, content: dict) -> dict | None:
    """What remains of what was recorded about a subject."""
    eraser = _erasers.get(subject.partition(":")[0])
    return None if eraser is None else eraser(content)


def without(*names: str) -> Eraser:
    """The eraser that takes these names away wherever they are, with what they hold."""

    def left(content: Any) -> Any:
        if isinstance(content, dict):
            return {name: left(value) for name, value in content.items() if name not in names}
        return [left(each) for each in content] if isinstance(content, list) else content

    return left
