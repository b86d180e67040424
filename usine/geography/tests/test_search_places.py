"""A place is found by its name or its postcode, however it is typed."""

import pytest

from usine.geography.operations import load_code
from usine.geography.queries import Place, PlaceKind, search_places
from usine.geography.tests.factories import a_commune, small_code, write_package


@pytest.fixture(autouse=True)
def _code(db, tmp_path):
    load_code(folder=write_package(tmp_path / "package", small_code()))


def names(text: str, **options) -> list[str]:
    return [place.name for place in search_places(text, **options)]


def test_a_commune_says_where_it_is():
    assert search_places("saint omer")[0] == Place(
        PlaceKind.COMMUNE, "62765", "Saint-Omer", "Pas-de-Calais (62)", 15000
    )


def test_a_grouping_says_what_it_is():
    assert search_places("Pays de St-Omer") == [
        Place(
            PlaceKind.GROUPING,
            "200000001",
            "CA du Pays de Saint-Omer",
            "communauté d’agglomération",
            200,
        )
    ]


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("st omer", ["Saint-Omer", "Saint-Omer-en-Vimeu"]),
        ("SAINT-OM", ["Saint-Omer", "Saint-Omer-en-Vimeu"]),
        ("ecluse", ["L’Écluse"]),
        ("l'écluse", ["L’Écluse"]),
        ("ste oeuvre", ["Sainte-Œuvre"]),
        ("treport", ["Le Tréport"]),
        ("CC des villes soeurs", ["CC des Villes Sœurs"]),
        ("omer", []),
        ("Nouméa", []),
        ("s", []),
        ("", []),
        ("%", []),
        ("sa_nt", []),
    ],
)
def test_names(typed, found):
    assert names(typed) == found


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("62500", ["Saint-Omer", "L’Écluse"]),
        ("62 500", ["Saint-Omer", "L’Écluse"]),
        ("6251", ["L’Écluse"]),
        ("62500 St Omer", ["Saint-Omer"]),
        ("625", ["Saint-Omer", "L’Écluse"]),
        ("99", []),
    ],
)
def test_postcodes(typed, found):
    assert names(typed) == found


def test_an_exact_name_comes_before_a_larger_place(tmp_path):
    code = small_code()
    code["communes"].append(a_commune("80003", "Saint-Omer-la-Grande", "80", 900_000))
    load_code(folder=write_package(tmp_path / "other", code, version="6.1.0"))

    assert names("saint-omer") == ["Saint-Omer", "Saint-Omer-la-Grande", "Saint-Omer-en-Vimeu"]


def test_no_more_places_than_asked():
    assert names("saint omer", limit=1) == ["Saint-Omer"]
    assert names("62500", limit=1) == ["Saint-Omer"]


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(search_places("saint")) == 3
    with django_assert_num_queries(2):
        assert len(search_places("dieppe")) == 1
    with django_assert_num_queries(1):
        assert len(search_places("62500")) == 2
    with django_assert_num_queries(0):
        search_places("é")
