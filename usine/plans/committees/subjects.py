"""Committees as subjects that others speak of, and who may see them."""

from collections.abc import Collection, Iterator

from django.db.models import Q

from usine.subjects import audiences, operations
from usine.subjects.sources import Listing
from usine.territories.places import region_outside

from ..committee_states import CommitteeState
from ..models import Committee


def put(committee: Committee) -> None:
    operations.put([listing(committee)])


def listing(committee: Committee) -> Listing:
    """What was cancelled may still be spoken of; it is no longer looked for."""
    return Listing(
        committee.subject,
        f"{committee}, {committee.of}",
        committee.get_absolute_url(),
        _audience(committee),
        committee.place,
        is_searched=committee.state != CommitteeState.CANCELLED,
    )


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """Those of some places, or all of them."""
    committees = Committee.objects.select_related("territory", "region").order_by("pk")
    if places is not None:
        regions = filter(None, map(region_outside, places))
        committees = committees.filter(Q(territory__place__in=places) | Q(region__in=regions))
    return map(listing, committees.iterator(2_000))


def _audience(committee: Committee) -> frozenset[str]:
    """As `Committee.visible_to`: the mandates that cover the whole of its plan."""
    if territory := committee.territory:
        own = {audiences.region(territory.lead_region_id), audiences.territory(territory.place)}
    else:
        own = {audiences.region(committee.region.pk)} if committee.region else set()
    return frozenset({audiences.NATION, *own})
