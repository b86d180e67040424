"""A plan goes out as a file, safe to open."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from usine.ledger.queries import head
from usine.plans import exports, funding, results, steps, vocabulary
from usine.plans.models import Action
from usine.plans.states import Status
from usine.reading import read
from usine.territories.calendar import Axes
from usine.territories.models import Axis
from usine.territories.rules import PERIODS
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
T2 = Axes(Axis(**words._asdict()) for words in PERIODS["T2"].axes)


def cells(content: bytes) -> list[list]:
    page, _ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    return [[cell.value for cell in row] for row in page.iter_rows()]


def plan(territory):
    return Action.objects.filter(territory=territory).order_by("pk")


def test_days_and_amounts_are_real_ones_and_texts_never_formulas(territory):
    make_action(
        territory,
        reference="=A1",
        title="Friche",
        planned_budget=123_450,
        start=PartialDate(date(2025, 7, 9)),
        end=PartialDate(date(2026, 7, 1), Precision.QUARTER),
        status=Status.DONE,
        effective_on=date(2025, 3, 1),
        restricted=True,
    )
    Action.objects.update(confirmed_on=date(2025, 5, 20))
    content = exports.xlsx(plan(territory), axes=T2, private=True, head=head())
    header, row = cells(content)
    assert header == [column.label for column in exports.declared()]
    assert dict(zip(header, row, strict=True)) == {
        "Référence": "=A1",
        "Axe": "Foncier industriel",
        "Intitulé": "Friche",
        "Description": None,
        "Objectifs": None,
        "Résultats attendus": None,
        "Porteur": None,
        "Référent": None,
        "Partenaires": None,
        "Budget prévisionnel (€)": 1234.5,
        "Statut": "Réalisée",
        "Début": datetime(2025, 7, 9),
        "Fin": "T3 2026",
        "Priorité": "Normale",
        "Filières": None,
        "Étiquettes": None,
        "Commentaires": None,
        "Statut depuis le": datetime(2025, 3, 1),
        "Confirmée le": datetime(2025, 5, 20),
        "Accès restreint": "oui",
    }
    page, _ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert (page.title, page["A2"].data_type) == ("Plan d’actions", "s")
    assert page["J2"].number_format == "#,##0.00"
    assert {page[f"{letter}2"].number_format for letter in "LRS"} == {"dd/mm/yyyy"}
    assert page.freeze_panes == "A2"


def test_what_is_private_goes_to_those_who_may_read_it_only(territory):
    make_action(
        territory,
        planned_budget=100,
        comment="Confidentiel",
        description="Confidentiel",
        partners=["Confidentiel"],
    )
    Action.objects.update(confirmed_on=date(2025, 5, 20))
    header, row = cells(exports.xlsx(plan(territory), axes=T2, private=False, head=head()))
    expected = ["Référence", "Axe", "Intitulé", "Porteur", "Statut", "Début", "Fin"]
    assert header == [*expected, "Statut depuis le"]
    assert not {"Confidentiel", datetime(2025, 5, 20)}.intersection(row)
    public = "".join(exports.csv_lines(plan(territory), axes=T2, private=False))
    assert "Confidentiel" not in public
    assert not [word for word in ("Budget", "20/05/2025", "restreint") if word in public]


def test_the_territory_is_said_where_there_are_several(territory, django_assert_num_queries):
    make_action(territory)
    make_action(make_territory("Ariège"))
    last = head()
    with django_assert_num_queries(13):
        rows = cells(
            exports.xlsx(
                Action.objects.order_by("pk"), axes=T2, private=True, head=last, territory=True
            )
        )
    assert [row[0] for row in rows] == ["Territoire", "Pays de Saint-Omer", "Ariège"]
    lines = [
        *exports.csv_lines(Action.objects.order_by("pk"), axes=T2, private=True, territory=True)
    ]
    assert lines[1].startswith("Pays de Saint-Omer;")


def test_a_csv_opens_in_a_french_spreadsheet_and_runs_nothing(territory):
    make_action(
        territory,
        reference="A1",
        title="=cmd|' /C calc'!A0",
        lead="-CCI",
        planned_budget=123_450,
        start=PartialDate(date(2025, 7, 9)),
        end=PartialDate(date(2026, 7, 1), Precision.QUARTER),
        comment='Dit "oui" ; vu',
        effective_on=date(2025, 3, 1),
    )
    first, line = exports.csv_lines(plan(territory), axes=T2, private=True)
    assert first.startswith("Référence;Axe;")
    assert line == (
        "A1;Foncier industriel;'=cmd|' /C calc'!A0;;;;'-CCI;;;1234,50;À initier;"
        '09/07/2025;T3 2026;Normale;;;"Dit ""oui"" ; vu";01/03/2025;27/05/2025;'
        ';;;;"27/05/2025 ; Dit ""oui"" ; vu"\r\n'
    )


def test_an_empty_plan_has_its_header(territory):
    assert len(cells(exports.xlsx(plan(territory), axes=T2, private=True, head=head()))) == 1
    assert len([*exports.csv_lines(plan(territory), axes=T2, private=True)]) == 1


def test_a_text_longer_than_a_cell_is_cut(territory):
    make_action(territory, description="x" * 40_000)
    [_, row] = cells(exports.xlsx(plan(territory), axes=T2, private=True, head=head()))
    assert len(row[3]) == 32_767


def test_the_details_of_a_plan_have_sheets_of_their_own(territory):
    first, second = make_action(territory, reference="A1"), make_action(territory, reference="A2")
    steps.add_step(second, values={"title": "Étude", "done": True}, by=None)
    funding.add_funding(
        first, values={"funder": "region", "year": 2025, "granted": 1_234_50}, by=None
    )
    results.add_result(second, values={"code": "hectares", "target": 35_000}, by=None)
    results.add_indicator(first, values={"name": "Visites", "target": "12"}, by=None)
    content = exports.xlsx(plan(territory), axes=T2, private=True, head=head())
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == [
        *("Plan d’actions", "Étapes du plan", "Financements", "Résultats"),
        *("Indicateurs propres", "Registre"),
    ]
    rows = {sheet.title: [[cell.value for cell in row] for row in sheet] for sheet in book}
    assert rows["Étapes du plan"][1] == [3, second.title, "Étude", None, "oui", None]
    assert rows["Financements"][0] == [
        *("Ligne du plan", "Porte sur", "Financeur", "Nom du financeur ou du dispositif", "Année"),
        *("Prévu", "Demandé", "Accordé", "Versé", "Montants"),
    ]
    assert rows["Financements"][1] == [
        *(2, first.title, "Région", None, 2025, None, None, 1234.5, None, None)
    ]
    assert rows["Résultats"][1] == [3, second.title, "Hectares reconvertis", 3.5, None, None]
    assert rows["Indicateurs propres"][1] == [
        2,
        first.title,
        "Visites",
        None,
        "12",
        None,
        None,
        None,
    ]
    public = exports.xlsx(plan(territory), axes=T2, private=False, head=head())
    assert openpyxl.load_workbook(io.BytesIO(public)).sheetnames == ["Plan d’actions", "Registre"]


def test_the_sheets_of_details_are_not_taken_for_plans(territory):
    action = make_action(territory, reference="A1", sectors=["bois"], tags=["pilote"])
    steps.add_step(action, values={"title": "Étude"}, by=None)
    funding.add_funding(action, values={"funder": "region", "granted": 50_00}, by=None)
    content = exports.xlsx(plan(territory), axes=T2, private=True, head=head())
    reading = read(content, "plan.xlsx", vocabulary=vocabulary.of_official("T2"))
    assert [row.values["reference"] for row in reading.rows] == ["A1"]
    assert (reading.rows[0].values["sectors"], reading.rows[0].values["tags"]) == (
        ["bois"],
        ["pilote"],
    )
