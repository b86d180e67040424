"""Whose plan a file is: what tells that it is another one comes first."""

from datetime import date

import pytest

from usine.imports.queries import outcome
from usine.imports.whose import doubts_of_plan
from usine.plans.tests.factories import make_action, make_territory
from usine.reading.tests.spreadsheets import xlsx
from usine.territories.models import Member

from .imports import bring, csv, kinds, send, text, url

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]

HEADER = ("Territoire", "N°", "Axe", "Action")
TITLES = ["Friche papetière", "École de production", "Réseau de chaleur", "Pépinière"]
OTHERS = ["Club RSE", "Méthanisation", "Banque de compétences", "Pépinière"]
MOST = "La plupart des références du fichier désignent ici de tout autres actions."


@pytest.fixture
def known(territory):
    for number, title in enumerate(TITLES):
        make_action(territory, reference=f"A{number}", title=title)


def numbered(titles: list[str]) -> list[tuple[str, str]]:
    return [(f"A{number}", title) for number, title in enumerate(titles)]


def doubts(preview) -> list[str]:
    return [each.replace("\u00a0", " ") for each in doubts_of_plan(preview)]


def of_territories(*names: str) -> bytes:
    rows = [(name, f"A{n}", "Foncier", TITLES[n]) for n, name in enumerate(names)]
    return csv(*rows, header=HEADER)


def test_the_references_of_other_actions_write_nothing_and_are_told_first(
    signed_in, territory, known
):
    preview = send(territory, csv(*numbered(OTHERS), header=("N°", "Action")))
    assert kinds(preview) == ["asked", "asked", "asked", "unchanged"]
    assert doubts(preview) == [MOST]
    for address in (preview.get_absolute_url(), url("submit", preview)):
        page = text(signed_in.get(address))
        told = page.index("Est-ce bien le plan d’action du territoire")
        assert (page.count(MOST), told < page.index("votre réponse")) == (1, True)


def test_two_actions_named_otherwise_are_not_the_plan_of_another(territory, known):
    rows = numbered(OTHERS)[1:]
    assert doubts(send(territory, csv(*rows, header=("N°", "Action")))) == []


def test_a_title_of_which_most_words_stay_is_written_and_to_check(territory):
    title = "Sobriété en eau des sites"
    make_action(territory, reference="A1", title=f"{title} de la plasturgie")
    rows = ("A1", f"{title} du verre")
    preview = send(territory, csv(rows, header=("N°", "Action")))
    assert kinds(preview) == ["changed"]
    [told] = outcome(preview)["to_check"]
    assert "change de mots\u00a0: est-ce la même action\u00a0?" in told["message"]


@pytest.mark.parametrize("names", [["Pays d’Orléans"], ["Lens", "Saint-Omer"], ["Lens", "Nord"]])
def test_a_column_that_names_another_territory_is_told(territory, names):
    make_territory("Lens et Hénin", region=territory.lead_region)
    preview = send(territory, of_territories(*names))
    assert doubts(preview) == [f"Le fichier dit le territoire « {names[0]} » (colonne A)."]


def test_the_names_of_a_column_are_not_all_quoted(territory):
    names = ["Lens", "Dole", "Gien", "Vire"]
    for name in names:
        make_territory(f"Pays de {name}", region=territory.lead_region)
    [told] = doubts(send(territory, of_territories(*names)))
    assert told == "Le fichier dit le territoire « Lens », « Dole », « Gien »… (colonne A)."


@pytest.mark.parametrize("names", [["saint-omer", "Pays de Saint-Omer"], ["Nord", "Sud"], [""]])
def test_a_column_that_may_name_this_territory_is_not(territory, names):
    assert doubts(send(territory, of_territories(*names))) == []


def test_a_column_that_names_a_member_of_the_territory_is_not_told(territory):
    Member.objects.create(
        territory=territory, kind="epci", code="1", name="CA de Lumbres", since=date(2023, 1, 1)
    )
    assert doubts(send(territory, of_territories("Lumbres"))) == []


def test_a_title_and_names_that_are_of_another_territory_are_told(territory):
    make_territory("Vallée verte", region=territory.lead_region)
    make_territory("Saint-Omer", region=territory.lead_region)
    rows = [
        ("Plan d’action de la Vallée Verte", "", ""),
        ("Plan du Pays de Saint-Omer", "", ""),
        ("N°", "Axe", "Action"),
        ("A1", "Foncier", "Friche de la Vallée verte"),
    ]
    content = xlsx(sheets={"Vallée verte": rows})
    preview = send(territory, content, filename="plan_vallee-verte.xlsx")
    assert doubts(preview) == [
        "Le fichier nomme le territoire « Vallée verte » (nom du fichier).",
        "Le fichier nomme le territoire « Vallée verte » (nom d’une feuille).",
        "Le fichier nomme le territoire « Vallée verte » (Vallée verte ligne 1).",
    ]


def test_an_import_read_before_says_nothing_of_territories(territory):
    preview = bring(territory, csv(("A1", "Foncier", "Friche"), header=("N°", "Axe", "Action")))
    del preview.account["territories"]
    assert doubts(preview) == []
