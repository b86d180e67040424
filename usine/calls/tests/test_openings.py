"""Whether a call takes candidacies, and until when, in the words of a reader."""

from datetime import UTC, datetime, timedelta

import pytest

from usine.calls.format.header import Window
from usine.calls.openings import OPENINGS, Opening, opening_of

SPRING = datetime(2025, 3, 11, 23, tzinfo=UTC)
NOON = datetime(2025, 6, 2, 10, 30, tzinfo=UTC)
SECOND = timedelta(seconds=1)
WINTER = datetime(2025, 12, 31, 22, 59, 59, tzinfo=UTC)


def told(*windows: tuple[datetime | None, datetime | None], at: datetime) -> tuple[str, str]:
    rounds = [Window(str(n), f"Période {n}", *each) for n, each in enumerate(windows)]
    opening = opening_of(rounds, at)
    return opening.state, opening.words


@pytest.mark.parametrize(
    ("window", "opening", "words"),
    [
        ((None, None), Opening.PERMANENT, "toute l’année"),
        ((SPRING, None), Opening.PERMANENT, "depuis le 12\u00a0mars 2025, sans date de fin"),
        (
            (SPRING, WINTER),
            Opening.OPEN,
            "jusqu’au 31\u00a0décembre 2025 à 23\u00a0h\u00a059 (heure de Paris)",
        ),
        ((None, SPRING), Opening.CLOSED, "depuis le 12\u00a0mars 2025"),
        (
            (WINTER, None),
            Opening.TO_COME,
            "à partir du 31\u00a0décembre 2025 à 23\u00a0h\u00a059 (heure de Paris)",
        ),
    ],
)
def test_a_call_stands_where_its_window_says(window, opening, words):
    assert told(window, at=datetime(2025, 7, 1, tzinfo=UTC)) == (opening, words)


def test_a_day_that_is_whole_opens_without_its_hour():
    assert told((SPRING, NOON), at=datetime(2025, 1, 1, tzinfo=UTC)) == (
        Opening.TO_COME,
        "du 12\u00a0mars 2025 au 2\u00a0juin 2025 à 12\u00a0h\u00a030 (heure de Paris)",
    )


@pytest.mark.parametrize(
    ("at", "left"),
    [
        (datetime(2025, 4, 2, 10, 30, tzinfo=UTC), ""),
        (datetime(2025, 4, 3, 10, 30, tzinfo=UTC), "\u00a0: il reste 60\u00a0jours"),
        (datetime(2025, 6, 1, 21, 59, tzinfo=UTC), "\u00a0: il reste 1\u00a0jour"),
        (datetime(2025, 6, 1, 22, 0, tzinfo=UTC), "\u00a0: c’est le dernier jour"),
        (NOON - SECOND, "\u00a0: c’est le dernier jour"),
    ],
)
def test_what_closes_soon_says_how_many_days_are_left(at, left):
    until = "jusqu’au 2\u00a0juin 2025 à 12\u00a0h\u00a030 (heure de Paris)"
    assert told((SPRING, NOON), at=at) == (Opening.OPEN, f"{until}{left}")


def test_a_call_that_closes_at_midnight_has_its_last_day_before():
    midnight = datetime(2025, 6, 2, 22, tzinfo=UTC)
    assert told((None, midnight), at=NOON)[1].endswith("c’est le dernier jour")


def test_a_call_of_several_rounds_is_told_by_the_next_one():
    rounds = ((None, SPRING), (NOON, WINTER))
    assert [told(*rounds, at=at)[0] for at in (SPRING - SECOND, SPRING, NOON, WINTER)] == [
        Opening.OPEN,
        Opening.TO_COME,
        Opening.OPEN,
        Opening.CLOSED,
    ]


def test_each_state_has_its_words():
    assert list(OPENINGS) == list(Opening)
    opening = opening_of([Window("a", "A")], NOON)
    assert (opening.label, opening.tone, opening.takes) == ("Permanent", "success", True)
