"""The committees of a plan in a calendar, beside its steps: when, and what page tells the rest.

Where they meet, who comes and what about stay here, as calendars are read elsewhere.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import icalendar
from django.db.models import CharField, OuterRef, Subquery, Value
from django.db.models.functions import Cast, Concat

from usine.ledger.models import Event, Payload
from usine.pages.links import whole

from ..committee_states import CommitteeState
from ..models import Committee
from ..queries import Plan
from .queries import committees_of

_DAY, _MEETING = timedelta(days=1), timedelta(hours=2)


def events(plan: Plan, *, since: date, host: str | None) -> Iterator[icalendar.Event]:
    """Those since a day, the cancelled ones too, which some programs keep until they are told."""
    subject = Concat(Value("committee:"), Cast(OuterRef("pk"), CharField()))
    last = Payload.objects.filter(subject=subject).order_by("-event").values("event")[:1]
    committees = committees_of(plan).filter(on__gte=since).annotate(last_event=Subquery(last))
    recorded = Event.objects.in_bulk([each.last_event for each in committees])
    for committee in committees:
        yield _event(committee, recorded[committee.last_event], host)


def _event(committee: Committee, last: Event, host: str | None) -> icalendar.Event:
    cancelled = committee.state == CommitteeState.CANCELLED
    changed = last.recorded_at.astimezone(UTC).replace(microsecond=0)
    before = "Annulé\u00a0: " if cancelled else ""
    begin, end = _hours(committee)
    event = icalendar.Event()
    for key, value in (
        ("UID", f"comite-{committee.pk}@{host}"),
        ("DTSTAMP", changed),
        ("LAST-MODIFIED", changed),
        ("SEQUENCE", last.number),
        ("DTSTART", begin),
        ("DTEND", end),
        ("SUMMARY", f"{before}{committee.name} – {committee.of}"),
        ("URL", whole(committee.get_absolute_url())),
        ("STATUS", "CANCELLED" if cancelled else "CONFIRMED"),
    ):
        event.add(key, value)
    return event


def _hours(committee: Committee) -> tuple[date, date]:
    """The whole day, or two hours of it when it begins at an hour, by the clocks of its place."""
    if committee.starts_at is None:
        return committee.on, committee.on + _DAY
    begin = datetime.combine(
        committee.on, committee.starts_at, committee.local_time.zone
    ).astimezone(UTC)
    return begin, begin + _MEETING
