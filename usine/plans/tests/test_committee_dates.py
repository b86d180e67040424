"""Committees in the calendars that other programs read."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest

from usine.geography.models import Region
from usine.people.roles import Role
from usine.plans import feeds
from usine.plans.committees.gate import plan_of
from usine.plans.committees.operations import change_committee, step_committee
from usine.plans.committees.paper import paper_of
from usine.plans.models import Committee
from usine.plans.queries import Plan

from .factories import make_territory, make_user
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
ON = date(2025, 5, 20)


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


def begins(client, committee, manager) -> datetime:
    [event] = told(client, plan_of(committee), manager)
    assert event.decoded("DTEND") - event.decoded("DTSTART") == timedelta(hours=2)
    return event.decoded("DTSTART")


def somewhere(code: str) -> Plan:
    region, _ = Region.objects.get_or_create(code=code, name=f"Région {code}", slug=f"r-{code}")
    return Plan(territory=make_territory(region=region))


@pytest.mark.parametrize(
    ("code", "hour", "utc"),
    [
        ("01", "14\xa0h, heure de la Guadeloupe", 18),
        ("02", "14\xa0h, heure de la Martinique", 18),
        ("03", "14\xa0h, heure de la Guyane", 17),
        ("04", "14\xa0h, heure de La Réunion", 10),
        ("06", "14\xa0h, heure de Mayotte", 11),
        ("94", "14\xa0h", 12),
    ],
)
def test_the_hour_is_that_of_the_place(client, code, hour, utc):
    plan = somewhere(code)
    manager = make_user(Role.PROJECT_MANAGER, territory=plan.territory)
    committee = make_committee(plan, starts_at=time(14))
    assert committee.hour == hour
    assert begins(client, committee, manager) == datetime(2025, 5, 20, utc, tzinfo=UTC)
    client.force_login(manager)
    assert (
        f"20\xa0mai 2025, {hour}</dd>" in client.get(committee.get_absolute_url()).content.decode()
    )
    assert paper_of(committee, day=ON).lines[1] == hour
    form = client.get(f"{committee.get_absolute_url()}modifier/").context["form"]
    assert form.fields["starts_at"].help_text == (
        hour.partition(", ")[2].replace("heure", "Heure") + "." if "," in hour else ""
    )


def test_that_of_a_region_is_its_own_and_that_of_the_nation_is_of_paris():
    martinique = somewhere("02").territory.lead_region
    hours = [
        make_committee(plan, starts_at=time(9, 30)).hour
        for plan in (Plan(region=martinique), Plan())
    ]
    assert hours == ["9\xa0h\xa030, heure de la Martinique", "9\xa0h\xa030, heure de Paris"]
    assert make_committee(Plan(), name="Sans heure").hour == ""


# The nights when Paris puts its clocks back, of the year and of the next.
@pytest.mark.parametrize("night", [date(2025, 10, 26), date(2026, 10, 25)])
@pytest.mark.parametrize(
    ("code", "days", "starts_at", "utc"),
    [
        ("94", -1, time(23, 30), time(21, 30)),
        # Twice that night: the first one.
        ("94", 0, time(2, 30), time(0, 30)),
        ("94", 0, time(3), time(2)),
        ("94", 0, time(14), time(13)),
        ("01", 0, time(2, 30), time(6, 30)),
        ("01", 0, time(14), time(18)),
        ("04", 0, time(14), time(10)),
    ],
)
def test_winter_begins_in_paris_alone(client, night, code, days, starts_at, utc):
    plan, on = somewhere(code), night + timedelta(days)
    manager = make_user(Role.PROJECT_MANAGER, territory=plan.territory)
    committee = make_committee(plan, on=on, starts_at=starts_at)
    assert begins(client, committee, manager) == datetime.combine(on, utc, UTC)


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
