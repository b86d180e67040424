"""A deputy is somebody else than who holds the seat, for a year at most."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from usine.ledger.verification import verify
from usine.people import operations
from usine.people.models import Mandate, User
from usine.people.roles import Role
from usine.people.standing_in import ONESELF, OWN_SEAT, STANDS_IN, Deputyship, deputyships
from usine.values.errors import Refused

from .factories import make_territory, make_user
from .steps import TODAY, YESTERDAY
from .test_deputies import JUNE, TYPED, faults, page

pytestmark = pytest.mark.django_db

FAR = "Une suppléance va jusqu’à un an d’ici au plus, le 27\u00a0mai 2026."


@pytest.fixture
def manager(territory) -> User:
    return make_user(Role.PROJECT_MANAGER, territory=territory)


@pytest.fixture
def managing(client, manager):
    client.force_login(manager)
    return client


def name(person, place, *, by=None, **days) -> Mandate:
    return operations.grant_mandate(person, Role.DEPUTY, place=place, by=by, **(JUNE | days))


def seat_of(person) -> Mandate:
    return person.mandates.get(role=Role.PROJECT_MANAGER)


def both(person, place, **days) -> Mandate:
    """A deputyship of the holder of the seat, as it could be given once."""
    aside = name(person, make_territory(), **days)
    Mandate.objects.filter(pk=aside.pk).update(code=place.place)
    return Mandate.objects.get(pk=aside.pk)


def test_a_manager_does_not_name_themselves(managing, manager, territory):
    typed = TYPED | {"email": manager.email}
    assert faults(managing.post(page(territory), typed)) == {"email": [ONESELF]}
    with pytest.raises(Refused) as refusal:
        name(manager, territory, by=manager)
    assert str(refusal.value) == ONESELF
    assert not Mandate.objects.filter(role=Role.DEPUTY).exists()


def test_a_coordinator_does_not_either(coordinator, territory):
    with pytest.raises(Refused) as refusal:
        name(coordinator, territory, by=coordinator)
    assert str(refusal.value) == ONESELF


def test_nobody_else_names_the_holder_of_the_seat(coordinating, manager, territory):
    typed = TYPED | {"email": manager.email}
    assert faults(coordinating.post(page(territory), typed)) == {"email": [OWN_SEAT]}
    with pytest.raises(Refused) as refusal:
        name(manager, territory)
    assert str(refusal.value) == OWN_SEAT


def test_the_seat_of_a_region_has_its_deputies(coordinator, territory):
    with pytest.raises(Refused) as refusal:
        name(coordinator, territory.lead_region)
    assert str(refusal.value) == OWN_SEAT


def test_a_deputy_takes_the_seat_once_they_are_none(territory):
    deputy = make_user()
    name(deputy, territory)
    seat = {"role": Role.PROJECT_MANAGER, "place": territory, "by": None}
    with pytest.raises(Refused) as refusal:
        operations.grant_mandate(deputy, starts_on=date(2025, 6, 30), **seat)
    assert str(refusal.value) == STANDS_IN
    operations.grant_mandate(deputy, starts_on=date(2025, 7, 1), **seat)
    assert verify() == []


def test_the_holder_elsewhere_may_stand_in_here(territory):
    elsewhere = make_user(Role.PROJECT_MANAGER, territory=make_territory())
    assert name(elsewhere, territory).role == Role.DEPUTY


def test_who_left_the_seat_stands_in_until_they_hold_it_again(manager, territory):
    seat = operations.end_mandate(seat_of(manager), on=YESTERDAY, by=None)
    deputyship = name(manager, territory)
    with pytest.raises(Refused) as refusal:
        operations.end_mandate(seat, on=None, by=None)
    assert str(refusal.value) == STANDS_IN
    operations.end_mandate(seat, on=YESTERDAY - timedelta(days=1), by=None)
    deputyship.refresh_from_db()
    assert (deputyship.ends_on, deputyship.cancelled_at) == (JUNE["ends_on"], None)


def test_it_lasts_a_year_at_most(managing, manager, territory):
    far = {"ends_on": "2026-05-28"}
    [fault] = faults(managing.post(page(territory), TYPED | far))["ends_on"]
    assert fault == (f"{FAR} Pour la renouveler, repoussez son dernier jour quand il approchera.")
    with pytest.raises(Refused, match=FAR):
        name(make_user(), territory, ends_on=date(2099, 12, 31))
    latest = {"ends_on": date(2026, 5, 27)}
    assert name(make_user(), territory, **latest).ends_on == latest["ends_on"]


def test_it_is_renewed_for_a_year_at_most(manager, territory):
    deputyship = name(make_user(), territory)
    again = {"by": manager, "reason": "Encore un an."}
    with pytest.raises(Refused, match=FAR):
        operations.end_mandate(deputyship, on=date(2026, 5, 28), **again)
    renewed = operations.end_mandate(deputyship, on=date(2026, 5, 27), **again)
    assert renewed.ends_on == date(2026, 5, 27)


def test_a_typed_list_of_mandates_says_it_too(signed_in, territory):
    typed = {**TYPED, "role": "deputy", "territory": territory.pk, "ends_on": "2099-12-31"}
    [fault] = faults(signed_in.post(reverse("people:invite"), typed))["ends_on"]
    assert fault.startswith(FAR)


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "on", "left"),
    [
        (date(2025, 5, 1), date(2026, 5, 1), YESTERDAY, (YESTERDAY, False)),
        (date(2025, 5, 1), date(2025, 5, 26), date(2025, 6, 1), (date(2025, 5, 26), False)),
        # It began since: it keeps the days that it had.
        (date(2025, 5, 20), date(2026, 5, 1), date(2025, 5, 10), (YESTERDAY, False)),
        # It would not have begun.
        (TODAY, date(2026, 5, 1), YESTERDAY, (date(2026, 5, 1), True)),
    ],
)
def test_what_the_holder_held_beside_the_seat_ends_with_it(
    manager, territory, coordinator, starts_on, ends_on, on, left
):
    own = both(manager, territory, starts_on=starts_on, ends_on=ends_on)
    operations.end_mandate(seat_of(manager), on=on, by=coordinator, reason="Départ.")
    own.refresh_from_db()
    assert (own.ends_on, own.cancelled_at is not None) == left
    assert not User.objects.get(pk=manager.pk).grants.holdings or on >= TODAY


def test_the_seat_that_runs_on_leaves_it(manager, territory):
    seat = operations.end_mandate(seat_of(manager), on=date(2025, 6, 1), by=None)
    Mandate.objects.filter(pk=seat.pk).update(ends_on=YESTERDAY)
    deputyship = name(manager, make_territory())
    operations.end_mandate(seat, on=None, by=None)
    deputyship.refresh_from_db()
    assert deputyship.ends_on == JUNE["ends_on"]


def test_the_page_of_the_end_lists_the_deputies(coordinating, manager, territory):
    own = both(manager, territory)
    given = name(make_user(), territory, by=manager)
    other = name(make_user(), territory)
    name(make_user(), make_territory())
    response = coordinating.get(reverse("people:end_mandate", args=[seat_of(manager).pk]))
    assert response.context["deputyships"] == [
        Deputyship(own, is_own=True, is_given=False),
        Deputyship(given, is_own=False, is_given=True),
        Deputyship(other, is_own=False, is_given=False),
    ]
    text = " ".join(response.content.decode().split())
    assert text.count("cette suppléance prend fin avec ce mandat.") == 1
    assert text.count(f"nommé par {manager}") == 1
    for each in (given, other):
        assert f'href="{reverse("people:end_mandate", args=[each.pk])}"' in text


def test_only_a_seat_has_deputies(territory):
    name(make_user(), territory)
    reader = make_user(Role.READER, territory=territory)
    assert deputyships(reader.mandates.get()) == []


@pytest.mark.parametrize("count", [1, 3])
def test_listing_them_costs_the_same(manager, territory, count, django_assert_num_queries):
    for _ in range(count):
        name(make_user(), territory, by=manager)
    seat = seat_of(manager)
    with django_assert_num_queries(3):
        assert len(deputyships(seat)) == count
