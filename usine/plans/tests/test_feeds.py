"""The links of calendar programs to a list: what they read, how long, and who else does not."""

import logging
from datetime import UTC, date, timedelta
from typing import Any

import icalendar
import pytest
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse

from usine.ledger.queries import head_number, history
from usine.people import operations as people
from usine.people.roles import Role
from usine.people.wrong_links import WRONG_LINKS
from usine.plans import feeds, operations
from usine.plans.models import Action, CalendarFeed
from usine.plans.putting_back import put_back
from usine.plans.queries import Plan
from usine.plans.states import Status
from usine.plans.steps import add_step, change_step, remove_step
from usine.values import clock
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .conftest import TODAY, made_today
from .factories import make_action, make_territory, make_user
from .pages import last_message

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
NEXT_MONTH = PartialDate(date(2025, 6, 20))


@pytest.fixture(autouse=True)
def _no_wrong_links():
    cache.clear()


@made_today
def action(territory) -> Action:
    values = {"title": "Dépolluer la friche", "reference": "F1", "axis": "foncier", "lead": "EPF"}
    return operations.create(
        territory=territory, values=values, status=Status.TO_START, effective_on=None, by=None
    )


def path_of(address: str) -> str:
    return "/" + address.split("/", 3)[3]


def opened(plan: Plan, by, query: str = "") -> str:
    """The path of a link."""
    return path_of(feeds.address(feeds.open_feed(plan, query=query, owner=by, by=by)))


def step_of(action: Action, title: str = "Étude de sol", due=NEXT_MONTH, **values):
    return add_step(action, values={"title": title, "due": due, **values}, by=None)


def told(client, path: str) -> list[Any]:
    response = client.get(path)
    assert response.status_code == 200
    return list(icalendar.Calendar.from_ical(response.content).walk("VEVENT"))


def names(client, path: str) -> list[str]:
    return [str(event["SUMMARY"]) for event in told(client, path)]


def test_a_step_is_an_event_of_one_day_with_what_everyone_may_read(client, action, manager):
    values = {"referent": "canari", "planned_budget": 71_000_00, "comment": "canari", "tags": ["z"]}
    operations.change(action, values=values, version=1, by=None)
    step = step_of(action)
    [event] = told(client, opened(Plan(territory=action.territory), manager))
    recorded = history(action.subject).latest("event").event
    moment = recorded.recorded_at.astimezone(UTC).replace(microsecond=0)
    assert event["CATEGORIES"].cats == ["Foncier industriel"]
    assert {name: event.decoded(name) for name in event if name != "CATEGORIES"} == {
        "UID": f"etape-{step.pk}@testserver",
        "DTSTAMP": moment,
        "LAST-MODIFIED": moment,
        "SEQUENCE": recorded.number,
        "DTSTART": date(2025, 6, 20),
        "DTEND": date(2025, 6, 21),
        "SUMMARY": "Étude de sol – Dépolluer la friche",
        "DESCRIPTION": (
            "F1 – Dépolluer la friche\nTerritoire\u00a0: Pays de Saint-Omer\n"
            "Statut de l’action\u00a0: À initier\nPorteur\u00a0: EPF\nÉchéance\u00a0: 20/06/2025"
        ),
        "URL": f"http://testserver/actions/{action.pk}/",
        "STATUS": "CONFIRMED",
        "TRANSP": "TRANSPARENT",
    }


@pytest.mark.parametrize(
    ("precision", "day", "said"),
    [
        (Precision.MONTH, date(2025, 6, 30), "juin 2025"),
        (Precision.QUARTER, date(2025, 6, 30), "T2 2025"),
        (Precision.HALF, date(2025, 6, 30), "1er semestre 2025"),
        (Precision.YEAR, date(2025, 12, 31), "2025"),
    ],
)
def test_a_period_is_said_and_dated_at_its_end(client, action, manager, precision, day, said):
    step_of(action, due=PartialDate(date(2025, 6, 1), precision))
    [event] = told(client, opened(Plan(territory=action.territory), manager))
    assert event.decoded("DTSTART") == day
    assert event["SUMMARY"] == f"Étude de sol ({said}) – Dépolluer la friche"
    assert event["DESCRIPTION"].endswith("Notée ici au dernier jour de la période.")


def test_a_step_is_told_the_day_that_it_was_done(client, action, manager):
    done = PartialDate(date(2025, 5, 20))
    step_of(action, done=True, done_on=done)
    step_of(action, "Plan de gestion", done=True)
    step_of(action, "Sans date", due=None)
    step_of(action, "Trop ancienne", due=PartialDate(date(2023, 5, 20)))
    events = told(client, opened(Plan(territory=action.territory), manager))
    assert [(str(each["SUMMARY"]), each.decoded("DTSTART")) for each in events] == [
        ("Faite\u00a0: Étude de sol – Dépolluer la friche", done.first),
        ("Faite\u00a0: Plan de gestion – Dépolluer la friche", NEXT_MONTH.first),
    ]


