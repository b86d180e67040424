"""The territory or the region that an address names."""

from django.shortcuts import get_object_or_404

from usine.geography.models import Region
from usine.territories.models import Territory


def territory_at(slug: str) -> Territory:
    territories = Territory.objects.select_related("lead_region")
    return get_object_or_404(territories, slug=slug)


def region_at(slug: str) -> Region:
    return get_object_or_404(Region, slug=slug)
