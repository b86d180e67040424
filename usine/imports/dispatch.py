"""What is large in an import is given to the workers."""

from usine.jobs.queue import enqueue

from . import tasks
from .models import PlanImport
from .states import State


def carry_on(plan_import: PlanImport, *, by) -> PlanImport:
    """Have a worker do what an operation left to do; nothing when it is done.

    Were the process to die before, the import would be taken for stalled, and restarted by hand.
    """
    match plan_import.state:
        case State.READING:
            enqueue(tasks.read, plan_import.pk)
        case State.APPLYING:
            enqueue(tasks.apply, plan_import.pk, by.pk)
        case State.UNDOING:
            enqueue(tasks.undo, plan_import.pk, by.pk)
    return plan_import