def withdraw(action: Action) -> None:
    operations.withdraw(action, reason="Doublon", by=None)


def abandon(action: Action) -> None:
    operations.step(action, "abandon", by=None)


def take_step_away(action: Action) -> None:
    remove_step(action.milestones.get(title="Étude de sol"), version=1, by=None)


@pytest.mark.parametrize("go", [withdraw, abandon, take_step_away])
def test_what_goes_is_cancelled_for_three_months(client, action, manager, go):
    step_of(action)
    path = opened(Plan(territory=action.territory), manager, "statut=to_start")
    [before] = told(client, path)
    go(action)
    [after] = told(client, path)
    assert after["UID"] == before["UID"]
    assert after["SEQUENCE"] > before["SEQUENCE"]
    assert after["STATUS"] == "CANCELLED"
    assert after["SUMMARY"] == "Annulée\u00a0: Étude de sol – Dépolluer la friche"
    with clock.set_to(TODAY + timedelta(days=89)):
        assert len(told(client, path)) == 1
    with clock.set_to(TODAY + timedelta(days=91)):
        assert told(client, path) == []


def test_what_was_done_before_an_action_is_abandoned_stays_done(client, action, manager):
    step_of(action, done=True)
    path = opened(Plan(territory=action.territory), manager)
    abandon(action)
    [event] = told(client, path)
    assert event["STATUS"] == "CONFIRMED"


def test_a_step_put_back_is_no_longer_cancelled(client, action, manager):
    step = step_of(action)
    path = opened(Plan(territory=action.territory), manager)
    take_step_away(action)
    [removed] = told(client, path)
    put_back(step, by=None)
    [back] = told(client, path)
    assert (removed["STATUS"], back["STATUS"]) == ("CANCELLED", "CONFIRMED")
    assert back["SEQUENCE"] > removed["SEQUENCE"]


def test_a_calendar_has_the_filters_of_its_list_and_no_restricted_action(client, manager):
    territory = Plan(territory=make_territory("Ailleurs")).territory
    for title, axis in (("Ici", "foncier"), ("Là", "innovation")):
        step_of(make_action(territory, title=title, axis=axis))
    step_of(make_action(territory, title="Secrète", axis="foncier", restricted=True))
    step_of(make_action(make_territory("Plus loin"), title="Plus loin", axis="foncier"))
    reader = make_user(Role.ELECTED_OFFICIAL, territory=territory)
    plan = Plan(territory=territory)
    assert names(client, opened(plan, reader, "axe=foncier&vue=frise&tri=budget")) == [
        "Étude de sol – Ici"
    ]
    assert names(client, opened(plan, reader)) == ["Étude de sol – Ici", "Étude de sol – Là"]
    national = make_user(Role.NATIONAL_TEAM)
    assert names(client, opened(Plan(), national, f"territoire={territory.slug}&axe=foncier")) == [
        "Étude de sol – Ici"
    ]
    region = Plan(region=territory.lead_region)
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    assert names(client, opened(region, coordinator, "axe=innovation")) == ["Étude de sol – Là"]


@pytest.mark.parametrize("count", [1, 3])
def test_a_calendar_takes_the_same_queries_whatever_its_steps(
    client, action, manager, count, django_assert_num_queries
):
    for rank in range(count):
        step_of(make_action(action.territory, title=f"Action {rank}", axis="foncier"))
    path = opened(Plan(territory=action.territory), manager)
    # The link, its owner, their mandates, the axes of the form, the steps and their events.
    with django_assert_num_queries(7):
        assert len(told(client, path)) == count


def test_a_program_reads_again_only_what_changed(client, action, manager):
    step = step_of(action)
    path = opened(Plan(territory=action.territory), manager)
    first = client.get(path)
    assert first["Content-Type"] == "text/calendar; charset=utf-8"
    assert first["Cache-Control"] == "private, no-cache"
    with clock.set_to(TODAY + timedelta(hours=5)):
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        change_step(step, values={"title": "Étude d’eau"}, version=1, by=None)
        changed = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert changed.status_code == 200
    assert client.head(path).status_code == 200


def test_a_person_has_one_link_to_each_list(action, manager):
    plan = Plan(territory=action.territory)
    before = head_number()
    first = feeds.open_feed(plan, query="axe=foncier&page=2", owner=manager, by=manager)
    again = feeds.open_feed(plan, query="axe=foncier&colonnes=budget", owner=manager, by=manager)
    assert (again, first.query) == (first, "axe=foncier")
    [payload] = history(f"user:{manager.pk}").filter(event__number__gt=before)
    assert payload.decoded == {"feed": first.pk, "plan": "Pays de Saint-Omer"}
    another = make_user(Role.PROJECT_MANAGER, territory=action.territory)
    assert feeds.open_feed(plan, query="axe=foncier", owner=another, by=another) != first
    with pytest.raises(IntegrityError), transaction.atomic():
        CalendarFeed.objects.create(owner=manager, territory=action.territory, query="axe=foncier")


