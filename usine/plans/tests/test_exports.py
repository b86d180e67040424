"""A plan goes out as a file, safe to open."""

import io
from datetime import date, datetime

import openpyxl
import pytest

from usine.ledger.queries import head
from usine.plans import exports
from usine.plans.models import Action
from usine.plans.states import Status
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
        "Porteur": None,
        "Partenaires": None,
        "Budget prévisionnel (€)": 1234.5,
        "Statut": "Réalisée",
        "Début": datetime(2025, 7, 9),
        "Fin": "T3 2026",
        "Priorité": "Normale",
        "Commentaires": None,
        "Statut depuis le": datetime(2025, 3, 1),
        "Confirmée le": datetime(2025, 5, 20),
        "Accès restreint": "oui",
    }
    page, _ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
    assert (page.title, page["A2"].data_type) == ("Plan d’actions", "s")
    assert page["G2"].number_format == "#,##0.00"
    assert {page[f"{letter}2"].number_format for letter in "IMN"} == {"dd/mm/yyyy"}
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
    with django_assert_num_queries(1):
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
        "A1;Foncier industriel;'=cmd|' /C calc'!A0;;'-CCI;;1234,50;À initier;"
        '09/07/2025;T3 2026;Normale;"Dit ""oui"" ; vu";01/03/2025;27/05/2025;\r\n'
    )


def test_an_empty_plan_has_its_header(territory):
    assert len(cells(exports.xlsx(plan(territory), axes=T2, private=True, head=head()))) == 1
    assert len([*exports.csv_lines(plan(territory), axes=T2, private=True)]) == 1


def test_a_text_longer_than_a_cell_is_cut(territory):
    make_action(territory, description="x" * 40_000)
    [_, row] = cells(exports.xlsx(plan(territory), axes=T2, private=True, head=head()))
    assert len(row[3]) == 32_767
