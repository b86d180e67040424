"""The jobs of plans: what follows from the writes of rooms below."""

from collections.abc import Collection

from django_tasks import task

from usine.jobs.queue import enqueue

from . import parties


@task()
def follow_body(keys: list[str]) -> None:
    """Link the actions that name a body, once it was written."""
    parties.follow_body(keys)


def soon(keys: Collection[str]) -> None:
    """Have a worker do `follow_body`: it reads every plan, which nobody should wait for."""
    enqueue(follow_body, sorted(keys))
