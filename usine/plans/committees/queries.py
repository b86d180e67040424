"""Reads of committees that pages share."""

from datetime import date
from typing import Any

from django.db.models import Min, Q

from usine.people.models import Mandate
from usine.people.roles import Kind, Role
from usine.values import clock

from ..committee_states import CommitteeState
from ..models import Committee
from ..models.committees import CommitteeQuerySet
from ..queries import Plan
from .gate import plan_of
from .values import MEMBERS

# Who comes to a committee of a territory, unless its authors say otherwise, in their order.
_INVITED = (
    Role.PROJECT_MANAGER,
    Role.ELECTED_OFFICIAL,
    Role.INDUSTRIALIST,
    Role.REGIONAL_COORDINATOR,
    Role.NATIONAL_TEAM,
)


def committees_of(plan: Plan) -> CommitteeQuerySet:
    """The committees of a plan, the latest first: a region sees those of its territories too, the
    nation those of the regions."""
    if plan.territory:
        own = Q(territory=plan.territory)
    elif plan.region:
        own = Q(region=plan.region) | Q(territory__in=plan.territories().order_by())
    else:
        own = Q(territory__isnull=True)
    return Committee.objects.filter(own).select_related("territory", "region", "minutes")


def committees_told(plan: Plan) -> CommitteeQuerySet:
    """Those, and the ones that follow the plan with others, to which its people come."""
    above = Q(pk__in=[])
    if plan.territory:
        above = Q(region=plan.territory.lead_region_id)
    elif plan.region:
        above = Q(territory__isnull=True, region__isnull=True)
    told = Q(pk__in=committees_of(plan).order_by().values("pk")) | above
    return Committee.objects.filter(told).select_related("territory", "region", "minutes")


def first_day(plan: Plan) -> date:
    """The day from which there is something to meet about: that of the first label of a plan."""
    if plan.territory:
        return plan.territory.labelled_on
    labels = plan.territories().order_by().aggregate(first=Min("labelled_on"))
    return labels["first"] or date.min


def before(committee: Committee, day: date) -> Committee | None:
    """The last committee of the same plan that stood before it, and before the day."""
    plan = plan_of(committee)
    own = Committee.objects.filter(territory=plan.territory, region=plan.region)
    standing = own.exclude(state=CommitteeState.CANCELLED)
    return standing.filter(on__lt=min(committee.on, day)).first()


def usual_values(plan: Plan) -> dict[str, Any]:
    """What one begins with: the name and the members of the last committee of the plan, else the
    people of its mandates."""
    own = Committee.objects.filter(territory=plan.territory, region=plan.region)
    if last := own.exclude(state=CommitteeState.CANCELLED).first():
        names = list(last.members.values_list("name", flat=True))
        return {"name": last.name, MEMBERS: names}
    new = Committee(territory=plan.territory, region=plan.region)
    return {"name": new.kind_label, MEMBERS: _invited(plan)}


def _invited(plan: Plan) -> list[str]:
    """The people of the mandates on a plan, or over it, by their roles."""
    places = Q(kind=Kind.NATION)
    if plan.territory:
        region = plan.territory.lead_region_id
        places = Q(kind=Kind.TERRITORY, code=plan.territory.place)
        places |= Q(kind=Kind.REGION, code=region)
    elif plan.region:
        places = Q(kind=Kind.REGION, code=plan.region.pk)
    mandates = Mandate.objects.held_on(clock.today()).filter(places, within="", role__in=_INVITED)
    people = [
        (_INVITED.index(Role(each.role)), str(each.user))
        for each in mandates.select_related("user")
    ]
    return list(dict.fromkeys(name for _, name in sorted(people)))
