"""The vacant posts of project manager, and since when."""

from collections.abc import Collection
from datetime import date, timedelta

from .models import Mandate
from .roles import Kind, Role


def vacant_since(places: Collection[str], day: date) -> dict[str, date | None]:
    """The first day without a project manager, by the place of each territory that has none on a
    day; None when it never had one. One query."""
    begun = Mandate.objects.filter(
        role=Role.PROJECT_MANAGER,
        kind=Kind.TERRITORY,
        code__in=places,
        within="",
        cancelled_at=None,
        starts_on__lte=day,
    )
    last_days: dict[str, date] = {}
    for place, ends_on in begun.order_by().values_list("code", "ends_on"):
        last_days[place] = max(last_days.get(place, date.min), ends_on or date.max)
    ended = {place: last for place, last in last_days.items() if last < day}
    vacant = [place for place in places if place in ended or place not in last_days]
    return {place: ended[place] + timedelta(days=1) if place in ended else None for place in vacant}
