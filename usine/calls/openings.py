"""Whether a call takes candidacies at a moment, and until when, as who would apply says it."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import NamedTuple

from usine.values.dates import PARIS, paris_day
from usine.values.formats import format_counted, format_day, format_moment

from .eligibility.windows import nearest
from .format.header import Window

# From how many days before its closing one is told how many are left.
SOON = 60
INSTANT = timedelta(seconds=1)


class Opening(StrEnum):
    """In the order in which they matter to who would apply."""

    OPEN = "open"
    PERMANENT = "permanent"
    TO_COME = "to_come"
    CLOSED = "closed"


OPENINGS = {
    Opening.OPEN: "ouvert",
    Opening.PERMANENT: "permanent",
    Opening.TO_COME: "à venir",
    Opening.CLOSED: "fermé",
}
_TONES = {Opening.OPEN: "success", Opening.PERMANENT: "success", Opening.TO_COME: "info"}


class CallOpening(NamedTuple):
    """`at`: when it closes, opens or closed; None when it never closes."""

    state: Opening
    at: datetime | None
    words: str

    @property
    def label(self) -> str:
        return OPENINGS[self.state].capitalize()

    @property
    def tone(self) -> str:
        return _TONES.get(self.state, "")

    @property
    def takes(self) -> bool:
        """Whether candidacies are taken."""
        return self.state in (Opening.OPEN, Opening.PERMANENT)


def opening_of(windows: Sequence[Window], moment: datetime) -> CallOpening:
    """That of the window that is open, else of the next one, else of the last one."""
    window = nearest(windows, moment)
    assert window is not None, "A call has a window."
    opens, closes = window.opens_at, window.closes_at
    if opens and moment < opens:
        return CallOpening(Opening.TO_COME, opens, _to_come(opens, closes))
    if closes is None:
        return CallOpening(Opening.PERMANENT, None, _permanent(opens))
    if moment < closes:
        until = f"jusqu’au {_in_paris(closes)}{_left(moment, closes)}"
        return CallOpening(Opening.OPEN, closes, until)
    return CallOpening(Opening.CLOSED, closes, f"depuis le {format_day(closes)}")


def _permanent(opens: datetime | None) -> str:
    return f"depuis le {format_day(opens)}, sans date de fin" if opens else "toute l’année"


def _left(moment: datetime, closes: datetime) -> str:
    days = (paris_day(closes - INSTANT) - paris_day(moment)).days
    if days > SOON:
        return ""
    if days == 0:
        return "\u00a0: c’est le dernier jour"
    return f"\u00a0: il reste {format_counted(days, 'jour', 'jours')}"


def _to_come(opens: datetime, closes: datetime | None) -> str:
    return f"du {_from(opens)} au {_in_paris(closes)}" if closes else f"à partir du {_from(opens)}"


def _from(moment: datetime) -> str:
    """A day that is whole needs no hour."""
    is_midnight = moment.astimezone(PARIS).time() == time.min
    return format_day(moment) if is_midnight else _in_paris(moment)


def _in_paris(moment: datetime) -> str:
    return f"{format_moment(moment)} (heure de Paris)"
