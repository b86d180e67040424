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


def parse_moment(text: str) -> datetime:
    """A date stands for the end of its day; a time without zone is that of Paris, the later one
    in the hour that comes twice.

    Takes ISO 8601 and 27/05/2025. Raises ValueError on anything else.
    """
    try:
        moment = _parsed(text.strip())
        # Every moment is kept in UTC and read in Paris.
        moment.astimezone(UTC), moment.astimezone(PARIS)
    except OverflowError as error:
        raise ValueError(f"{text!r} is at the edge of the calendar.") from error
    return moment


def _parsed(text: str) -> datetime:
    for pattern in ("%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"):
        try:
            return end_of_day(datetime.strptime(text, pattern).date())  # noqa: DTZ007 - a day
        except ValueError:
            continue
    # The + of a zone, when an address does not escape it, comes as a space.
    moment = datetime.fromisoformat(text.replace(" ", "+") if "T" in text else text)
    return moment if moment.tzinfo else moment.replace(tzinfo=PARIS, fold=1)


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
