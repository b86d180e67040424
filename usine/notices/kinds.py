"""Rooms declare here what people may be told of."""

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from usine.pages.links import Link
from usine.values.rights import Right

from .rhythms import Rhythm


class Excerpt(NamedTuple):
    """What one reader may read of what a notice tells of: what it is (« Mettre le plan à jour »),
    "" when the sentence of the notice says it, and its words."""

    label: str
    words: str = ""


@dataclass(frozen=True)
class NoticeKind:
    """`code` is "room.what"; `label` names it among preferences; `sentence` follows who did it:
    "vous mentionne dans une note". Only who holds `right` on the place of the subject is told.
    `rhythm` holds for who chose none; security and cancellations leave at once. `page` is the route
    of the page that tells of it, where that is not the page of the subject. `shortcut` is the link
    of mails by which the reader of a notice does at once what it is about. `excerpts` of some
    notices of one reader are read where they are kept, each time that they are shown or sent.
    """

    code: str
    label: str
    sentence: str
    right: Right
    rhythm: Rhythm = Rhythm.DAILY
    page: str = ""
    shortcut: Callable[[Any], Link | None] = lambda notice: None
    excerpts: Callable[[Collection[Any], Any], Mapping[int, Excerpt]] = lambda notices, reader: {}

    @property
    def choices(self) -> list[Rhythm]:
        """What its reader may choose: what is urgent waits for no digest."""
        if self.rhythm == Rhythm.AT_ONCE:
            return [Rhythm.AT_ONCE, Rhythm.NEVER]
        return [Rhythm.DAILY, Rhythm.WEEKLY, Rhythm.NEVER]

    @property
    def is_urgent(self) -> bool:
        return self.rhythm == Rhythm.AT_ONCE


_kinds: dict[str, NoticeKind] = {}


def register(kind: NoticeKind) -> None:
    """Declare a kind of notices; a room calls this once, when it is ready."""
    _kinds[kind.code] = kind


def kinds() -> list[NoticeKind]:
    """Those of every room, as preferences list them."""
    return sorted(_kinds.values(), key=lambda kind: (kind.is_urgent, kind.label))


def kind_of(code: str) -> NoticeKind:
    return _kinds[code]


def by_right() -> dict[Right, list[str]]:
    """The codes of the kinds that each right opens."""
    codes: dict[Right, list[str]] = defaultdict(list)
    for kind in _kinds.values():
        codes[kind.right].append(kind.code)
    return codes
