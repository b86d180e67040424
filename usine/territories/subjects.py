"""Territories as subjects, open to everyone."""

from collections.abc import Collection, Iterator

from django.urls import reverse

from usine.subjects import audiences
from usine.subjects.sources import Listing

from .measures import subject_of
from .models import Territory


def listings(places: Collection[str] | None) -> Iterator[Listing]:
    """The territories of some places, or all.

    Which period is current follows from the day: `queries.territories_named` asks it each time.
    """
    territories = Territory.objects.all()
    if places is not None:
        territories = territories.filter(place__in=places)
    for territory in territories:
        yield Listing(
            subject_of(territory),
            territory.name,
            reverse("portal:territory", args=[territory.slug]),
            frozenset({audiences.PUBLIC}),
            territory.place,
        )
