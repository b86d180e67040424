"""Days, moments and events as addresses, forms and commands give them."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from usine.ledger.queries import number_at, recorded_at
from usine.values.dates import PARIS, end_of_day, paris_day


@dataclass(frozen=True)
class Known:
    """What was known: the number of the last event that counts, and the moment that pages show.

    The number alone decides: of two events recorded at one moment, only the first may count.
    """

    number: int
    at: datetime
    by_moment: bool = False  # addresses name the moment, not the number

    @classmethod
    def by(cls, moment: datetime) -> "Known":
        """What was known at a moment."""
        return cls(number_at(moment), moment, by_moment=True)

    @classmethod
    def up_to(cls, number: int) -> "Known | None":
        """What was known once an event was recorded; None when there is no such event."""
        at = recorded_at(number)
        return None if at is None else cls(number, at)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters of addresses; nothing was known before the first event."""
        if self.by_moment:
            return {"connu_le": write_moment(self.at)}
        return {"jusqua": self.number} if self.number else {}


def write_moment(moment: datetime) -> str:
    """The text that `parse_moment` reads back: the day alone when the moment is its end."""
    day = paris_day(moment)
    if moment == end_of_day(day):
        return day.isoformat()
    return moment.astimezone(PARIS).isoformat(timespec="microseconds")


def write_for_calendar(moment: datetime) -> str:
    """The same for the field of a browser, which has no zone and thousandths of a second at best.

    Rounded up: what was known at the moment still is.
    """
    text = write_moment(moment)
    if "T" not in text:
        return text
    up = moment.astimezone(UTC) + timedelta(microseconds=-moment.microsecond % 1_000)
    return up.astimezone(PARIS).replace(tzinfo=None).isoformat(timespec="milliseconds")
