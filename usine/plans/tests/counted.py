"""What the ledger counts, as tests of plans and imports ask it on the day of the tests."""

from datetime import date

from usine.ledger.models import Event
from usine.ledger.queries import balance

# That of the fixture `today`.
TODAY = date(2025, 5, 27)


def last_event() -> Event:
    return Event.objects.latest("number")


def by_status(day: date = TODAY, **options) -> dict[str, int]:
    """How many actions there are of each status."""
    return {key: n for (key,), n in balance("actions", as_of=day, by=["state"], **options).items()}
