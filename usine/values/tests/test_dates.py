"""Partial dates: what period they stand for and how they are written."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from usine.values.dates import PartialDate, Precision, end_of_day, month_ends, paris_day


@pytest.mark.parametrize(
    ("day", "precision", "first", "last", "written"),
    [
        (date(2025, 5, 27), "day", date(2025, 5, 27), date(2025, 5, 27), "27/05/2025"),
        (date(2024, 2, 20), "month", date(2024, 2, 1), date(2024, 2, 29), "février 2024"),
        (date(2025, 8, 15), "quarter", date(2025, 7, 1), date(2025, 9, 30), "T3 2025"),
        (date(2025, 3, 1), "half", date(2025, 1, 1), date(2025, 6, 30), "1er semestre 2025"),
        (date(2024, 12, 1), "half", date(2024, 7, 1), date(2024, 12, 31), "2e semestre 2024"),
        (date(2026, 6, 1), "year", date(2026, 1, 1), date(2026, 12, 31), "2026"),
    ],
)
def test_the_period_it_stands_for(day, precision, first, last, written):
    partial = PartialDate(day, Precision(precision))
    assert (partial.first, partial.last, str(partial)) == (first, last, written)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.sampled_from(Precision))
def test_any_day_of_the_period_names_it(day, precision):
    partial = PartialDate(day, precision)
    assert partial.first <= day <= partial.last
    assert PartialDate(partial.last, precision) == partial


def test_the_day_is_that_of_paris():
    assert paris_day(datetime(2025, 5, 27, 22, 30, tzinfo=UTC)) == date(2025, 5, 28)
    with pytest.raises(ValueError, match="without a time zone"):
        paris_day(datetime(2025, 5, 27, 22, 30))


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (date(2025, 5, 27), datetime(2025, 5, 27, 21, 59, 59, 999_999, UTC)),
        # On the day of the change to winter time, a day of 25 hours.
        (date(2025, 10, 26), datetime(2025, 10, 26, 22, 59, 59, 999_999, UTC)),
    ],
)
def test_the_end_of_a_day_is_that_of_paris(day, end):
    assert end_of_day(day) == end
    assert paris_day(end) == day


def test_month_ends_come_before_the_day():
    assert month_ends(date(2024, 3, 31), 3) == [
        date(2023, 12, 31),
        date(2024, 1, 31),
        date(2024, 2, 29),
        date(2024, 3, 31),
    ]
    assert month_ends(date(2024, 3, 1), 0) == [date(2024, 3, 1)]
