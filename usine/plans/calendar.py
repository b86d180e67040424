"""The steps of a list of actions, and the committees of its plan, as a calendar that other programs
read (RFC 5545).

A step is an event of one whole day. Known to the month, the quarter or the year, its day is the
last one of that period, as it is late after it, and its name says the period. What goes (a step
removed, an action withdrawn or abandoned) stays as cancelled for `TOLD_CANCELLED`: some programs
keep an event until they are told. Restricted actions are left out, as calendars are read elsewhere.

The last event of the ledger about an action dates its steps (`LAST-MODIFIED`) and numbers them
(`SEQUENCE`): it only grows, and the file is the same as long as nothing happens.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.db.models import CharField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from usine.ledger.models import Event, Payload
from usine.pages.links import whole
from usine.values.dates import PartialDate, Precision, end_of_day

from .committees import dates
from .listing import PlanListing
from .models import Action, Milestone
from .states import Status

TOLD_CANCELLED = timedelta(days=90)
# By the first day of the period of a step: older ones are no longer of use in a calendar.
_TOLD_PAST = timedelta(days=730)
_DAY = timedelta(days=1)
_REFRESHED = timedelta(hours=4)


def calendar_of(listing: PlanListing) -> bytes:
    """The steps with a date of the actions of a list, as a file."""
    calendar = icalendar.Calendar()
    name = f"Étapes – {listing.plan.name}"
    for key, value in (
        ("PRODID", "-//Usine à projets//Étapes//FR"),
        ("VERSION", "2.0"),
        ("CALSCALE", "GREGORIAN"),
        ("NAME", name),
        ("X-WR-CALNAME", name),
        ("REFRESH-INTERVAL", icalendar.vDuration(_REFRESHED, params={"VALUE": "DURATION"})),
        ("X-PUBLISHED-TTL", icalendar.vDuration(_REFRESHED)),
    ):
        calendar.add(key, value)
    since = listing.today - _TOLD_PAST
    for event in (*_events(listing), *dates.events(listing.plan, since=since, host=_host())):
        calendar.add_component(event)
    return calendar.to_ical()


def _host() -> str | None:
    return urlsplit(settings.SITE_URL).hostname


def _events(listing: PlanListing) -> Iterator[icalendar.Event]:
    steps = list(_steps(listing))
    events = Event.objects.in_bulk({step.last_event for step in steps} - {None})
    for step in steps:
        if day := _date_of(step):
            yield _event(step, day, events)


def _steps(listing: PlanListing) -> QuerySet:
    """The steps to tell, each with the number of the last event about its action."""
    since = listing.today - TOLD_CANCELLED
    of_list = listing.actions.exclude(status=Status.ABANDONED)
    told = Q(action__in=of_list.order_by().values("pk"))
    told |= Q(action__in=_gone(listing, since).order_by().values("pk"))
    there = Q(removed_at__isnull=True) | Q(removed_at__gt=end_of_day(since))
    recent = Q(due_on__gte=listing.today - _TOLD_PAST) | Q(
        done_on_on__gte=listing.today - _TOLD_PAST
    )
    subject = Concat(Value("action:"), Cast(OuterRef("action"), CharField()))
    last = Payload.objects.filter(subject=subject).order_by("-event").values("event")[:1]
    steps = Milestone.objects.filter(told, there, recent, action__restricted=False)
    return steps.select_related("action__territory").annotate(last_event=Subquery(last))


def _gone(listing: PlanListing, since: date) -> QuerySet[Action]:
    """The actions that were abandoned or left the plan lately. Their former status is not in the
    list any more: what asks for one does not narrow them."""
    lately = Q(withdrawn_on__gte=since) | Q(
        withdrawn_on__isnull=True, status=Status.ABANDONED, status_on__gte=since
    )
    search = replace(listing.form.search, status="", attention="")
    return search.narrow(listing.plan.own(Action.objects.filter(lately)), listing.today)


def _date_of(step: Milestone) -> PartialDate | None:
    """The day that it was done, as far as it is known, else when it is due."""
    return (step.done_on if step.done else None) or step.due


def _event(step: Milestone, day: PartialDate, events: Mapping[int, Event]) -> icalendar.Event:
    action = step.action
    cancelled = _is_cancelled(step)
    last = events.get(step.last_event)  # type: ignore[attr-defined]
    changed = _seconds(last.recorded_at if last else action.changed_at)
    event = icalendar.Event()
    for key, value in (
        ("UID", f"etape-{step.pk}@{_host()}"),
        ("DTSTAMP", changed),
        ("LAST-MODIFIED", changed),
        ("SEQUENCE", last.number if last else 0),
        ("DTSTART", day.last),
        ("DTEND", day.last + _DAY),
        ("SUMMARY", _summary(step, day, cancelled=cancelled)),
        ("DESCRIPTION", _description(step, day)),
        ("CATEGORIES", [action.axis_label]),
        ("URL", whole(action.get_absolute_url())),
        ("STATUS", "CANCELLED" if cancelled else "CONFIRMED"),
        ("TRANSP", "TRANSPARENT"),
    ):
        event.add(key, value)
    return event


def _is_cancelled(step: Milestone) -> bool:
    action = step.action
    is_gone = action.withdrawn_on is not None or action.status == Status.ABANDONED
    return step.removed_at is not None or (is_gone and not step.done)


def _seconds(moment: datetime) -> datetime:
    """A moment in UTC without what iCalendar does not write."""
    return moment.astimezone(UTC).replace(microsecond=0)


def _summary(step: Milestone, day: PartialDate, *, cancelled: bool) -> str:
    """Many programs show a cancelled event as any other: its name says it."""
    before = "Annulée\u00a0: " if cancelled else "Faite\u00a0: " if step.done else ""
    period = "" if day.precision == Precision.DAY else f" ({day})"
    return f"{before}{step.title}{period} – {step.action.title}"


def _description(step: Milestone, day: PartialDate) -> str:
    action = step.action
    lines = [
        action.label,
        f"Territoire\u00a0: {action.territory.name}",
        f"Statut de l’action\u00a0: {action.get_status_display()}",
        *([f"Porteur\u00a0: {action.lead}"] if action.lead else []),
        *([f"Échéance\u00a0: {step.due}"] if step.due else []),
        *([] if day.precision == Precision.DAY else ["Notée ici au dernier jour de la période."]),
    ]
    return "\n".join(lines)
