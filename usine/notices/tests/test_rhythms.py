"""What is due when, from values alone."""

from datetime import UTC, date, datetime, timedelta

import pytest

from usine.notices.rhythms import Rhythm, is_in_digest, leaves_at_once, monday

# Monday 26 May 2025 at 7 in Paris, and the two days after.
MONDAY = datetime(2025, 5, 26, 5, tzinfo=UTC)
TUESDAY, WEDNESDAY = MONDAY + timedelta(days=1), MONDAY + timedelta(days=2)


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (MONDAY, MONDAY),
        (MONDAY - timedelta(seconds=1), MONDAY),  # already Monday in Paris
        (WEDNESDAY, MONDAY),
        (MONDAY - timedelta(days=1), MONDAY - timedelta(days=7)),
        # The clocks went back on Sunday: 7 in Paris is 6 in UTC.
        (datetime(2025, 10, 28, 12, tzinfo=UTC), datetime(2025, 10, 27, 6, tzinfo=UTC)),
    ],
)
def test_a_week_begins_on_monday_at_seven_in_paris(moment, expected):
    assert monday(moment) == expected


@pytest.mark.parametrize(
    ("rhythm", "told_at", "due_at", "expected"),
    [
        (Rhythm.DAILY, TUESDAY, WEDNESDAY, True),
        (Rhythm.AT_ONCE, TUESDAY, WEDNESDAY, True),
        (Rhythm.NEVER, TUESDAY, WEDNESDAY, False),
        (Rhythm.WEEKLY, MONDAY - timedelta(minutes=1), MONDAY, True),
        (Rhythm.WEEKLY, MONDAY, WEDNESDAY, False),
        # Monday's digest was missed.
        (Rhythm.WEEKLY, MONDAY - timedelta(minutes=1), TUESDAY, True),
    ],
)
def test_a_digest_has_what_its_reader_waits_for(rhythm, told_at, due_at, expected):
    assert is_in_digest(rhythm, told_at=told_at, due_at=due_at) is expected


TODAY = date(2025, 5, 27)


@pytest.mark.parametrize(
    ("rhythm", "days", "expected"),
    [
        (Rhythm.AT_ONCE, None, True),
        (Rhythm.DAILY, None, False),
        (Rhythm.DAILY, 3, True),
        (Rhythm.WEEKLY, 0, True),
        (Rhythm.WEEKLY, 4, False),
        (Rhythm.NEVER, 0, False),
    ],
)
def test_what_is_due_within_three_days_does_not_wait(rhythm, days, expected):
    due_on = None if days is None else TODAY + timedelta(days=days)
    assert leaves_at_once(rhythm, due_on=due_on, today=TODAY) is expected
