from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from usine.values.dates import end_of_day
from usine.values.formats import (
    format_cents,
    format_cents_short,
    format_count,
    format_counted,
    format_day,
    format_hour,
    format_moment,
    format_percent,
)


@pytest.mark.parametrize(
    ("cents", "exact", "short"),
    [
        (None, "–", "–"),
        (0, "0 €", "0 €"),
        (150, "1,50 €", "2 €"),
        (95_000, "950 €", "950 €"),
        (100_000, "1 000 €", "1 k€"),
        (4_850_050, "48 500,50 €", "48,5 k€"),
        (35_000_000, "350 000 €", "350 k€"),
        (99_999_900, "999 999 €", "1 M€"),
        (120_000_000, "1 200 000 €", "1,2 M€"),
        (1_250_000_000, "12 500 000 €", "12,5 M€"),
        (1_161_800_000, "11 618 000 €", "11,6 M€"),
        (760_500_000, "7 605 000 €", "7,61 M€"),
        (999_600_000, "9 996 000 €", "10 M€"),
        (140_000_000_000, "1 400 000 000 €", "1,4 Md€"),
        (-35_000_000, "-350 000 €", "-350 k€"),
        (-99_999_900, "-999 999 €", "-1 M€"),
    ],
)
def test_money(cents, exact, short):
    assert format_cents(cents) == exact.replace(" ", "\u00a0")
    assert format_cents_short(cents) == short.replace(" ", "\u00a0")


def test_counts():
    assert format_count(3072) == "3\u00a0072"
    assert format_count(None) == "–"
    assert format_counted(0, "action", "actions") == "0\u00a0action"
    assert format_counted(1200, "action", "actions") == "1\u00a0200\u00a0actions"


def test_percents_keep_the_decimals_that_they_have():
    assert format_percent(Decimal("56.0")) == "56,0\u00a0%"
    assert format_percent(100) == "100\u00a0%"
    assert format_percent(None) == "–"


def test_days():
    assert format_day(date(2025, 5, 27)) == "27\u00a0mai 2025"
    assert format_day(date(2024, 1, 1)) == "1er\u00a0janvier 2024"
    assert format_day(datetime(2023, 12, 31, 23, 30, tzinfo=UTC)) == "1er\u00a0janvier 2024"
    assert format_day(None) == "–"


def test_hours_are_those_of_paris():
    assert format_hour(datetime(2026, 11, 22, 19, 5, tzinfo=UTC)) == "20\u00a0h\u00a005"


def test_moments_are_those_of_paris():
    assert format_moment(datetime(2026, 11, 22, 5, 27, 31, tzinfo=UTC)) == (
        "22\u00a0novembre 2026 à 6\u00a0h\u00a027"
    )
    midnight = datetime(2025, 5, 27, 22, tzinfo=UTC)
    assert format_moment(midnight) == "28\u00a0mai 2025 à 0\u00a0h\u00a000"
    assert format_moment(end_of_day(date(2025, 5, 27))) == "27\u00a0mai 2025"
    assert format_moment(None) == "–"
