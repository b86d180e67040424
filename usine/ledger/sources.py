"""Rooms declare here what their objects count for, so that `verify` compares the ledger with it."""

from collections.abc import Callable, Iterable

from .timelines import Timeline

Source = Callable[[], Iterable[tuple[str, Timeline]]]

_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Declare that `source()` gives every subject "kind:…" with its timeline.

    A room calls this once, in its `AppConfig.ready`.
    """
    _sources[kind] = source


def registered() -> dict[str, Source]:
    return dict(_sources)
