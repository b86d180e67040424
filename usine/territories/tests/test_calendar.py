"""The axes are read once a request, and anew after each write."""

import pytest

from usine.territories import periods
from usine.territories.calendar import axes_of, begin, calendar, end
from usine.territories.models import Axis

pytestmark = pytest.mark.django_db


@pytest.fixture
def _request():
    periods.open_official_periods(by=None)
    begin()
    yield
    end()


@pytest.mark.usefixtures("_request")
def test_once_a_request(django_assert_num_queries):
    with django_assert_num_queries(1):
        assert axes_of("T2").short("foncier") == "Foncier"
        assert axes_of("T1").codes == ["recruter", "innover", "attirer", "simplifier"]


@pytest.mark.usefixtures("_request")
def test_anew_after_a_write():
    assert axes_of("T2").short("foncier") == "Foncier"
    foncier = Axis.objects.get(code="foncier")
    periods.change_axis(foncier, label="Foncier", short="Sols", goal="", by=None)
    assert axes_of("T2").short("foncier") == "Sols"


@pytest.mark.usefixtures("_request")
def test_another_process_is_seen_at_the_next_request():
    calendar()
    Axis.objects.filter(code="foncier").update(short="Sols")
    assert axes_of("T2").short("foncier") == "Foncier"
    end()
    begin()
    assert axes_of("T2").short("foncier") == "Sols"


def test_outside_a_request_each_time(django_assert_num_queries):
    with django_assert_num_queries(2):
        calendar()
        calendar()
