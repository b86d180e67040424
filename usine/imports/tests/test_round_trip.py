"""A plan that went out as a file comes back as it was."""

import io
from datetime import date

import openpyxl
import pytest

from usine.imports import operations, settling, undoing
from usine.imports.tables import table_of
from usine.ledger.queries import head
from usine.ledger.verification import verify
from usine.plans import exports
from usine.plans.fields import STATEMENT_COLUMNS
from usine.plans.models import Action
from usine.plans.results import change_result
from usine.plans.reviews import fill_in_many
from usine.plans.sheets import KINDS, ActionSheet
from usine.plans.states import Priority, Status
from usine.plans.tests.factories import make_action, make_territory
from usine.reading.tests.spreadsheets import xlsx
from usine.territories.calendar import Axes
from usine.territories.models import Axis
from usine.territories.rules import PERIODS
from usine.values.dates import PartialDate, Precision

from .imports import bring, kinds, send

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
    for_readers = {"Confirmée le", "Accès restreint"}
    if kind == "csv":
        for_readers |= set(STATEMENT_COLUMNS.values())
    unread = {column["header"] for column in back.columns if not column["field"]}
    assert unread == for_readers


SHEET = ActionSheet(
    steps=[
        {"title": "Étude", "due": PartialDate(date(2026, 6, 1), M)},
        {"title": "=1+1", "done": True, "done_on": PartialDate(date(2025, 3, 4))},
    ],
    funding=[
        {"funder": "region", "label": "Fonds", "year": 2026, "asked": 10_50, "tax": "ht"},
        {"funder": "etat", "granted": 30_00, "paid": 0},
    ],
    results=[{"code": "hectares", "target": 35_000, "measured": 0, "source": "Relevé"}],
    indicators=[{"name": "Visites", "unit": "par an", "target": "12", "measured_on": None}],
)


def exported(territory) -> bytes:
    plan = Action.objects.filter(territory=territory).order_by("pk")
    return exports.xlsx(plan, axes=T2, private=True, head=head())


def unregistered(content: bytes) -> bytes:
    """The same file, which does not tell when it was downloaded."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    del book["Registre"]
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def details(action) -> list[list[dict]]:
    return [
        [kind.fields.values_of(each) for each in kind.model._default_manager.filter(action=action)]
        for kind in KINDS.values()
    ]


def test_the_details_that_go_out_change_nothing_when_they_come_back(territory, manager):
    full_plan(territory)
    sheets = {action.pk: SHEET for action in Action.objects.filter(territory=territory)[:3]}
    Action.objects.update(planned_budget=None)
    fill_in_many(territory, sheets=sheets, by=manager)
    back = send(territory, exported(territory), filename="plan.xlsx", by=manager)
    assert (back.counts["unchanged"], back.counts["actions"]) == (7, 7)
    assert [row.incomplete for row in back.rows.all() if row.incomplete] == []
    aside = [each["sheet"] for each in back.account["aside"] if each["category"] == "sheet"]
    assert aside == ["Listes", "Registre"]
    cells = back.account["cells"]
    assert cells["total"] == cells["read"] + cells["structure"] + cells["aside"]


def test_the_details_of_a_plan_come_into_another(territory, manager):
    action = make_action(territory, reference="A1", title="Friche")
    fill_in_many(territory, sheets={action.pk: SHEET}, by=manager)
    content = exported(territory)
    other = make_territory("Ailleurs")
    done = bring(other, content, filename="plan.xlsx")
    assert details(Action.objects.get(territory=other)) == details(action)
    counted = {name: number for name, number in done.counts["details"].items() if number}
    assert counted == {"funding": 2, "steps": 2, "results": 1, "indicators": 1}
    assert kinds(bring(other, content, filename="plan.xlsx")) == ["unchanged"]
    undoing.undo(done, by=None)
    assert verify() == []


def test_a_result_of_a_later_day_is_not_overwritten(territory, manager):
    action = make_action(territory, reference="A1", title="Friche")
    fill_in_many(territory, sheets={action.pk: SHEET}, by=manager)
    content = unregistered(exported(territory))
    result = action.results.get()
    change_result(result, values={"target": 40_000}, version=1, by=manager)
    day = date(2025, 5, 1)
    back = send(territory, content, filename="plan.xlsx", by=manager, on=day)
    [entry] = back.rows.get().incomplete
    assert (entry["field"], entry["cell"], kinds(back)) == ("results", "ligne 2", ["unchanged"])
    assert entry["words"] == "Hectares reconvertis\u00a0: 3,5\u00a0ha"
    assert entry["why"] == "Le plan dit autre chose depuis le 27\u00a0mai 2025."
    # The value that did not move is no difference.
    operations.apply(send(territory, content, filename="plan.xlsx", by=manager), by=manager)
    result.refresh_from_db()
    assert (result.target, result.measured) == (35_000, 0)
    [line] = table_of(send(territory, exported(territory), by=manager).rows.all()).lines
    shown_cells = {cell.field.name: cell.new for cell in line.cells}
    assert shown_cells["results"] == "1\u00a0résultat"
    assert shown_cells["indicators"] == "1\u00a0indicateur"


def test_a_line_of_details_is_mended_in_place(territory, manager):
    lines = [("Ligne du plan", "Porte sur", "Financeur", "Demandé"), (2, "Friche", "Mécène", 10)]
    plan = [("Axe", "Action"), ("Foncier", "Friche")]
    content = xlsx(sheets={"Plan": plan, "Financements": lines})
    preview = send(territory, content, filename="plan.xlsx", by=manager)
    entries = preview.rows.get().incomplete
    assert [(each["sheet"], each["cell"]) for each in entries] == [
        ("Financements", "C2"),
        ("Financements", "D2"),
    ]
    cells = {"Financements!C2": "Région"}
    preview = settling.settle(preview, cells=cells, by=manager)
    row = preview.rows.get()
    assert (row.incomplete, row.details["funding"][0]["funder"]) == ([], "region")
