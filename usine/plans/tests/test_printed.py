"""The list of a plan as it is printed: the very rows, columns, groups and order of the table."""

import io
from datetime import date

import pypdf
import pytest
from django.http import QueryDict
from django.urls import reverse

from usine.pages.papers import PaperTable, PaperTimeline
from usine.plans import blocking, operations
from usine.plans.listing import PlanListing
from usine.plans.printed import paper_of
from usine.plans.queries import Plan
from usine.plans.views import plan as views
from usine.values import clock

from .factories import make_action
from .pages import last_message, plan_url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def print_url(territory, query: str = "") -> str:
    return reverse("plans:territory_export", args=[territory.slug, "pdf"]) + query


def printed(territory, query: str = "") -> dict[str, list[list[tuple[str, str]]]]:
    """The rows of each table, by its caption."""
    listing = PlanListing.of(QueryDict(query), Plan(territory=territory), today=clock.today())
    tables = paper_of(listing, QueryDict(query)).opening
    assert all(isinstance(each, PaperTable) for each in tables)
    return {
        table.caption: [[(cell.text, cell.aside) for cell in row] for row in table.rows]
        for table in tables
    }


def names(tables) -> dict[str, list[str]]:
    return {caption: [row[0][0] for row in rows] for caption, rows in tables.items()}


def test_it_has_the_groups_and_the_order_of_the_table(various):
    query = "colonnes=action"
    assert names(printed(various, query)) == {
        "Transition écologique et énergétique (1)": ["Réseau de chaleur"],
        "Compétences et recrutement (2)": ["Usine-école", "Forum de l’emploi"],
        "Foncier industriel (1)": ["Étude de sol"],
    }
    assert names(printed(various, f"{query}&tri=-budget&statut=to_start")) == {
        "Les actions (1)": ["Étude de sol"]
    }
    assert names(printed(various, f"{query}&grouper=porteur&q=CCI")) == {"Les actions (0)": []}


def test_it_has_the_columns_of_the_view(various):
    query = "colonnes=reference,action,statut,porteur,echeance,priorite,budget&q=sol"
    [row] = printed(various, query)["Foncier industriel (1)"]
    assert row == [
        ("F1", ""),
        ("Étude de sol", ""),
        ("À initier", ""),
        ("Communauté d’agglomération", ""),
        ("T2 2025", ""),
        ("Haute", ""),
        ("100\u00a0000\xa0€", ""),
    ]


def test_every_column_may_be_printed(territory):
    action = make_action(
        territory,
        title="Friche",
        restricted=True,
        referent="Une référente",
        comment="Une  note " + "longue " * 40,
    )
    blocking.block(action, kind="land", words="Terrain pollué", by=None)
    [[*cells]] = printed(
        territory,
        "colonnes=action,axe,statut,referent,debut,echeance,priorite,budget,accorde,etape,note,confirmation",
    )["Foncier industriel (1)"]
    assert cells[:4] == [
        ("Friche", "accès restreint"),
        ("Foncier", ""),
        ("À initier", "bloquée"),
        ("Une référente", ""),
    ]
    assert [text for text, _ in cells[4:10]] == ["–", "–", "Normale", "–", "–", "–"]
    assert cells[10][0].startswith("Une note longue")
    assert cells[10][0].endswith("…")
    assert cells[11] == ("27/05/2025", "")


def test_what_left_the_plan_is_printed_with_its_reason(territory):
    operations.withdraw(make_action(territory, title="Friche"), reason="Doublon", by=None)
    [[*cells]] = printed(territory, "suivi=retirees")["Foncier industriel (1)"]
    assert cells[-1] == ("27/05/2025", "Doublon")


def timelines(territory, query: str) -> list[PaperTimeline | PaperTable]:
    listing = PlanListing.of(QueryDict(query), Plan(territory=territory), today=clock.today())
    return list(paper_of(listing, QueryDict(query)).opening)


