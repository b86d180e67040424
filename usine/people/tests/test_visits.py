"""Since when a person has not come."""

from datetime import UTC, date, datetime, timedelta

import pytest

from usine.people import visits
from usine.people.models import Visit
from usine.people.operations import end_mandate, forget, grant_mandate
from usine.people.roles import Role
from usine.people.vacancies import vacant_since
from usine.values import clock

from .factories import LABELLED_ON, make_territory, make_user

pytestmark = pytest.mark.django_db
MONDAY = datetime(2025, 5, 19, 8, tzinfo=UTC)


def come(person, after: timedelta) -> date | None:
    with clock.set_to(MONDAY + after):
        return visits.come(person)


def test_a_visit_ends_when_one_is_away_for_long():
    person, other = make_user(), make_user()
    hour, day = timedelta(hours=1), timedelta(days=1)
    assert come(person, 0 * hour) is None
    # The same visit, all day long.
    assert [come(person, n * hour) for n in (1, 8)] == [None, None]
    assert come(person, day) == MONDAY.date()
    assert come(person, day + hour) == MONDAY.date()
    assert come(person, 9 * day) == (MONDAY + day).date()
    assert come(other, 9 * day) is None


def test_a_visit_is_not_written_at_each_page(django_assert_num_queries):
    person = make_user()
    come(person, timedelta())
    with django_assert_num_queries(1):
        come(person, timedelta(minutes=5))
    assert Visit.objects.get().latest_at == MONDAY
    assert str(Visit.objects.get()) == f"visite de {person}"


def test_who_is_forgotten_leaves_no_visit():
    person, other = make_user(), make_user()
    come(person, timedelta())
    come(other, timedelta())
    forget(person, by=None, reason="Départ")
    assert [visit.person for visit in Visit.objects.all()] == [other]


def test_a_post_is_vacant_since_the_day_after_the_last_mandate():
    held, left, again, never = (make_territory() for _ in range(4))
    manager = make_user(Role.PROJECT_MANAGER, territory=held)
    day, first = date(2025, 5, 20), date(2025, 3, 1)
    for place in (left, again):
        mandate = grant_mandate(
            manager, Role.PROJECT_MANAGER, place=place, starts_on=LABELLED_ON, by=None
        )
        end_mandate(mandate, on=first, by=None)
    grant_mandate(manager, Role.PROJECT_MANAGER, place=again, starts_on=day, by=None)
    make_user(Role.ELECTED_OFFICIAL, territory=never)
    places = [each.place for each in (held, left, again, never)]
    assert vacant_since(places, day) == {left.place: date(2025, 3, 2), never.place: None}
    assert vacant_since(places, date(2025, 5, 19)) == {
        left.place: date(2025, 3, 2),
        again.place: date(2025, 3, 2),
        never.place: None,
    }
