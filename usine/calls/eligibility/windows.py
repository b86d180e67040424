"""When a call takes candidacies: from when it opens to just before it closes."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from usine.calls.format.header import Window
from usine.values.dates import PARIS, end_of_day
from usine.values.formats import format_moment


def is_open(window: Window, moment: datetime) -> bool:
    return _is_open_within(window, moment, moment)


def open_on(windows: Iterable[Window], day: date) -> Window | None:
    """The window that is open at some moment of a day, in Paris."""
    first, last = datetime.combine(day, time.min, PARIS), end_of_day(day)
    return next((each for each in windows if _is_open_within(each, first, last)), None)


def open_at(windows: Iterable[Window], moment: datetime) -> Window | None:
    return next((each for each in windows if is_open(each, moment)), None)


def _is_open_within(window: Window, first: datetime, last: datetime) -> bool:
    """Whether it is open at some moment between two, both included."""
    has_opened = window.opens_at is None or window.opens_at <= last
    return has_opened and (window.closes_at is None or first < window.closes_at)


def nearest(windows: Sequence[Window], moment: datetime) -> Window | None:
    """The window that is open, else the next one to open, else the last one to have closed."""
    to_come = (each for each in windows if each.opens_at and each.opens_at > moment)
    last = windows[-1] if windows else None
    return open_at(windows, moment) or next(to_come, last)


def window_in_words(window: Window) -> str:
    opens, closes = format_moment(window.opens_at), format_moment(window.closes_at)
    if window.opens_at and window.closes_at:
        return f"du {opens} au {closes}"
    if window.closes_at:
        return f"jusqu’au {closes}"
    return f"à partir du {opens}" if window.opens_at else "en permanence"
