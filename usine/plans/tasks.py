"""The jobs of plans: what follows from the writes of rooms below."""

from collections.abc import Collection
from datetime import datetime

from django_tasks import task

from usine.jobs.queue import enqueue
from usine.jobs.schedules import every
from usine.values.formats import format_counted

from . import lapsing, parties


@task()
def follow_body(keys: list[str]) -> None:
    """Link the actions that name a body, once it was written."""
    parties.follow_body(keys)


def soon(keys: Collection[str]) -> None:
    """Have a worker do `follow_body`: it reads every plan, which nobody should wait for."""
    enqueue(follow_body, sorted(keys))


@every(hour=0, minute=20)
def lapse(due_at: datetime) -> str:
    """Say since when actions are no longer up to date, before anybody is at work."""
    return format_counted(lapsing.lapse(by=None), "action à reconfirmer", "actions à reconfirmer")
