"""How often mail tells of what happened, and what is due when. Plain Python, no database."""

from datetime import date, datetime, time, timedelta
from enum import StrEnum

from usine.values.dates import PARIS

# The hour of the digest, in Paris.
HOUR = 7
# What is due so soon does not wait for a digest.
SOON = timedelta(days=3)


class Rhythm(StrEnum):
    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    NEVER = "never"


LABELS = {
    Rhythm.AT_ONCE: "Tout de suite",
    Rhythm.DAILY: "Une fois par jour",
    Rhythm.WEEKLY: "Une fois par semaine, le lundi",
    Rhythm.NEVER: "Jamais",
}


def is_in_digest(rhythm: Rhythm, *, told_at: datetime, due_at: datetime) -> bool:
    """Whether the digest due at a moment has what was told at another.

    A weekly reader gets on Monday what was told before; if that digest was missed, the next day's
    makes up for it.
    """
    if rhythm == Rhythm.WEEKLY:
        return told_at < monday(due_at)
    return rhythm in (Rhythm.DAILY, Rhythm.AT_ONCE)


def monday(moment: datetime) -> datetime:
    """The moment of the digest of the last Monday, that of this moment included."""
    day = moment.astimezone(PARIS).date()
    return datetime.combine(day - timedelta(days=day.weekday()), time(HOUR), PARIS)


def leaves_at_once(rhythm: Rhythm, *, due_on: date | None, today: date) -> bool:
    """Whether mail leaves now: what its reader wants so, and what is due within three days, unless
    its reader wants none."""
    if rhythm == Rhythm.NEVER:
        return False
    return rhythm == Rhythm.AT_ONCE or (due_on is not None and due_on - today <= SOON)