def test_a_timeline_is_printed_as_one(various):
    make_action(various, title="Sans date")
    timeline, undated = timelines(various, "vue=frise&grouper=aucun&tri=action")
    assert isinstance(timeline, PaperTimeline)
    assert timeline.caption == "Les actions (4)"
    assert [(bar.label, bar.dates) for bar in timeline.bars] == [
        ("F1 – Étude de sol", "jusqu’à T2 2025"),
        ("C2 – Forum de l’emploi", "jusqu’à 2024, en retard"),
        ("T1 – Réseau de chaleur", "jusqu’à 30/06/2024"),
        ("C1 – Usine-école", "jusqu’à T1 2025, en retard"),
    ]
    assert [name for _, name in timeline.graduations] == ["2024", "2025"]
    assert isinstance(undated, PaperTable)
    assert (undated.caption, len(undated.rows)) == ("Sans dates (1)", 1)


def test_its_scale_is_that_of_the_page(various):
    query = "vue=frise&grouper=aucun&echelle=trimestre&annee=2026&q=sol"
    [timeline] = timelines(various, query)
    assert isinstance(timeline, PaperTimeline)
    quarters = ["T2", "T3", "T4"]
    assert [name for _, name in timeline.graduations] == ["2026", *quarters, "2027", *quarters]
    # It ends before, and today is before too: its dates alone tell it.
    assert [(bar.dates, [*bar.spans]) for bar in timeline.bars] == [("jusqu’à T2 2025", [])]
    assert timeline.now is None


def test_a_timeline_has_the_groups_of_the_list(various):
    drawn = timelines(various, "vue=frise&grouper=porteur")
    assert [each.caption for each in drawn] == [
        "Sans porteur (1)",
        "Communauté de communes (1)",
        "Communauté d’agglomération (1)",
        "UIMM (1)",
    ]


def test_a_board_is_printed_by_status(various):
    assert names(printed(various, "vue=statuts&colonnes=action,statut&tri=action")) == {
        "À initier (1)": ["Étude de sol"],
        "En cours de réalisation (1)": ["Usine-école"],
        "Réalisée (1)": ["Réseau de chaleur"],
        "Non renseignée (1)": ["Forum de l’emploi"],
    }
    assert names(printed(various, "vue=statuts&q=introuvable")) == {"Les actions (0)": []}


def test_the_page_prints_its_view(signed_in, various):
    page = signed_in.get(plan_url(various, "?statut=done&page=1")).content.decode()
    assert f'href="{print_url(various)}?statut=done" download>Imprimer cette vue (PDF)' in page
    response = signed_in.get(print_url(various, "?statut=done"))
    assert response["Content-Disposition"] == ('attachment; filename="plan-pays-de-saint-omer.pdf"')
    [sheet] = pypdf.PdfReader(io.BytesIO(response.content)).pages
    lines = sheet.extract_text().split("\n")
    assert lines[:4] == [
        "Plan d’action",
        "Pays de Saint-Omer",
        "Plan au 27\xa0mai 2025, tel que connu le 27\xa0mai 2025 à 12\xa0h\xa000",
        "1\xa0action\xa0; statut\xa0: Réalisée",
    ]
    assert "Registre nº" in lines[-1]


def test_a_day_of_the_past_is_printed_as_it_was(signed_in, various):
    response = signed_in.get(print_url(various, "?au=2024-02-01"))
    assert response["Content-Disposition"].endswith('-au-2024-02-01.pdf"')
    assert "Plan au 1er" in pypdf.PdfReader(io.BytesIO(response.content)).pages[0].extract_text()


def test_a_list_that_is_too_long_is_not_printed(signed_in, various, monkeypatch):
    monkeypatch.setattr(views, "MOST_PRINTED", 3)
    response = signed_in.get(print_url(various, "?tri=-budget"), follow=True)
    assert response.request["PATH_INFO"] == plan_url(various)
    assert last_message(response).startswith(
        "Cette liste a 4\u00a0actions, on en imprime 3 au plus"
    )
    assert signed_in.get(print_url(various, "?statut=done"))["Content-Type"] == "application/pdf"


def test_it_costs_the_same_whatever_the_rows(signed_in, territory, django_assert_num_queries):
    make_action(territory)
    signed_in.get(print_url(territory))
    with django_assert_num_queries(8):
        signed_in.get(print_url(territory))
    for _ in range(3):
        make_action(territory, effective_on=date(2024, 2, 1))
    with django_assert_num_queries(8):
        signed_in.get(print_url(territory))
