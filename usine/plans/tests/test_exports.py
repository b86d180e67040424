"""A plan goes out as a file, safe to open."""

import io
from datetime import date, datetime

import openpyxl
import pytest
from django.urls import reverse

from usine.ledger.queries import head
from usine.plans import exports, funding, results, steps, vocabulary
from usine.plans.models import Action
from usine.plans.states import Status
from usine.plans.table import COLUMNS, with_details
from usine.reading import read
from usine.territories.calendar import Axes
from usine.territories.models import Axis
from usine.territories.rules import PERIODS
from usine.values.dates import PartialDate, Precision

from .factories import make_action, make_territory
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]
T2 = Axes(Axis(**words._asdict()) for words in PERIODS["T2"].axes)


def cells(content: bytes) -> list[list]:
    page, *_ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
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
    page, *_ = openpyxl.load_workbook(io.BytesIO(content)).worksheets
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
        *("Indicateurs propres", "Listes", "Registre"),
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
    assert openpyxl.load_workbook(io.BytesIO(public)).sheetnames == [
        *("Plan d’actions", "Listes", "Registre")
    ]


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


def test_columns_of_one_word_among_a_few_offer_them(territory):
    make_action(territory)
    content = exports.xlsx(plan(territory), axes=T2, private=True, head=head())
    book = openpyxl.load_workbook(io.BytesIO(content))
    offered = {
        str(rule.sqref): rule.formula1
        for rule in book["Plan d’actions"].data_validations.dataValidation
    }
    assert offered == {
        "B2:B1048576": "Listes!$A$2:$A$5",
        "K2:K1048576": "Listes!$B$2:$B$7",
        "N2:N1048576": "Listes!$C$2:$C$4",
    }
    lists = book["Listes"]
    assert lists.sheet_state == "hidden"
    assert [[cell.value for cell in column if cell.value] for column in lists.columns] == [
        ["Axe", *(label for _, label in T2.choices)],
        ["Statut", *Status.labels],
        ["Priorité", "Haute", "Normale", "Basse"],
    ]


def test_a_file_has_the_columns_that_are_chosen_and_nothing_else(territory):
    action = make_action(territory, reference="A1", title="Friche", comment="À relancer")
    funding.add_funding(action, values={"funder": "region", "granted": 50_00}, by=None)
    steps.add_step(action, values={"title": "Comité"}, by=None)
    chosen = [COLUMNS[key] for key in ("etape", "accorde", "action", "note", "statut")]
    asked = {"axes": T2, "chosen": chosen, "private": True}
    content = exports.xlsx(with_details(plan(territory)), head=head(), **asked)
    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Plan d’actions", "Listes", "Registre"]
    assert cells(content) == [
        [
            *("Étape suivante", "Total accordé (€)", "Intitulé", "Commentaires", "Statut"),
            *("Référence", "Axe"),
        ],
        ["Comité", 50, "Friche", "À relancer", "À initier", "A1", "Foncier industriel"],
    ]
    lines = exports.csv_lines(with_details(plan(territory)), **asked)
    assert list(lines)[1] == ("Comité;50,00;Friche;À relancer;À initier;A1;Foncier industriel\r\n")
    public = asked | {"private": False}
    [header, _] = exports.csv_lines(with_details(plan(territory)), **public)
    assert header == "Intitulé;Statut;Référence;Axe\r\n"


class TestThePage:
    """A file is what the table lists: its filters, its columns, its order, its ticks."""

    @pytest.fixture(autouse=True)
    def actions(self, territory) -> dict[str, Action]:
        make_action(make_territory("Ariège"), title="D’ailleurs", lead="CCI")
        return {
            title: make_action(territory, title=title, lead=lead, planned_budget=budget)
            for title, lead, budget in (
                ("Friche", "CCI", 5_00),
                ("École", "CCI", 9_00),
                ("Hydrogène", "CCI", None),
                ("Vélos", "Région", 1_00),
            )
        }

    def test_of_the_address(self, signed_in, territory):
        query = "?porteur=CCI&colonnes=budget,action&tri=-budget&grouper=aucun"
        page = signed_in.get(plan_url(territory, query))
        (these, addresses), (every, whole) = page.context["files"]
        assert (these, every) == ("Ces colonnes", "Toutes les colonnes")
        file = signed_in.get(dict(addresses)["XLSX"])
        assert cells(file.content) == [
            ["Budget prévisionnel (€)", "Intitulé", "Référence", "Axe"],
            [9, "École", None, "Foncier industriel"],
            [5, "Friche", None, "Foncier industriel"],
            [None, "Hydrogène", None, "Foncier industriel"],
        ]
        header, *rows = cells(signed_in.get(dict(whole)["XLSX"]).content)
        assert header == [column.label for column in exports.declared()]
        assert [row[2] for row in rows] == ["École", "Friche", "Hydrogène"]

    def test_of_the_lines_that_are_ticked(self, signed_in, territory, actions):
        there = plan_url(territory, "?porteur=CCI&colonnes=action,porteur&tri=-action")
        ticked = [actions[title].pk for title in ("École", "Hydrogène", "Vélos")]
        elsewhere = Action.objects.get(title="D’ailleurs").pk
        address = reverse("plans:download_chosen", args=[territory.slug])
        file = signed_in.post(address, {"ligne": [*ticked, elsewhere], "retour": there})
        assert [row[:2] for row in cells(file.content)] == [
            ["Intitulé", "Porteur"],
            ["Hydrogène", "CCI"],
            ["École", "CCI"],
        ]
        response = signed_in.post(address, {"retour": there})
        assert (response.url, last_message(response)) == (there, "Cochez d’abord des lignes.")


def test_what_is_no_field_has_its_column_too(territory):
    make_action(territory, title="Friche")
    chosen = [COLUMNS[key] for key in ("territoire", "confirmation", "retrait")]
    actions = with_details(plan(territory))
    header, line = exports.csv_lines(actions, axes=T2, private=True, chosen=chosen, territory=True)
    assert header == "Territoire;Confirmée le;Retirée le;Motif du retrait;Référence;Axe\r\n"
    assert line == "Pays de Saint-Omer;27/05/2025;;;;Foncier industriel\r\n"
