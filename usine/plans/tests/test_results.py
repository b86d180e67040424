"""Results that all plans share: aimed at and measured, dated, added up."""

from datetime import date
from decimal import Decimal

import pytest

from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import operations, results
from usine.plans.formats import as_counted, as_read, format_result
from usine.plans.history import history
from usine.values.errors import Refused

from .counted import TODAY
from .factories import make_action

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

APRIL = date(2025, 4, 1)


@pytest.fixture
def action(territory):
    return make_action(territory)


def total(code: str, side: str, day: date = TODAY) -> int:
    return balance(f"result_{code}_{side}", as_of=day).get((), 0)


def test_what_is_aimed_at_and_measured_counts_from_its_day(action, manager):
    result = results.add_result(
        action,
        values={"code": "jobs_created", "target": 120, "source": "Dossier"},
        effective_on=APRIL,
        by=manager,
    )
    assert str(result) == "Emplois créés"
    results.change_result(
        result, values={"measured": 40, "source": "Enquête"}, version=1, by=manager
    )
    assert [total("jobs_created", "target", day) for day in (date(2025, 3, 31), APRIL)] == [0, 120]
    assert (total("jobs_created", "measured", APRIL), total("jobs_created", "measured")) == (0, 40)
    value = result.amounts.get(name="measured")
    assert (value.source, str(value)) == ("Enquête", "40 au 27/05/2025")
    assert [line[:] for line in history(action)[0].lines[:2]] == [
        ("Emplois créés, constaté", "–", "40"),
        ("Emplois créés, source", "Dossier", "Enquête"),
    ]
    assert verify() == []


def test_hectares_and_tonnes_are_added_up_without_rounding(action, manager):
    area = as_counted("hectares", Decimal("3.5"))
    results.add_result(action, values={"code": "hectares", "target": area}, by=manager)
    weight = as_counted("co2", Decimal("1200.25"))
    results.add_result(action, values={"code": "co2", "measured": weight}, by=manager)
    assert (total("hectares", "target"), total("co2", "measured")) == (35_000, 1_200_250)
    assert (as_read("hectares", 35_000), as_read("jobs_kept", 7)) == (Decimal("3.5"), 7)
    assert [fact.lines[0].new for fact in history(action)[:2]] == [
        "Tonnes de CO₂ évitées par an ; constaté\u00a0: 1\u00a0200,25\u00a0t CO₂/an",
        "Hectares reconvertis ; visé\u00a0: 3,5\u00a0ha",
    ]
    assert format_result("plants", None) == "–"


def test_a_result_is_said_once(action, manager):
    plants = results.add_result(action, values={"code": "plants", "target": 1}, by=manager)
    with pytest.raises(Refused, match="dit déjà ce résultat"):
        results.add_result(action, values={"code": "plants", "target": 2}, by=manager)
    results.remove_result(plants, version=1, by=manager)
    assert total("plants", "target") == 0
    results.add_result(action, values={"code": "plants", "target": 2}, by=manager)
    assert total("plants", "target") == 2


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"code": "", "target": 1}, "Choisissez un résultat"),
        ({"code": "plants"}, "visé ou ce qui est constaté"),
        ({"code": "plants", "target": -1}, "supérieure ou égale à 0"),
    ],
)
def test_a_result_that_does_not_hold_is_refused(action, manager, values, why):
    with pytest.raises(Refused, match=why):
        results.add_result(action, values=values, by=manager)


def test_results_follow_the_axis(action, manager):
    results.add_result(action, values={"code": "plants", "target": 2}, by=manager)
    operations.change(action, values={"axis": "innovation"}, version=1, by=manager)
    assert balance("result_plants_target", as_of=TODAY, by=["axis"]) == {("innovation",): 2}
