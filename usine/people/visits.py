"""Since when a person has not come: what pages of follow-up tell is new since then."""

from datetime import date, timedelta

from usine.values import clock
from usine.values.dates import paris_day

from .models import User, Visit

# Away for longer, a person comes back for another visit.
AWAY = timedelta(hours=8)
# A visit under way is not written at each page.
WRITTEN_EACH = timedelta(minutes=10)


def forget(person: User) -> None:
    """Erase when a person came."""
    Visit.objects.filter(person=person).delete()


def come(person: User) -> date | None:
    """Note that a person is here; returns the day of their visit before this one, None at first."""
    now = clock.now()
    visit, _ = Visit.objects.get_or_create(person=person, defaults={"latest_at": now})
    gone = now - visit.latest_at
    if gone > AWAY:
        visit.previous_at = visit.latest_at
    if gone > WRITTEN_EACH:
        visit.latest_at = now
        visit.save()
    return paris_day(visit.previous_at) if visit.previous_at else None
