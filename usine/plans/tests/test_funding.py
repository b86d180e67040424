"""The financing of an action: lines by funder and year, counted from the day of each amount."""

from datetime import date
from threading import Barrier, Thread

import pytest
from django.db import connection

from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import detail_rules, funding, operations
from usine.plans.history import history
from usine.plans.models import Action, FundingLine
from usine.values.errors import Refused

from .counted import TODAY, last_event
from .factories import make_action, make_territory

pytestmark = pytest.mark.django_db

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)


@pytest.fixture
def action(territory, today):
    return make_action(territory, planned_budget=100_000_00)


def counted(stage: str, day: date = TODAY, **options) -> dict[tuple[str, str], int]:
    """Euros by funder and year."""
    cells = balance(f"funding_{stage}", as_of=day, by=["funder", "year"], **options)
    return {key: cents // 100 for key, cents in cells.items()}


def test_amounts_count_from_their_day(action, manager):
    line = funding.add_funding(
        action,
        values={"funder": "region", "year": 2025, "asked": 50_000_00, "planned": 60_000_00},
        effective_on=APRIL,
        by=manager,
    )
    line = funding.change_funding(
        line, values={"granted": 40_000_00}, version=1, effective_on=MAY, by=manager
    )
    before = last_event().number
    funding.change_funding(line, values={"paid": 10_000_00}, version=2, by=manager)
    assert counted("asked", date(2025, 3, 31)) == {}
    assert counted("asked", APRIL) == {("region", "2025"): 50_000}
    assert counted("granted", APRIL) == {}
    assert counted("granted") == {("region", "2025"): 40_000}
    assert (counted("paid"), counted("paid", known=before)) == ({("region", "2025"): 10_000}, {})
    assert [fact.lines[0].new for fact in history(action)[:3]] == [
        "10\u00a0000\u00a0€",
        "40\u00a0000\u00a0€",
        "Région ; année\u00a0: 2025 ; prévu\u00a0: 60\u00a0000\u00a0€ ; "
        "demandé\u00a0: 50\u00a0000\u00a0€",
    ]
    assert verify() == []


def test_the_figures_follow_the_action(action, manager):
    line = funding.add_funding(action, values={"funder": "etat", "granted": 5_00}, by=manager)
    operations.change(action, values={"axis": "innovation"}, version=1, by=manager)
    operations.step(action, "start", by=manager)
    assert balance("funding_granted", as_of=TODAY, by=["axis", "state"]) == {
        ("innovation", "in_progress"): 5_00
    }
    funding.change_funding(line, values={"funder": "europe"}, version=1, by=manager)
    assert counted("granted") == {("europe", ""): 5}
    operations.withdraw(action, reason="Doublon", by=manager)
    assert counted("granted") == {}
    operations.reinstate(action, by=manager)
    assert counted("granted") == {("europe", ""): 5}
    assert verify() == []


def test_a_line_typed_by_mistake_counts_at_no_date(action, manager):
    line = funding.add_funding(
        action, values={"funder": "etat", "asked": 5_00}, effective_on=APRIL, by=manager
    )
    assert str(line) == "État"
    funding.remove_funding(line, version=1, by=manager)
    assert counted("asked") == counted("asked", APRIL) == {}
    assert not action.funding.standing().exists()
    assert verify() == []


def test_an_amount_of_the_same_day_is_replaced(action, manager):
    line = funding.add_funding(action, values={"funder": "etat", "asked": 5_00}, by=manager)
    funding.change_funding(line, values={"asked": 7_00}, version=1, by=manager)
    assert [each.amount for each in line.amounts.standing()] == [7_00]
    assert str(line.amounts.standing().get()) == "7\u00a0€ au 27/05/2025"
    assert line.amounts.count() == 2
    funding.change_funding(line, values={"asked": None}, version=2, by=manager)
    assert counted("asked") == {}


def test_an_amount_is_not_dated_before_the_one_that_holds(action, manager):
    line = funding.add_funding(
        action, values={"funder": "etat", "asked": 5_00}, effective_on=MAY, by=manager
    )
    with pytest.raises(Refused, match="connue depuis le 1er\u00a0mai 2025"):
        funding.change_funding(
            line, values={"asked": 7_00}, version=1, effective_on=APRIL, by=manager
        )
    with pytest.raises(Refused, match="futur"):
        funding.change_funding(
            line, values={"asked": 7_00}, version=1, effective_on=date(2025, 6, 1), by=manager
        )
    funding.change_funding(line, values={"paid": 1_00}, version=1, effective_on=APRIL, by=manager)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        ({"funder": "", "asked": 1}, "qui finance"),
        ({"funder": "region", "year": 25}, "L’année 25"),
        ({"funder": "region", "granted": 5_00, "paid": 6_00}, "versé .* dépasse"),
        ({"funder": "region", "asked": 100_000_01}, "demandé pour"),
        ({"funder": "region", "planned": 100_000_01}, "prévu pour"),
        ({"funder": "region", "granted": -1}, "négatif"),
        ({"funder": "martien"}, "n’est pas un choix valide"),
    ],
)
def test_a_line_that_does_not_hold_is_refused(action, manager, values, why):
    with pytest.raises(Refused, match=why):
        funding.add_funding(action, values=values, by=manager)
    assert not FundingLine.objects.exists()


def test_the_lines_together_do_not_pass_the_budget(action, manager):
    funding.add_funding(action, values={"funder": "region", "granted": 60_000_00}, by=manager)
    with pytest.raises(Refused, match="120\u00a0000\u00a0€ accordé pour 100\u00a0000\u00a0€"):
        funding.add_funding(action, values={"funder": "etat", "granted": 60_000_00}, by=manager)
    with pytest.raises(Refused, match="60\u00a0000\u00a0€ accordé pour 50\u00a0000\u00a0€"):
        operations.change(action, values={"planned_budget": 50_000_00}, version=1, by=manager)
    operations.change(action, values={"planned_budget": None}, version=1, by=manager)
    funding.add_funding(action, values={"funder": "etat", "granted": 60_000_00}, by=manager)


def test_what_is_paid_without_a_known_grant_is_taken(action, manager):
    funding.add_funding(action, values={"funder": "region", "paid": 5_00}, by=manager)
    assert counted("paid") == {("region", ""): 5}


def test_a_file_keeps_its_lines_without_the_amounts_that_do_not_hold():
    lines = [
        {"funder": "region", "granted": 60, "paid": 70},
        {"funder": "etat", "granted": 50, "paid": None},
        {"funder": "europe", "granted": 40, "asked": 10},
    ]
    fitted, left_out = detail_rules.fitting(lines, 100)
    assert [(each.line, each.stage, each.amount) for each in left_out] == [
        (0, "paid", 70),
        (1, "granted", 50),
    ]
    assert [line["granted"] for line in fitted] == [60, None, 40]
    assert "dépasse" in left_out[0].why
    assert "110" not in left_out[1].why  # in euros
    assert lines[0]["paid"] == 70
    assert detail_rules.fitting(lines, None)[1] == left_out[:1]


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_lines_at_once_do_not_pass_the_budget():
    action = make_action(make_territory(), planned_budget=100_00)
    ready, refused = Barrier(2), []

    def add(funder: str) -> None:
        try:
            ready.wait()
            funding.add_funding(action, values={"funder": funder, "granted": 60_00}, by=None)
        except Refused as refusal:
            refused.append(str(refusal))
        finally:
            connection.close()

    threads = [Thread(target=add, args=[funder]) for funder in ("etat", "region")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert Action.objects.get().funding.count() == 1
