"""Background work of large imports. A job may run twice: the second time finds nothing to do."""

from contextlib import suppress

from django_tasks import task

from usine.people.models import User
from usine.values.errors import Refused

from . import operations
from .models import PlanImport


@task()
def read(plan_import: int) -> None:
    """Read the file of an import and make its preview."""
    operations.read(PlanImport.objects.get(pk=plan_import))


@task()
def apply(plan_import: int, by: int) -> None:
    """Apply an import; when the plan moved meanwhile, its preview says so."""
    found = PlanImport.objects.get(pk=plan_import)
    operations.advance(found, 30)
    with suppress(Refused):
        operations.apply(found, by=User.objects.get(pk=by))


@task()
def undo(plan_import: int, by: int) -> None:
    """Undo an import; when something that it wrote changed meanwhile, it stands and says so."""
    found = PlanImport.objects.get(pk=plan_import)
    operations.advance(found, 30)
    try:
        operations.undo(found, by=User.objects.get(pk=by))
    except Refused as why:
        operations.stand(found, str(why))
