"""The calls of the demonstration: the whole library, each published on its day."""

from datetime import date

import pytest

from usine.calls.demonstration import scenes
from usine.calls.directory import CallFilter, listed_calls
from usine.calls.models import Call
from usine.calls.openings import Opening
from usine.ledger.models import Event
from usine.people.demonstration import World, address
from usine.people.roles import Role
from usine.people.tests.factories import make_user
from usine.values import clock
from usine.values.agenda import at
from usine.values.dates import paris_day

pytestmark = pytest.mark.django_db

LABELLED = date(2023, 11, 9)
DAYS = {
    "fonds-vert-ti-2024": date(2024, 1, 12),
    "fonds-vert-ti-2025": date(2025, 3, 12),
    "ingenierie": LABELLED,
    "label-2023": LABELLED,
    "rebond-a": LABELLED,
    "rebond-b": LABELLED,
    "sites-2023": LABELLED,
    "sprint-innovation": date(2025, 1, 1),
}


def play(until: date) -> None:
    with clock.set_to(at(LABELLED, 0)):
        team = make_user(Role.NATIONAL_TEAM)
    world = World(users={address(Role.NATIONAL_TEAM): team.pk})
    for scene in sorted(scenes(until), key=lambda scene: scene.moment):
        with clock.set_to(scene.moment):
            scene.happen(world)


def test_each_call_of_the_library_is_published_on_its_day():
    play(date(2026, 3, 31))
    events = Event.objects.filter(verb="calls.open_call")
    days = {each.subject: paris_day(each.recorded_at) for each in events}
    assert days == {f"call:{code}": day for code, day in DAYS.items()}
    assert set(Call.objects.values_list("pk", "stage")) == {(code, "open") for code in DAYS}
    assert None not in set(events.values_list("actor_id", flat=True))


def test_those_to_come_are_not_there_yet():
    play(date(2024, 1, 12))
    assert Call.objects.count() == 5


@pytest.mark.parametrize(
    ("day", "taking"),
    [
        (date(2024, 6, 1), ["fonds-vert-ti-2024", "ingenierie", "rebond-b", "rebond-a"]),
        (
            date(2025, 6, 1),
            [
                *("sprint-innovation", "fonds-vert-ti-2025", "ingenierie"),
                *("rebond-b", "rebond-a"),
            ],
        ),
        (date(2026, 3, 1), ["ingenierie", "rebond-b", "rebond-a"]),
    ],
)
def test_their_periods_say_which_take_candidacies(day, taking):
    play(day)
    lines = listed_calls(CallFilter({}), moment=at(day, 0))
    assert [line.call.pk for line in lines if line.opening.takes] == taking
    closed = [line.opening.state for line in lines if not line.opening.takes]
    assert set(closed) == {Opening.CLOSED}
