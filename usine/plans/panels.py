"""What rooms above show on the page of an action, for those who read what is private there."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from .models import Action


@dataclass(frozen=True)
class Panel:
    """A part of the page: `context` is what its template reads, nothing when it is not shown."""

    slug: str
    title: str
    template: str
    context: Callable[[Action, Any], dict[str, Any]]


_panels: list[Panel] = []


def register(panel: Panel) -> None:
    """Declare a panel; its room calls this once, in its `AppConfig.ready`."""
    _panels.append(panel)


def panels_of(action: Action, reader: Any) -> Iterator[tuple[Panel, dict[str, Any]]]:
    """The panels of an action, each with what its template reads."""
    for panel in _panels:
        if context := panel.context(action, reader):
            yield panel, context