def test_a_link_closes_for_ever_when_it_is_revoked(client, signed_in, action, manager):
    plan = Plan(territory=action.territory)
    path = opened(plan, manager)
    feed = CalendarFeed.objects.get()
    response = signed_in.post(reverse("plans:revoke_feed", args=[feed.pk]))
    assert response.url == plan.address("feeds")
    assert opened(plan, manager) != path
    assert client.get(path).status_code == 404
    with pytest.raises(Refused, match="déjà révoqué"):
        feeds.revoke_feed(feed, by=manager)
    another = make_user(Role.PROJECT_MANAGER, territory=action.territory)
    with pytest.raises(PermissionDenied):
        feeds.revoke_feed(feed, by=another)


def test_a_link_opens_only_while_its_owner_may_read_the_plan(client, action):
    today = clock.today()
    owner = make_user(Role.PROJECT_MANAGER, territory=action.territory, ends_on=today)
    path = opened(Plan(territory=action.territory), owner)
    assert client.get(path).status_code == 200
    with clock.set_to(TODAY + timedelta(days=1)):
        assert client.get(path).status_code == 404


def test_a_link_closes_with_the_account(client, action, manager):
    path = opened(Plan(territory=action.territory), manager)
    people.deactivate(manager, by=None)
    assert client.get(path).status_code == 404


def test_who_is_forgotten_leaves_no_link(action, manager):
    opened(Plan(territory=action.territory), manager, "porteur=Dupont")
    manager.mandates.update(ends_on=clock.today() - timedelta(days=1))
    people.forget(manager, reason="Demande", by=None)
    assert CalendarFeed.objects.count() == 0


def test_who_does_not_read_the_plan_opens_no_link(action):
    elsewhere = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    with pytest.raises(PermissionDenied):
        opened(Plan(territory=action.territory), elsewhere)


def test_wrong_links_are_bounded(client, action, manager):
    path = opened(Plan(territory=action.territory), manager)
    made_up = [path.replace(".ics", "x.ics"), "/agenda/rien", "/agenda/rien/de/tel.ics"]
    for rank in range(WRONG_LINKS):
        assert client.get(made_up[rank % 3]).status_code == 404
    assert client.get(path).status_code == 429
    assert client.get(path)["Retry-After"] == "900"
    assert client.get(path, REMOTE_ADDR="10.0.0.9").status_code == 200


def test_a_revoked_link_is_no_wrong_one(client, action, manager):
    plan = Plan(territory=action.territory)
    revoked, standing = opened(plan, manager), opened(plan, manager, "axe=foncier")
    feeds.revoke_feed(CalendarFeed.objects.get(query=""), by=manager)
    for _ in range(WRONG_LINKS):
        assert client.get(revoked).status_code == 404
    assert client.get(standing).status_code == 200


def test_logs_leave_the_secret_out(client, action, manager, caplog):
    path = opened(Plan(territory=action.territory), manager)
    with caplog.at_level(logging.INFO):
        client.get(path)
        client.get("/agenda/un-secret-mal-recopié")
    lines = [each.fields["path"] for each in caplog.records if each.name == "usine.request"]
    assert lines == ["/agenda/…", "/agenda/…"]
    assert path not in caplog.text


def test_the_page_tells_the_links_of_the_plan(signed_in, action, manager):
    plan = Plan(territory=action.territory)
    url = f"{plan.address('feeds')}?axe=foncier"
    listed = signed_in.get(f"{plan.address()}?axe=foncier&tri=budget")
    assert listed.context["feeds_url"] == url
    assert signed_in.get(url).context["is_there"] is False
    assert signed_in.post(f"{url}&page=2").url == url
    page = signed_in.get(url)
    [link] = page.context["links"]
    assert page.context["is_there"] is True
    assert link["criteria"] == ["axe\u00a0: Foncier industriel"]
    assert link["webcal"] == link["address"].replace("http:", "webcal:")
    assert signed_in.get(path_of(link["address"])).status_code == 200


@pytest.mark.parametrize("query", ["suivi=retirees", "au=2025-05-01"])
def test_what_is_past_has_no_calendar(signed_in, action, query):
    plan = Plan(territory=action.territory)
    assert signed_in.get(f"{plan.address()}?{query}").context["feeds_url"] == ""


def test_the_actions_that_left_the_plan_have_no_calendar(signed_in, action):
    response = signed_in.post(
        f"{Plan(territory=action.territory).address('feeds')}?suivi=retirees", follow=True
    )
    assert last_message(response) == "Les actions retirées du plan n’ont pas d’agenda."
    assert CalendarFeed.objects.count() == 0


def test_a_filter_that_is_none_any_more_is_not_told(signed_in, action, manager):
    plan = Plan(territory=action.territory)
    opened(plan, manager, "axe=disparu")
    [link] = signed_in.get(plan.address("feeds")).context["links"]
    assert link["criteria"] == []
