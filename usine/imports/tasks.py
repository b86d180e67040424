"""Background work of large imports. A job that runs twice does nothing the second time."""

from contextlib import suppress

from django_tasks import task

from usine.people.models import User
from usine.values.errors import Refused

from . import operations, undoing
from .models import PlanImport


@task()
def read(plan_import: int) -> None:
    """Read the file of an import and make its preview."""
    operations.read(PlanImport.objects.get(pk=plan_import))


@task()
def apply(plan_import: int, by: int) -> None:
    """Apply an import; when the plan changed meanwhile, the preview says so."""
    started = PlanImport.objects.get(pk=plan_import)
    operations.advance(started, 30)
    with suppress(Refused):
        operations.apply(started, by=User.objects.get(pk=by))


@task()
def undo(plan_import: int, by: int) -> None:
    """Undo an import; when an imported action changed meanwhile, the import stands and says so."""
    started = PlanImport.objects.get(pk=plan_import)
    operations.advance(started, 30)
    try:
        undoing.undo(started, by=User.objects.get(pk=by))
    except Refused as why:
        undoing.stand(started, str(why))
