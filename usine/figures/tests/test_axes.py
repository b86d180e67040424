"""The axes of a bilan are those of the period: of the territory, or of the day."""

from datetime import date

import pytest

from usine.figures.bilans import bilan
from usine.plans.tests.factories import make_action, make_territory
from usine.territories import periods
from usine.territories.models import Axis
from usine.territories.tests.factories import THIRD
from usine.values import clock
from usine.values.agenda import at

pytestmark = pytest.mark.django_db

FIRST = ["recruter", "innover", "attirer", "simplifier"]
SECOND = ["transition", "innovation", "competences", "foncier"]


@pytest.fixture
def former():
    territory = make_territory("Ancien", slug="ancien", period="T1")
    make_action(territory, axis="attirer")
    return territory


def test_those_of_the_day(former):
    assert [*bilan(date(2020, 1, 1)).actions_by_axis] == FIRST
    assert [*bilan(date(2023, 11, 8)).actions_by_axis] == FIRST
    assert [*bilan(date(2023, 11, 9)).actions_by_axis] == SECOND


def test_another_under_which_actions_count_comes_after(former):
    make_action(make_territory(), axis="foncier")
    assert bilan(date(2024, 6, 1)).actions_by_axis == dict.fromkeys(SECOND, 0) | {
        "foncier": 1,
        "attirer": 1,
    }


def test_those_of_its_own_period_for_a_territory(former):
    former_bilan = bilan(date(2024, 6, 1), territory=former)
    assert former_bilan.actions_by_axis == dict.fromkeys(FIRST, 0) | {"attirer": 1}


def test_words_of_a_page_follow_those_of_the_period(client, former):
    axis = Axis.objects.get(code="attirer")
    periods.change_axis(axis, label="Attirer les talents", short="Attirer", goal="", by=None)
    page = client.get("/territoires/ancien/bilan/", {"au": "2024-06-01"}).content.decode()
    assert '<th scope="col" class="number">Attirer les talents</th>' in page
    assert "Transition" not in page
    evidence = client.get(
        "/territoires/ancien/bilan/preuves/", {"au": "2024-06-01", "axe": "attirer"}
    )
    assert evidence.context["heading"] == "Actions – Attirer les talents"
    assert [line.axis for line in evidence.context["lines"]] == ["Attirer les talents"]


def test_a_third_period_is_counted_from_its_first_day(client):
    make_action(make_territory(), axis="foncier")
    periods.open_period(**THIRD, by=None)
    with clock.set_to(at(date(2028, 3, 1), 9)):
        third = make_territory(period="T3", slug="nouveau")
        make_action(third, axis="relocaliser", effective_on=date(2028, 3, 1))
        assert bilan(date(2028, 3, 1)).actions_by_axis == {"relocaliser": 1, "foncier": 1}
        assert bilan(date(2027, 12, 31)).actions_by_axis == dict.fromkeys(SECOND, 0) | {
            "foncier": 1
        }
