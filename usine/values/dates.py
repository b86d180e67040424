"""Days as people write them: sometimes to the day, sometimes to the quarter or the year."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")

MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


class Precision(StrEnum):
    """How precisely a date is known."""

    DAY = "day"
    MONTH = "month"
    QUARTER = "quarter"
    HALF = "half"
    YEAR = "year"


_SPANS = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.HALF: 6,
    Precision.YEAR: 12,
}


@dataclass(frozen=True)
class PartialDate:
    """A day known to some precision; `first` and `last` bound the period that it stands for.

    `first` may be any day of the period: the first day replaces it.
    """

    first: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if self.precision != Precision.DAY:
            span = _SPANS[self.precision]
            month = (self.first.month - 1) // span * span + 1
            object.__setattr__(self, "first", self.first.replace(month=month, day=1))

    @property
    def last(self) -> date:
        if self.precision == Precision.DAY:
            return self.first
        month = self.first.month + _SPANS[self.precision] - 1
        return date(self.first.year, month, calendar.monthrange(self.first.year, month)[1])

    def __str__(self) -> str:
        """As one writes it: 27/05/2025, mai 2025, T2 2025, 1er semestre 2025, 2025."""
        match self.precision:
            case Precision.DAY:
                return self.first.strftime("%d/%m/%Y")
            case Precision.MONTH:
                return month_and_year(self.first)
            case Precision.QUARTER:
                return f"T{(self.first.month + 2) // 3} {self.first.year}"
            case Precision.HALF:
                rank = "1er" if self.first.month == 1 else "2e"
                return f"{rank} semestre {self.first.year}"
        return str(self.first.year)


def month_and_year(day: date) -> str:
    """The month of a day as one writes it: mai 2025."""
    return f"{MONTHS[day.month - 1]} {day.year}"


def paris_day(moment: datetime) -> date:
    """The day on which a moment falls for a user in France. Raises ValueError on a naive one."""
    if moment.tzinfo is None:
        raise ValueError("A moment without a time zone falls on no day.")
    return moment.astimezone(PARIS).date()


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Paris, as an aware datetime in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), PARIS)
    return midnight.astimezone(ZoneInfo("UTC")) - timedelta(microseconds=1)


def month_ends(last: date, count: int) -> list[date]:
    """The ends of the months before a day, `count` at most, then the day itself."""
    ends = [last]
    for _ in range(count):
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]
