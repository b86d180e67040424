"""Where rooms say what their objects count for, so that `verify` can hold the ledger to it."""

from collections.abc import Callable, Iterable

from .timelines import Timeline

Source = Callable[[], Iterable[tuple[str, Timeline]]]

_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Declare that subjects "kind:…" are those that `source()` gives, with their timelines.

    Called once by a room, in its `AppConfig.ready`.
    """
    _sources[kind] = source


def registered() -> dict[str, Source]:
    return dict(_sources)
