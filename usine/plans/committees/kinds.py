"""How a committee is held while its documents or its notes change."""

from usine.exchanges.kinds import NotedKind
from usine.exchanges.models import Note
from usine.exchanges.rights import WRITE
from usine.files.kinds import FiledKind

from ..models import Committee
from .gate import hold_committee


def _hold_to_note(key: str, by) -> Committee:
    return hold_committee(_named(key), by=by, right=WRITE)


def _hold_to_file(key: str, by) -> Committee:
    return hold_committee(_named(key), by=by)


def _named(key: str) -> Committee:
    return Committee(pk=int(key.partition(":")[2]))


def _follow(notes: list[Note]) -> None:
    """A note says nothing of the committee itself."""


NOTED = NotedKind(hold=_hold_to_note, follow=_follow)
FILED = FiledKind(hold=_hold_to_file)
