"""Details of several actions at once, as files and the demonstration give them."""

from datetime import date

import pytest

from usine.ledger.models import Event
from usine.ledger.operations import record
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.plans import blocking, funding, operations, reviews, sheets, steps
from usine.plans.blocking import Blocked
from usine.plans.details import values_of
from usine.plans.funding import LINE
from usine.plans.history import history
from usine.plans.models import FundingLine, Milestone
from usine.plans.sheets import KINDS, ActionSheet
from usine.plans.writing import settle_actions
from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused

from .counted import TODAY
from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

APRIL, MAY = date(2025, 4, 1), date(2025, 5, 1)
JUNE = PartialDate(date(2025, 6, 1), Precision.MONTH)
SHEET = ActionSheet(
    steps=[{"title": "Étude", "due": JUNE}, {"title": "Travaux"}],
    funding=[{"funder": "region", "granted": 60_00}, {"funder": "etat", "label": "Fonds vert"}],
    results=[{"code": "plants", "target": 2}],
    indicators=[{"name": "Visites", "target": "12"}],
    blocked=Blocked("land", " Terrain pollué "),
)


@pytest.fixture
def action(territory):
    return make_action(territory, planned_budget=100_00)


def known(action) -> dict[str, list]:
    return {
        code: list(kind.model._default_manager.standing().filter(action=action))
        for code, kind in KINDS.items()
    }


def filled(action, sheet: ActionSheet, on: date = MAY, by=None) -> None:
    reviews.fill_in_many(action.territory, sheets={action.pk: sheet}, effective_on=on, by=by)
    action.refresh_from_db()


def granted(day: date = TODAY) -> int:
    return balance("funding_granted", as_of=day).get((), 0)


def test_a_sheet_is_written_in_one_event(action, manager):
    assert sheets.foreseen(action, SHEET, known(action))
    filled(action, SHEET, by=manager)
    assert (action.blocked, granted(APRIL), granted()) == ("land", 0, 60_00)
    [fact, _] = history(action)
    assert fact.what == "Fiche complétée"
    assert [line.new for line in fact.lines] == [
        "Étude ; échéance\u00a0: juin 2025",
        "Travaux",
        "Région ; accordé\u00a0: 60\u00a0€",
        "État ; nom du financeur ou du dispositif\u00a0: Fonds vert",
        "Sites industriels créés ou agrandis ; visé\u00a0: 2",
        "Visites ; visé\u00a0: 12",
        "Foncier\u00a0: Terrain pollué",
        "01/05/2025",
    ]
    assert verify() == []


def test_the_same_sheet_changes_nothing(action):
    filled(action, SHEET)
    events = Event.objects.count()
    assert not sheets.foreseen(action, SHEET, known(action))
    filled(action, SHEET, on=TODAY)
    assert Event.objects.count() == events


def test_a_sheet_of_another_blockage_changes_something(action):
    filled(action, SHEET)
    assert sheets.foreseen(action, ActionSheet(blocked=Blocked("funding", "Budget")), known(action))
    assert not sheets.foreseen(action, ActionSheet(), known(action))


def test_a_detail_is_known_again_by_its_key(action):
    filled(action, SHEET)
    again = ActionSheet(
        steps=[{"title": "ETUDE", "done": True}, {"title": "Études", "due": JUNE}],
        funding=[{"funder": "region", "granted": 70_00}],
        blocked=Blocked("land", "Autrement dit"),
    )
    assert sheets.foreseen(action, again, known(action))
    filled(action, again, on=TODAY)
    assert [(each.title, each.due, each.done) for each in Milestone.objects.all()] == [
        ("ETUDE", JUNE, True),
        ("Travaux", None, False),
        ("Études", JUNE, False),
    ]
    assert (granted(MAY), granted()) == (60_00, 70_00)
    assert action.blockages.standing().count() == 1
    assert verify() == []


def test_one_line_said_twice_is_one_line(action):
    line = {"funder": "region", "granted": 60_00}
    filled(action, ActionSheet(funding=[line, line, {"funder": "region", "paid": 10_00}]))
    assert [(each.granted, each.paid) for each in FundingLine.objects.all()] == [(60_00, 10_00)]
    assert verify() == []


def test_what_does_not_hold_writes_nothing(action):
    filled(action, ActionSheet(funding=[{"funder": "etat", "granted": 50_00}]), on=MAY)
    for sheet, on, why in (
        (
            ActionSheet(funding=[{"funder": "region", "granted": 60_00}]),
            TODAY,
            "dépasseraient le budget",
        ),
        (ActionSheet(funding=[{"funder": "region", "granted": 1, "paid": 2}]), TODAY, "dépasse"),
        (ActionSheet(funding=[{"funder": "etat", "granted": 1}]), APRIL, "connue depuis"),
        (ActionSheet(steps=[{"title": ""}]), TODAY, "intitulé"),
        (ActionSheet(blocked=Blocked("land", "")), TODAY, "ce qui bloque"),
    ):
        with pytest.raises(Refused, match=why):
            filled(action, sheet, on=on)
    assert FundingLine.objects.count() == 1


def test_a_later_blockage_is_not_overwritten(action):
    blocking.block(action, kind="land", words="Terrain pollué", effective_on=MAY, by=None)
    with pytest.raises(Refused, match="donnez un jour à partir"):
        filled(action, ActionSheet(blocked=Blocked("funding", "Budget")), on=APRIL)


def test_what_an_event_wrote_is_taken_back(action):
    line = funding.add_funding(
        action, values={"funder": "region", "granted": 40_00}, effective_on=APRIL, by=None
    )
    filled(action, SHEET)
    told = Event.objects.latest("number").payload_about(action.subject)
    sheets.take_back(told["details"], on=MAY, by=None)
    event = record("plans.undo_import", subject=action.subject, by=None)
    settle_actions([action], event=event)
    line.refresh_from_db()
    assert (line.granted, granted(APRIL), granted()) == (40_00, 40_00, 40_00)
    left = {code: len(details) for code, details in known(action).items()}
    assert left == {"step": 0, "funding": 1, "result": 0, "indicator": 0}
    assert values_of(LINE, line)["granted"] == 40_00


@pytest.mark.parametrize("number", [1, 3])
def test_it_costs_the_same_whatever_the_plan(territory, number, django_assert_num_queries):
    without = ActionSheet(SHEET.steps, SHEET.funding, SHEET.results, SHEET.indicators)
    first, *actions = [make_action(territory, planned_budget=100_00) for _ in range(number + 1)]
    # The accounts are opened once.
    filled(first, without)
    with django_assert_num_queries(46):
        reviews.fill_in_many(territory, sheets={action.pk: without for action in actions}, by=None)


def test_each_action_is_of_the_plan(territory):
    elsewhere = make_action(make_territory("Ailleurs"))
    with pytest.raises(Refused, match="n’est pas dans le plan"):
        reviews.fill_in_many(territory, sheets={elsewhere.pk: SHEET}, by=None)
    withdrawn = operations.withdraw(make_action(territory), reason="Doublon", by=None)
    with pytest.raises(Refused, match="n’est pas dans le plan"):
        reviews.fill_in_many(territory, sheets={withdrawn.pk: SHEET}, by=None)
    steps.add_step(make_action(territory), values={"title": "Étude"}, by=None)
