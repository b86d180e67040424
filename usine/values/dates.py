"""Days as people write them: sometimes to the day, sometimes to the quarter or the year."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils import formats, timezone

PARIS = ZoneInfo("Europe/Paris")


class Precision(models.TextChoices):
    DAY = "day", "au jour"
    MONTH = "month", "au mois"
    QUARTER = "quarter", "au trimestre"
    HALF = "half", "au semestre"
    YEAR = "year", "à l’année"


_MONTHS = {
    Precision.MONTH: 1,
    Precision.QUARTER: 3,
    Precision.HALF: 6,
    Precision.YEAR: 12,
}


@dataclass(frozen=True)
class PartialDate:
    """A day known to some precision; `first` and `last` bound the period it stands for.

    Any day of the period may be given: it is brought back to the first one.
    """

    first: date
    precision: Precision = Precision.DAY

    def __post_init__(self) -> None:
        if self.precision != Precision.DAY:
            span = _MONTHS[self.precision]
            month = (self.first.month - 1) // span * span + 1
            object.__setattr__(self, "first", self.first.replace(month=month, day=1))

    @property
    def last(self) -> date:
        if self.precision == Precision.DAY:
            return self.first
        month = self.first.month + _MONTHS[self.precision] - 1
        return date(self.first.year, month, calendar.monthrange(self.first.year, month)[1])

    def __str__(self) -> str:
        """As one writes it: 27/05/2025, mai 2025, T2 2025, 1er semestre 2025, 2025."""
        match self.precision:
            case Precision.DAY:
                return self.first.strftime("%d/%m/%Y")
            case Precision.MONTH:
                return formats.date_format(self.first, "F Y")
            case Precision.QUARTER:
                return f"T{(self.first.month + 2) // 3} {self.first.year}"
            case Precision.HALF:
                rank = "1er" if self.first.month == 1 else "2e"
                return f"{rank} semestre {self.first.year}"
        return str(self.first.year)


def paris_day(moment: datetime) -> date:
    """The day on which a moment falls for a user in France."""
    return timezone.localtime(moment, PARIS).date()


def end_of_day(day: date) -> datetime:
    """The last microsecond of a day in Paris, as an aware datetime in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), datetime.min.time(), PARIS)
    return midnight.astimezone(ZoneInfo("UTC")) - timedelta(microseconds=1)
