"""Moments typed in Paris time, where clocks change too."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.calls.hours import as_typed, moment_of
from usine.values.errors import Refused

SKIPPED = "n’existe pas ce jour-là"
TWICE = "existe deux fois ce jour-là"


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("31/12/2025 23:59:59", "2025-12-31T22:59:59Z"),
        ("12/3/2025 0:00", "2025-03-11T23:00:00Z"),
        ("12/03/2025 à 8 h 30", "2025-03-12T07:30:00Z"),
        ("29/03/2026 01:59:59", "2026-03-29T00:59:59Z"),
        ("29/03/2026 03:00", "2026-03-29T01:00:00Z"),
        ("25/10/2026 01:59", "2026-10-24T23:59:00Z"),
        ("25/10/2026 02:30 été", "2026-10-25T00:30:00Z"),
        ("25/10/2026 02:30 hiver", "2026-10-25T01:30:00Z"),
        ("25/10/2026 03:00", "2026-10-25T02:00:00Z"),
        # A season that goes without saying changes nothing.
        ("01/07/2026 12:00 hiver", "2026-07-01T10:00:00Z"),
    ],
)
def test_an_hour_that_is_once_is_read(text, moment):
    assert moment_of(text).strftime("%Y-%m-%dT%H:%M:%SZ") == moment


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("29/03/2026 02:30", SKIPPED),
        ("29/03/2026 02:00", SKIPPED),
        ("25/10/2026 02:30", TWICE),
        ("25/10/2026 02:00", TWICE),
        ("30/02/2026 12:00", "n’existe pas. Écrivez comme"),
        ("12/03/2026 24:00", "n’existe pas. Écrivez comme"),
        ("demain", "Écrivez un jour et une heure"),
        ("12/03/2026", "Écrivez un jour et une heure"),
    ],
)
def test_an_hour_that_is_not_is_refused_and_one_that_is_twice_is_asked(text, why):
    with pytest.raises(Refused, match=why):
        moment_of(text)


@pytest.mark.parametrize("text", ["25/10/2026 02:30:00 été", "25/10/2026 02:30:00 hiver"])
def test_an_hour_that_is_twice_is_shown_with_its_season(text):
    assert as_typed(moment_of(text)) == text


@given(st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1), timezones=st.just(UTC)))
def test_what_is_shown_is_read_back(moment):
    moment = moment.replace(microsecond=0)
    assert moment_of(as_typed(moment)) == moment
