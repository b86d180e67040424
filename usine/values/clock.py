"""The one clock of everything that is recorded.

Only the demonstration and the tests may set it, so that each fact is recorded at its own date.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime

from usine.values.dates import paris_day

_set: ContextVar[datetime | None] = ContextVar("ledger_clock", default=None)


def now() -> datetime:
    """The present moment, aware, in UTC."""
    return _set.get() or datetime.now(UTC)


def today() -> date:
    """The present day in Paris."""
    return paris_day(now())


@contextmanager
def set_to(moment: datetime) -> Iterator[None]:
    """Within the block, `now()` is `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("The clock is set to an aware datetime.")
    token = _set.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set.reset(token)
