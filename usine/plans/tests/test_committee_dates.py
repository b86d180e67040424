"""Committees in the calendars that other programs read."""

from datetime import UTC, date, datetime, time

import icalendar
import pytest

from usine.plans import feeds
from usine.plans.committees.operations import change_committee, step_committee
from usine.plans.models import Committee
from usine.plans.queries import Plan

from .factories import make_territory
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


@pytest.fixture
def plan(territory) -> Plan:
    return Plan(territory=territory)


def told(client, plan: Plan, by) -> list:
    feed = feeds.open_feed(plan, query="statut=done", owner=by, by=by)
    response = client.get("/" + feeds.address(feed).split("/", 3)[3])
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def test_a_committee_is_an_event_without_what_is_private(client, plan, manager):
    committee = make_committee(plan, venue="canari", agenda="canari", members=["canari"])
    [event] = told(client, plan, manager)
    assert {name: event.decoded(name) for name in event if name not in ("DTSTAMP", "SEQUENCE")} == {
        "UID": f"comite-{committee.pk}@testserver",
        "LAST-MODIFIED": event.decoded("DTSTAMP"),
        "DTSTART": date(2025, 5, 20),
        "DTEND": date(2025, 5, 21),
        "SUMMARY": "Comité de projet – Pays de Saint-Omer",
        "URL": f"http://testserver/comites/{committee.pk}/",
        "STATUS": "CONFIRMED",
    }


def test_one_that_begins_at_an_hour_takes_two(client, plan, manager):
    make_committee(plan, starts_at=time(14, 30))
    [event] = told(client, plan, manager)
    assert (event.decoded("DTSTART"), event.decoded("DTEND")) == (
        datetime(2025, 5, 20, 12, 30, tzinfo=UTC),
        datetime(2025, 5, 20, 14, 30, tzinfo=UTC),
    )


def test_what_changes_or_is_cancelled_is_told_under_the_same_name(client, plan, manager):
    committee = make_committee(plan)
    [first] = told(client, plan, manager)
    change_committee(committee, values={"on": date(2025, 6, 3)}, version=1, by=None)
    step_committee(committee, "cancel", by=None)
    [last] = told(client, plan, manager)
    assert first["UID"] == last["UID"]
    assert last["SEQUENCE"] > first["SEQUENCE"]
    assert (last["STATUS"], str(last["SUMMARY"])) == (
        "CANCELLED",
        "Annulé\xa0: Comité de projet – Pays de Saint-Omer",
    )
    assert last.decoded("DTSTART") == date(2025, 6, 3)


def test_old_ones_and_those_of_others_are_left_out(client, plan, manager):
    old = make_committee(plan)
    Committee.objects.filter(pk=old.pk).update(on=date(2023, 5, 1))
    make_committee(Plan(territory=make_territory()))
    assert told(client, plan, manager) == []
