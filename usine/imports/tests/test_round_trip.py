"""A plan that went out as a file comes back as it was."""

from datetime import date

import pytest

from usine.ledger.queries import head
from usine.plans import exports
from usine.plans.models import Action
from usine.plans.reviews import fill_in_many
from usine.plans.sheets import ActionSheet
from usine.plans.states import Priority, Status
from usine.plans.tests.factories import make_action
from usine.territories.calendar import Axes
from usine.territories.models import Axis
from usine.territories.rules import PERIODS
from usine.values.dates import PartialDate, Precision

from .imports import send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
T2 = Axes(Axis(**words._asdict()) for words in PERIODS["T2"].axes)

D, M, Q, H, Y = Precision


def full_plan(territory) -> None:
    """An action of each status, axis and precision, with what breaks spreadsheets."""
    traps = ["=1+1", "+33 1", "-20 % d’énergie", "@équipe", "\tretrait", "'apostrophe", '"; "']
    for rank, status in enumerate(Status):
        make_action(
            territory,
            reference=f"A{rank}",
            title=f"{traps[rank]} {rank}",
            axis=T2.codes[rank % 4],
            description=f"{traps[rank]}\nsur deux lignes ; avec « guillemets »",
            lead=traps[rank],
            partners=["CCI", "CA de Saint-Omer, Hauts-de-France", traps[rank]],
            planned_budget=[None, 0, 1, 35_000_000, 123_456_789_01, 5][rank],
            start=[PartialDate(date(2025, 7, 9), p) for p in (D, M, Q, H, Y, D)][rank],
            end=[PartialDate(date(2026, 12, 31), p) for p in (Y, H, Q, M, D, Y)][rank],
            priority=list(Priority)[rank % 3],
            comment=traps[rank],
            status=status,
        )
    Action.objects.filter(territory=territory).update(confirmed_on=date(2025, 5, 20))
    make_action(territory, title="Sans référence ni rien", restricted=True)


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_goes_out_comes_back_unchanged(territory, kind):
    full_plan(territory)
    plan = Action.objects.filter(territory=territory).order_by("pk")
    if kind == "xlsx":
        content = exports.xlsx(plan, axes=T2, private=True, head=head())
    else:
        content = "".join(exports.csv_lines(plan, axes=T2, private=True)).encode()
    back = send(territory, content, filename=f"plan.{kind}")
    changes = [(row.label, row.problems or row.modifications) for row in back.rows.all()]
    assert [line for line in changes if line[1]] == []
    assert (back.counts["unchanged"], back.counts["rejected_rows"]) == (7, 0)
    for_readers = {"Statut depuis le", "Confirmée le", "Accès restreint"}
    unread = {column["header"] for column in back.columns if not column["field"]}
    assert unread == for_readers


def test_the_details_that_go_out_change_nothing_when_they_come_back(territory, manager):
    full_plan(territory)
    action = Action.objects.filter(territory=territory).earliest("pk")
    sheet = ActionSheet(
        steps=[{"title": "Étude", "due": PartialDate(date(2026, 6, 1), M)}],
        funding=[{"funder": "region", "label": "Fonds", "year": 2026, "asked": 10_00}],
        results=[{"code": "plants", "target": 2}],
        indicators=[{"name": "Visites", "target": "12"}],
        blocked=("land", "Terrain pollué"),
    )
    fill_in_many(territory, sheets={action.pk: sheet}, by=manager)
    plan = Action.objects.filter(territory=territory).order_by("pk")
    content = exports.xlsx(plan, axes=T2, private=True, head=head())
    back = send(territory, content, filename="plan.xlsx", by=manager)
    assert (back.counts["unchanged"], back.counts["actions"]) == (7, 7)
    aside = [each["sheet"] for each in back.account["aside"] if each["category"] == "sheet"]
    assert aside == [
        "Étapes du plan",
        "Financements",
        "Résultats",
        "Indicateurs propres",
        "Registre",
    ]
