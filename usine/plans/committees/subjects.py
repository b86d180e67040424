"""Committees as subjects that others speak of, and who may see them."""

from collections.abc import Callable, Collection, Iterator
from functools import cache

from django.db.models import Q

from usine.geography.models import Region
from usine.subjects import audiences, operations
from usine.subjects.models import Audience
from usine.subjects.sources import Listing
from usine.territories.models import Territory
from usine.territories.places import region_outside

from ..committee_states import CommitteeState
from ..models import Committee


def put(committee: Committee) -> None:
    operations.put([listing(committee)])


def listing(
    committee: Committee, parts: Callable[[Region | None], Collection[str]] | None = None
) -> Listing:
    """What was cancelled may still be spoken of; it is no longer looked for."""
    parts = parts or parts_of
    return Listing(
        committee.subject,
        f"{committee}, {committee.of}",
        committee.get_absolute_url(),
        covering(committee.territory, committee.region)
        | frozenset(() if committee.territory else parts(committee.region)),
        committee.place,
        is_searched=committee.state != CommitteeState.CANCELLED,
    )


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """Those of some places, or all of them."""
    committees = Committee.objects.select_related("territory", "region").order_by("pk")
    if places is not None:
        regions = filter(None, map(region_outside, places))
        around = Territory.objects.filter(place__in=places).values("lead_region")
        committees = committees.filter(
            Q(territory__place__in=places)
            | Q(region__in=regions)
            | Q(region__in=around)
            | Q(pk__in=_opened_to(places))
        )
    # A query a region, whatever its committees.
    parts = cache(parts_of)
    return (listing(each, parts) for each in committees.iterator(2_000))


def _opened_to(places: Collection[str]) -> list[int]:
    """The committees that these territories come to, those of a region that they left too."""
    tokens = [audiences.territory(place) for place in places]
    opened = Audience.objects.filter(token__in=tokens, subject__kind="committee")
    return [int(key.partition(":")[2]) for key in opened.values_list("subject", flat=True)]


def covering(territory: Territory | None, region: Region | None) -> frozenset[str]:
    """The mandates that cover the whole of a place."""
    if territory:
        own = {audiences.region(territory.lead_region_id), audiences.territory(territory.place)}
    else:
        own = {audiences.region(region.pk)} if region else set()
    return frozenset({audiences.NATION, *own})


def parts_of(region: Region | None) -> list[str]:
    """Those of the territories of a region, or of the regions of the nation, who come to its
    committees: as `Committee.visible_to`."""
    if region is None:
        return [audiences.region(code) for code in Region.objects.values_list("pk", flat=True)]
    places = Territory.objects.filter(lead_region=region).values_list("place", flat=True)
    return [audiences.territory(place) for place in places]
