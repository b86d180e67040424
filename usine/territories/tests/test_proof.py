"""What decides where territories count, changed behind the back of operations, is named."""

from datetime import date

import pytest

from usine.geography.models import Region
from usine.ledger.tests.faults import column_faults
from usine.ledger.verification import verify
from usine.territories import periods
from usine.territories.models import Period, Territory

from .factories import THIRD, VIMEU, listed, load, territory

pytestmark = pytest.mark.usefixtures("_loaded")


@pytest.fixture
def _loaded(code):
    """Two territories, whose label has an end since a third period follows theirs."""
    load(listed("ti-1", "A"), listed("ti-2", "B", VIMEU))
    periods.open_period(**THIRD, by=None)


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("code", "ti-9"),
        ("labelled_on", date(2023, 11, 10)),
        ("unlabelled_on", date(2027, 12, 30)),
        ("unlabelled_on", None),
    ],
)
def test_a_territory_changed_behind_the_back_is_named(column, value):
    pk = territory("ti-2").pk
    assert verify() == []
    Territory.objects.filter(pk=pk).update(**{column: value})
    assert column_faults() == [f"territory:{pk} {column}"]


def test_another_lead_region_or_period_is_named():
    written = territory("ti-1")
    other = Region.objects.create(code="99", name="Autre", slug="autre")
    Territory.objects.filter(pk=written.pk).update(lead_region=other, period="T3")
    assert column_faults() == [
        f"territory:{written.pk} lead_region_id",
        f"territory:{written.pk} period_id",
    ]


def test_its_name_and_point_are_free():
    Territory.objects.filter(code="ti-1").update(name="C", slug="c", longitude=1, latitude=2)
    assert verify() == []


def test_a_label_that_a_correction_of_its_period_moves_is_told():
    second = Period.objects.get(pk="T2")
    periods.change_period(second, name=second.name, ends_on=date(2027, 6, 30), by=None)
    assert territory("ti-1").unlabelled_on == date(2027, 6, 30)
    assert verify() == []
