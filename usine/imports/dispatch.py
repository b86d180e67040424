"""Gives to the workers what is large in an import."""

from usine.jobs.queue import enqueue

from . import tasks
from .models import PlanImport
from .states import State


def carry_on(plan_import: PlanImport, *, by) -> PlanImport:
    """Have a worker do what an operation left to do, if anything.

    If the process dies before, the import is found stalled, and a user restarts it.
    """
    match plan_import.state:
        case State.READING:
            enqueue(tasks.read, plan_import.pk)
        case State.APPLYING:
            enqueue(tasks.apply, plan_import.pk, by.pk)
        case State.UNDOING:
            enqueue(tasks.undo, plan_import.pk, by.pk)
    return plan_import
