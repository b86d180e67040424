"""Rooms declare here the subjects that they keep, and who may see each."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """A subject as its room lists it: `key` is "kind:identifier", `audience` the tokens that open
    it, `text` what a search reads besides the title."""

    key: str
    title: str
    path: str
    audience: frozenset[str]
    place: str = ""
    text: str = ""
    # False once the subject left its list: other rooms may still refer to it.
    is_searched: bool = True

    @property
    def kind(self) -> str:
        return self.key.partition(":")[0]


# Places, or None for all → the subjects of a kind that lie there.
Source = Callable[[Collection[str] | None], Iterable[Listing]]

_sources: dict[str, Source] = {}


def register(kind: str, source: Source) -> None:
    """Declare the source of the subjects of a kind; its room calls this once, when it is ready."""
    _sources[kind] = source


def listings(places: Collection[str] | None = None) -> Iterator[Listing]:
    """The subjects of every room, in some places or in all."""
    for kind in sorted(_sources):
        yield from _sources[kind](places)
