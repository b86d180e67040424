"""Work at fixed hours, which rooms declare, one worker does, and a stop only delays.

```python
@every(hour=3)                                      # each day at 3 in Paris
@every(interval=timedelta(minutes=10), missed=Missed.EACH)
def verify_ledger(due_at: datetime) -> str: …       # the result is stored as `Schedule.outcome`
```

Rooms declare schedules in their module `tasks`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.module_loading import autodiscover_modules
from django_tasks import task

from usine.values import clock
from usine.values.dates import PARIS

from .models import Schedule
from .queue import enqueue

A_DAY = timedelta(days=1)

# The due time (aware) → the outcome in a few words, or None.
Work = Callable[[datetime], str | None]


class Missed(StrEnum):
    """Which due times are made up for, of those that passed while no worker ran."""

    ONCE = "once"  # the last of them
    EACH = "each"  # all of them, from the first to the last


@dataclass(frozen=True)
class Every:
    """A declared schedule: each day at an hour of Paris, or at an interval."""

    code: str
    work: Work
    at: time | None
    interval: timedelta
    missed: Missed
    slow: bool = False

    def after(self, moment: datetime) -> datetime:
        """The first due time after `moment`, which is itself a due time of an interval."""
        if self.at is None:
            return moment + self.interval
        day = moment.astimezone(PARIS).date()
        due = datetime.combine(day, self.at, PARIS)
        return due if due > moment else datetime.combine(day + A_DAY, self.at, PARIS)

    def times(self, first: datetime, until: datetime) -> Iterator[datetime]:
        """The due times from `first` to `until`."""
        due = first
        while due <= until:
            yield due
            due = self.after(due)


_declared: dict[str, Every] = {}


def every(
    *,
    hour: int | None = None,
    minute: int = 0,
    interval: timedelta = A_DAY,
    missed: Missed = Missed.ONCE,
    slow: bool = False,
) -> Callable[[Work], Work]:
    """Declare that workers call a function each day at this hour of Paris, or at an interval.

    The demonstration does what is `slow` once, at its end.
    """

    def declare(work: Work) -> Work:
        code = f"{work.__module__.split('.')[1]}.{work.__name__}"
        at = None if hour is None else time(hour, minute)
        _declared[code] = Every(code, work, at, interval, missed, slow)
        return work

    return declare


def declared() -> dict[str, Every]:
    """{code: schedule} of all rooms; a code is "room.function"."""
    autodiscover_modules("tasks")
    return _declared


def enqueue_due() -> None:
    """Enqueue the jobs that are due, each due time once, even when several workers do so."""
    for each in _not_waiting():
        _enqueue_due(each)


def do_due(*, slow: bool = True) -> None:
    """Do what is due here and now: the demonstration has no worker. `slow`: also what is slow."""
    for each in _not_waiting():
        if slow or not each.slow:
            for due in _take_due_times(each):
                run.call(each.code, due.isoformat())


def _not_waiting() -> list[Every]:
    """The schedules of which a due time has passed, or which are new."""
    waiting = set(Schedule.objects.filter(due_at__gt=clock.now()).values_list("code", flat=True))
    return [each for code, each in declared().items() if code not in waiting]


@transaction.atomic
def _enqueue_due(each: Every) -> None:
    for due in _take_due_times(each):
        enqueue(run, each.code, due.isoformat(), key=f"{each.code}@{due.timestamp():.0f}")


@transaction.atomic
def _take_due_times(each: Every) -> list[datetime]:
    """The due times that are to be done now; the next one is stored, so nobody else takes them."""
    now = clock.now()
    row, _ = Schedule.objects.select_for_update().get_or_create(
        code=each.code, defaults={"due_at": each.after(now)}
    )
    missed = list(each.times(row.due_at, now))
    if missed:
        row.due_at = each.after(missed[-1])
        row.save(update_fields=["due_at"])
    return missed if each.missed == Missed.EACH else missed[-1:]


@task()
def run(code: str, due_at: str) -> None:
    outcome = declared()[code].work(datetime.fromisoformat(due_at))
    Schedule.objects.filter(code=code).update(ran_at=clock.now(), outcome=outcome or "")
