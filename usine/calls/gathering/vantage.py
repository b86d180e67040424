"""From where a question of eligibility looks at what the platform knows."""

from datetime import date, datetime
from typing import NamedTuple


class Vantage(NamedTuple):
    """The facts that hold on the day `at`, as they were known at a moment (now without one)."""

    at: date
    known_at: datetime | None = None
