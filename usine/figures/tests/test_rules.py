"""What a figure must satisfy before it is given."""

from datetime import UTC, date, datetime

import pytest

from usine.figures.rules import check_begun
from usine.values.errors import Refused
from usine.values.moments import parse_moment


def test_there_is_nothing_before_the_programme():
    with pytest.raises(Refused, match="Le programme date de 2018"):
        check_begun(date(2017, 12, 31))
    check_begun(date(2018, 1, 1))


def test_the_edges_of_the_calendar_are_not_moments():
    with pytest.raises(ValueError, match="edge of the calendar"):
        parse_moment("9999-12-31")
    assert parse_moment("9999-12-30") > datetime(9999, 12, 30, tzinfo=UTC)
