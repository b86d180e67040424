"""Territories as subjects, open to everyone."""

from collections.abc import Collection, Iterator

from django.urls import reverse

from usine.subjects import audiences
from usine.subjects.sources import Listing

from .measures import subject_of
from .models import Territory


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """The territories of some places, or all; searches only read those of the current period."""
    territories = Territory.objects.all()
    if places is not None:
        territories = territories.filter(place__in=places)
    current = set(Territory.objects.current().values_list("pk", flat=True))
    for territory in territories:
        yield Listing(
            subject_of(territory),
            territory.name,
            reverse("portal:territory", args=[territory.slug]),
            frozenset({audiences.PUBLIC}),
            territory.place,
            is_searched=territory.pk in current,
        )
