"""What happens on given days and hours, in Paris: facts to come, written before they are played."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from .dates import PARIS

SATURDAY = 5


class Fact(NamedTuple):
    """Something that one person does at a moment; `happen` is given the world so far."""

    moment: datetime
    happen: Callable[[Any], object]


def office_days(after: date, before: date) -> list[date]:
    """The days from Monday to Friday between two dates, neither of them included."""
    days = (after + timedelta(days=n) for n in range(1, (before - after).days))
    return [day for day in days if day.weekday() < SATURDAY]


def at(day: date, minutes: int) -> datetime:
    """So many minutes after eight o'clock in the morning."""
    return datetime.combine(day, time(8), PARIS) + timedelta(minutes=minutes)
