"""Days and hours of the demonstration: office days, in Paris."""

from datetime import date, datetime, time, timedelta

from usine.values.dates import PARIS

SATURDAY = 5


def office_days(after: date, before: date) -> list[date]:
    """The days from Monday to Friday between two dates, neither of them included."""
    days = (after + timedelta(days=n) for n in range(1, (before - after).days))
    return [day for day in days if day.weekday() < SATURDAY]


def at(day: date, minutes: int) -> datetime:
    """So many minutes after eight o'clock in the morning."""
    return datetime.combine(day, time(8), PARIS) + timedelta(minutes=minutes)
