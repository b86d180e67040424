"""Deputyships of years, given before a year was the most: the clock ends them within one."""

from datetime import timedelta

import pytest

from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.people import history, operations
from usine.people.long_deputyships import WHY, shorten, too_long
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.rules import DEPUTYSHIP
from usine.people.tasks import shorten_deputyships
from usine.values import clock

from .factories import make_user
from .steps import TODAY
from .test_deputies import JUNE

pytestmark = pytest.mark.django_db
LATEST = TODAY + DEPUTYSHIP


@pytest.fixture
def manager(territory) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def long(territory, monkeypatch) -> Mandate:
    """As it could be given once, for years."""
    with monkeypatch.context() as patched:
        patched.setattr("usine.people.operations.period_refusal", lambda *arguments: "")
        days = JUNE | {"ends_on": TODAY + timedelta(days=900)}
        return operations.grant_mandate(
            make_user(), Role.DEPUTY, place=territory, by=None, tell=False, **days
        )


def run() -> str | None:
    return shorten_deputyships(clock.now())


def mailed(mailoutbox) -> list[str]:
    return sorted(mail.to[0] for mail in mailoutbox)


def test_one_of_years_ends_within_one_and_whom_it_concerns_is_told(long, manager, mailoutbox):
    assert run() == "1\u00a0suppléance ramenée à un an"
    long.refresh_from_db()
    assert long.ends_on == LATEST
    event = Event.objects.latest("number")
    assert (event.verb, event.subject, event.actor_id) == (
        "people.end_mandate",
        f"mandate:{long.pk}",
        None,
    )
    assert event.payload["reason"] == WHY
    told = history.history_of([long])[0]
    assert (told.what, told.who, told.reason) == (
        "Fin du mandat\u00a0: dernier jour le 27\u00a0mai 2026, au lieu du 13\u00a0novembre 2027 "
        f"({long.user})",
        "la plateforme",
        WHY,
    )
    assert mailed(mailoutbox) == sorted([long.user.email, manager.email])
    for mail in mailoutbox:
        assert "Celle-ci, donnée pour plus longtemps, prend fin le" in mail.body
    assert verify() == []


def test_it_is_done_and_told_once(long, manager, mailoutbox):
    run()
    assert run() == "0\u00a0suppléance ramenée à un an"
    assert len(mailoutbox) == 2
    assert shorten(long) is False


def test_whoever_keeps_the_seat_is_led_to_the_page_that_renews_it(
    long, territory, manager, mailoutbox
):
    run()
    bodies = {mail.to[0]: mail.body for mail in mailoutbox}
    page = f"/territoires/{territory.slug}/suppleants/"
    assert {to: page in body for to, body in bodies.items()} == {
        manager.email: True,
        long.user.email: False,
    }


def test_one_of_a_region_is_told_without_it(long, coordinator, territory, mailoutbox):
    Mandate.objects.filter(pk=long.pk).update(kind="region", code=territory.lead_region_id)
    run()
    assert mailed(mailoutbox) == sorted([long.user.email, coordinator.email])
    assert all("qui gère ce mandat repousse" in mail.body for mail in mailoutbox)


def test_without_anybody_in_the_seat_the_coordinator_is_told(long, coordinator, mailoutbox):
    run()
    assert mailed(mailoutbox) == sorted([long.user.email, coordinator.email])


def test_what_ends_within_a_year_was_ended_or_is_another_role_stays(territory, long, mailoutbox):
    within = operations.grant_mandate(
        make_user(), Role.DEPUTY, place=territory, by=None, tell=False, **JUNE
    )
    reader = make_user(Role.READER, territory=territory)
    operations.end_mandate(long, on=TODAY, by=None)
    before = list(Mandate.objects.order_by("pk").values_list("pk", "ends_on"))
    assert run() == "0\u00a0suppléance ramenée à un an"
    assert list(Mandate.objects.order_by("pk").values_list("pk", "ends_on")) == before
    assert {within.pk, reader.mandates.get().pk} <= {pk for pk, _ in before}
    assert mailoutbox == []


@pytest.mark.parametrize("days", [None, 366])
def test_a_day_past_the_year_is_too_long(long, days):
    Mandate.objects.filter(pk=long.pk).update(ends_on=days and TODAY + timedelta(days=days))
    assert list(too_long(TODAY)) == [long]
    Mandate.objects.filter(pk=long.pk).update(ends_on=LATEST)
    assert list(too_long(TODAY)) == []
