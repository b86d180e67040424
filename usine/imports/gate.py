"""Who comes to an import: pages and operations get imports from here only."""

from django.shortcuts import get_object_or_404

from usine.plans.gate import check_right
from usine.plans.rights import EDIT
from usine.values.errors import Refused

from .models import PlanImport
from .states import REFUSALS, TRANSITIONS, State


def import_to_read(user, slug: str, pk: int) -> PlanImport:
    """The import of a plan, not found when the user may not see it."""
    imports = PlanImport.objects.visible_to(user).select_related(
        "territory__lead_region", "by", "applied_by", "undone_by"
    )
    return get_object_or_404(imports, pk=pk, territory__slug=slug)


def import_to_edit(user, slug: str, pk: int) -> PlanImport:
    """The import, not found when the user may not see it, forbidden when they may only see it."""
    plan_import = import_to_read(user, slug, pk)
    check_right(plan_import.territory, by=user)
    return plan_import


def hold(plan_import: PlanImport, verb: str = "", *, by) -> PlanImport:
    """The import as it stands, held until the end of the transaction.

    Raises PermissionDenied when `by` may not take this step of the table, Refused when its state
    does not allow it.
    """
    locked = PlanImport.objects.select_for_update(of=("self",))
    plan_import = locked.select_related("territory", "event").get(pk=plan_import.pk)
    who = TRANSITIONS[verb].who if verb else EDIT
    check_right(plan_import.territory, by=by, right=who)
    if verb and plan_import.state not in TRANSITIONS[verb].sources:
        raise Refused(REFUSALS[State(plan_import.state)])
    return plan_import
