"""What mandates count for, and who holds them."""

from collections.abc import Iterator
from datetime import date, timedelta

from usine.ledger.timelines import Line, Timeline

from .models import Mandate
from .roles import Scope

MEASURE = "mandates"


def subject_of(mandate: Mandate) -> str:
    return f"mandate:{mandate.pk}"


def timeline(mandate: Mandate) -> Timeline:
    """A mandate counts for one, under its role and place, from its first to its last day."""
    line = Line(MEASURE, territory=place_of(mandate), status=mandate.role)
    days: dict[date, list[Line]] = {mandate.starts_on: [line]}
    if mandate.ends_on:
        days[mandate.ends_on + timedelta(days=1)] = []
    return days


def place_of(mandate: Mandate) -> str:
    """The territory's code, "R" and the region's code, or nothing for the nation."""
    match mandate.scope:
        case Scope.TERRITORY:
            return mandate.territory.ledger_code
        case Scope.REGION:
            return f"R{mandate.region_id}"
    return ""


def timelines() -> Iterator[tuple[str, Timeline]]:
    for mandate in Mandate.objects.select_related("territory").iterator(2_000):
        yield subject_of(mandate), timeline(mandate)
