"""Where rooms say what of theirs can be spoken of, and who may see it."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A subject as its room says it: `key` is "kind:identifier", `audience` tokens, `text` what
    a search looks into besides the title."""

    key: str
    title: str
    path: str
    audience: frozenset[str]
    place: str = ""
    text: str = ""
    # Not of what left its list: it may still be spoken of.
    is_searched: bool = True

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


# The entries of a kind: those that lie in some places, or all of them (None).
Source = Callable[[Collection[str] | None], Iterable[Entry]]

_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Declare where the entries of a kind come from; called once by its room, when it is ready."""
    _sources[kind] = source


def entries(places: Collection[str] | None = None) -> Iterator[Entry]:
    """What every room says, of some places or of all."""
    for kind in sorted(_sources):
        yield from _sources[kind](places)
