"""Who comes to the committees of a plan; pages ask here, and operations ask again."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

from usine.geography.models import Region
from usine.values.rights import Right

from ..gate import hold_plan
from ..models import Committee
from ..queries import Plan
from ..rights import EDIT


def plan_of(committee: Committee) -> Plan:
    return Plan(territory=committee.territory, region=committee.region)


def committee_to_read(user, pk: int) -> Committee:
    """The committee, not found when the user may not see it."""
    committees = Committee.objects.visible_to(user)
    related = ("territory__lead_region", "region", "minutes")
    return get_object_or_404(committees.select_related(*related), pk=pk)


def committee_to_follow(user, pk: int) -> Committee:
    """The committee, forbidden to who does not read the whole plan that its file tells."""
    committee = committee_to_read(user, pk)
    plan = plan_of(committee)
    if not plan.readable_by(user):
        raise PermissionDenied(
            f"Le dossier de ce comité dit tout le plan\u00a0: {plan.name}. Il est réservé à qui le "
            "suit en entier\u00a0; demandez-le à qui tient ce comité."
        )
    return committee


def committee_to_edit(user, pk: int) -> Committee:
    """The committee, not found when the user may not see it, forbidden when they only read it."""
    committee = committee_to_read(user, pk)
    check_may_meet(plan_of(committee), by=user)
    return committee


def check_may_meet(plan: Plan, *, by, right: Right = EDIT) -> None:
    """Raise PermissionDenied unless `by` has the right, by default to edit, on the whole of what
    the committees of a plan follow; None is the system itself."""
    if by is not None and not plan.allows(right, by):
        raise PermissionDenied("Votre mandat ne permet pas de modifier les comités de ce plan.")


def hold_place(plan: Plan, *, by) -> None:
    """Hold the territory or the region of a plan: those who add committees come one by one."""
    if plan.territory:
        hold_plan(plan.territory, by=by)
    elif plan.region:
        Region.objects.select_for_update(no_key=True).get(pk=plan.region.pk)
    check_may_meet(plan, by=by)


def hold_committee(committee: Committee, *, by, right: Right = EDIT) -> Committee:
    """The committee as it stands, held until the end of the transaction."""
    rows = Committee.objects.select_for_update(of=("self",), no_key=True)
    committee = rows.select_related("territory", "region", "minutes").get(pk=committee.pk)
    check_may_meet(plan_of(committee), by=by, right=right)
    return committee
