"""The days and hours, in Paris, of the scenes of a demonstration, written before it is played."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from .dates import PARIS

SATURDAY = 5


class Scene(NamedTuple):
    """What one person does at a moment: `happen` takes the world as the earlier scenes left it."""

    moment: datetime
    happen: Callable[[Any], object]


def office_days(after: date, before: date) -> list[date]:
    """The days from Monday to Friday between two dates, neither of them included."""
    days = (after + timedelta(days=n) for n in range(1, (before - after).days))
    return [day for day in days if day.weekday() < SATURDAY]


def at(day: date, minutes: int) -> datetime:
    """So many minutes after eight o'clock in the morning."""
    return datetime.combine(day, time(8), PARIS) + timedelta(minutes=minutes)
