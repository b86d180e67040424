"""The file of the committee of several territories: counts by place, and the worst of each list."""

from datetime import date

import pytest

from tests.standing import made_once
from usine.ledger import accounts
from usine.plans import blocking, operations
from usine.plans.committees.paper import paper_of
from usine.plans.queries import Plan
from usine.plans.reviews import Draft, create_many
from usine.plans.states import Status
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate

from .factories import make_action, make_region, make_territory
from .test_committee_files import BEFORE, ON, TODAY, at, live, rows, told
from .test_committees import make_committee

pytestmark = [pytest.mark.django_db]


@pytest.fixture(autouse=True)
def today():
    with clock.set_to(at(TODAY)):
        yield TODAY


@made_once
def region() -> Plan:
    """That of a plan that was lived, beside another whose actions are all late."""
    plan = live().plan
    with clock.set_to(at(date(2025, 4, 30))):
        make_territory("Ailleurs", region=make_region("76", "Occitanie"))
        other = make_territory("Calaisis", region=plan.territory.lead_region)
        ended = PartialDate(date(2024, 6, 30))
        drafts = [
            Draft(
                {"title": f"En retard {rank:02}", "axis": "foncier", "end": ended},
                Status.TO_START,
                date(2024, 1, 10),
            )
            for rank in range(43)
        ]
        create_many(other, drafts=drafts, by=None)
    return Plan(region=plan.territory.lead_region)


@pytest.fixture
def territory(region) -> Territory:
    return region.territories().get(name="Pays de Saint-Omer")


def test_a_region_is_told_by_territory_and_by_what_to_look_at(region):
    make_committee(region, on=BEFORE)
    blocks = told(paper_of(make_committee(region), day=ON))
    [places] = blocks["Les territoires"]
    assert rows(places) == [
        ["Calaisis", "43", "0", "43", "0", "43"],
        ["Pays de Saint-Omer", "3", "1", "0", "1", "3"],
        ["Total", "46", "1", "43", "1", "46"],
    ]
    counted, axis = blocks["Axe\xa0: Foncier industriel"]
    assert rows(counted)[0] == ["Calaisis", "43", "0", "43", "0", "43"]
    looked_at = "Les actions qui ont bougé, en retard ou bloquées"
    assert axis.caption == f"{looked_at} (15 sur 44, les plus gros budgets d’abord)"
    first, second, *_, last = axis.rows
    assert (first[0].text, first[0].aside) == ("F1 – Étude de sol", "Pays de Saint-Omer")
    assert (second[0].text, second[0].aside) == ("En retard 00", "Calaisis")
    address = f"http://testserver/regions/{region.slug}/plan/?axe=foncier&au=2025-05-20"
    assert (last[0].text, last[0].aside) == ("29\xa0autres", f"voir {address}")
    assert len(axis.rows) == 16


def test_the_worst_are_told_first(region, territory):
    oldest = PartialDate(date(2023, 12, 31))
    make_action(territory, title="La plus ancienne", axis="foncier", end=oldest)
    land = make_action(territory, title="Bloquée avant", axis="foncier")
    blocking.block(land, kind="land", words="Bail", by=None, effective_on=date(2025, 3, 1))
    blocks = told(paper_of(make_committee(region), day=TODAY))
    blocked, late = blocks["Ce qui bloque, ce qui est en retard"]
    assert blocked.caption == "Bloquées (les plus anciennes d’abord)"
    assert [row[0] for row in rows(blocked)] == ["Bloquée avant", "C1 – Usine-école"]
    assert late.caption == "En retard (15 sur 44, les plus anciennes d’abord)"
    assert rows(late)[0][0] == "La plus ancienne"


def test_the_calendar_of_a_region_counts_the_ends_of_each_territory(region):
    [ends] = told(paper_of(make_committee(region), day=ON))["Calendrier"]
    quarters = ["T2 2025", "T3 2025", "T4 2025", "T1 2026"]
    labels = [column.label for column in ends.columns]
    assert labels == ["Nom", "Dépassée", *quarters, "Ensuite", "Sans date"]
    assert rows(ends) == [
        ["Calaisis", "43", "0", "0", "0", "0", "0", "0"],
        ["Pays de Saint-Omer", "0", "0", "0", "0", "0", "1", "1"],
        ["Total", "43", "0", "0", "0", "0", "1", "1"],
    ]


def test_an_end_counts_in_its_quarter(region, territory):
    end = PartialDate(date(2025, 9, 30))
    make_action(territory, title="Avant l’automne", end=end)
    [ends] = told(paper_of(make_committee(region), day=TODAY))["Calendrier"]
    assert rows(ends)[-1] == ["Total", "43", "0", "1", "0", "0", "1", "1"]


def test_each_way_of_moving_is_told_of_several_territories(region, territory):
    with clock.set_to(at(date(2025, 5, 2))):
        step = make_action(territory, title="Lancée")
        gone = make_action(territory, title="Sortie")
        make_committee(region, on=date(2025, 5, 5))
    with clock.set_to(at(date(2025, 5, 10))):
        operations.step(step, "start", by=None)
        operations.withdraw(gone, reason="Doublon", by=None)
        for rank in range(4):
            budget = rank * 1_000_00
            make_action(territory, title=f"Neuve {rank}", planned_budget=budget)
    blocks = told(paper_of(make_committee(region), day=ON))
    by_place, most = blocks["Depuis le comité du 5\xa0mai 2025"]
    tally = "4\xa0nouvelles, 1\xa0avancée, 3\xa0budgets ou financements, 1\xa0retirée du plan"
    assert by_place.caption == f"Ce qui a bougé\xa0: {tally}"
    counted = ["4", "1", "3", "1"]
    assert rows(by_place) == [["Pays de Saint-Omer", *counted], ["Total", *counted]]
    assert most.caption == "Les plus gros montants de chaque mouvement (5 sur 6)"
    new = ["Neuve 3", "Neuve 2", "Neuve 1"]
    assert [row[0] for row in rows(most)] == [*new, "Lancée", "Sortie", "1\xa0autre"]
    assert most.rows[-1][0].aside.endswith("/mouvements/?du=2025-05-06&au=2025-05-20")


def test_the_nation_is_told_by_region(region):
    make_committee(Plan(), on=BEFORE)
    blocks = told(paper_of(make_committee(Plan()), day=ON))
    [places] = blocks["Les régions"]
    assert rows(places)[0] == [region.region.name, "46", "1", "43", "1", "46"]


def test_the_nation_costs_the_same_whatever_its_plans(region, django_assert_num_queries):
    # What other tests left there would be read again, or not.
    accounts._cache.clear()
    committee = make_committee(Plan())
    paper_of(committee, day=ON)
    with django_assert_num_queries(59):
        paper_of(committee, day=ON)
    for code in ("93", "94", "76"):
        territory = make_territory(region=make_region(code, f"Région {code}"))
        action = make_action(territory, axis="foncier", end=PartialDate(date(2024, 6, 30)))
        blocking.block(action, kind="land", words="Bloquée", by=None)
    # These opened accounts.
    paper_of(committee, day=TODAY)
    with django_assert_num_queries(59):
        paper_of(committee, day=TODAY)
