"""Days and moments as addresses and commands give them."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from usine.figures.moments import write_for_calendar, write_moment
from usine.values.moments import parse_moment

END_OF_MAY_27 = datetime(2025, 5, 27, 21, 59, 59, 999999, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2025-05-27", "27/05/2025", " 27/05/25 "])
def test_a_day_stands_for_its_end_in_paris(text):
    assert parse_moment(text) == END_OF_MAY_27


@pytest.mark.parametrize(
    "text",
    ["2025-05-27T10:30", "2025-05-27T10:30:00+02:00", "2025-05-27T10:30:00 02:00"],
)
def test_a_moment_is_exact_and_that_of_paris_without_zone(text):
    assert parse_moment(text) == datetime(2025, 5, 27, 8, 30, tzinfo=UTC)


@pytest.mark.parametrize("text", ["", "demain", "2025-13-01", "31/31/2025", "2025-05"])
def test_anything_else_is_an_error(text):
    with pytest.raises(ValueError, match=r"isoformat|month"):
        parse_moment(text)


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "9999-12-31T23:30Z",
    ],
)
def test_the_edge_of_the_calendar_is_an_error(text):
    with pytest.raises(ValueError, match="edge"):
        parse_moment(text)


@pytest.mark.parametrize(
    "moment",
    [END_OF_MAY_27, datetime(2025, 1, 2, 3, 4, 5, 678, tzinfo=timezone(timedelta(hours=-5)))],
)
def test_what_is_written_is_read_back(moment):
    assert parse_moment(write_moment(moment)) == moment


def test_the_end_of_a_day_is_written_as_the_day():
    assert write_moment(END_OF_MAY_27) == "2025-05-27"


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (END_OF_MAY_27, "2025-05-27"),
        (datetime(2025, 1, 2, 3, 4, tzinfo=UTC), "2025-01-02T04:04:00.000"),
        (datetime(2025, 1, 2, 3, 4, 5, 678_001, tzinfo=UTC), "2025-01-02T04:04:05.679"),
        # Clocks go back: 2:30 comes twice.
        (datetime(2025, 10, 26, 1, 30, 0, 1, tzinfo=UTC), "2025-10-26T02:30:00.001"),
    ],
)
def test_a_calendar_loses_nothing_that_was_known(moment, written):
    assert write_for_calendar(moment) == written
    assert moment <= parse_moment(written) < moment + timedelta(milliseconds=1)
