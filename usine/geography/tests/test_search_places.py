"""A place is found by its name or its postcode, however it is typed."""

import pytest

from usine.geography.models import Commune
from usine.geography.naming import search_key
from usine.geography.operations import load_code
from usine.geography.queries import (
    Place,
    PlaceKind,
    called,
    communes_called,
    places_alike,
    search_places,
)
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
    ("typed", "expected"),
    [
        ("st omer", ["Saint-Omer", "Saint-Omer-en-Vimeu"]),
        ("SAINT-OM", ["Saint-Omer", "Saint-Omer-en-Vimeu"]),
        ("ecluse", ["L’Écluse"]),
        ("l'écluse", ["L’Écluse"]),
        ("ste oeuvre", ["Sainte-Œuvre"]),
        ("treport", ["Le Tréport"]),
        ("CC des villes soeurs", ["CC des Villes Sœurs"]),
        ("omer", ["Saint-Omer", "Saint-Omer-en-Vimeu"]),
        ("om", []),
        ("mer", []),
        ("Nouméa", []),
        ("s", []),
        ("", []),
        ("%", []),
        ("sa_nt", []),
    ],
)
def test_names(typed, expected):
    assert names(typed) == expected


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("62500", ["Saint-Omer", "L’Écluse"]),
        ("62 500", ["Saint-Omer", "L’Écluse"]),
        ("6251", ["L’Écluse"]),
        ("62500 St Omer", ["Saint-Omer"]),
        ("62500 omer", ["Saint-Omer"]),
        ("625", ["Saint-Omer", "L’Écluse"]),
        ("99", []),
        ("St Omer 62500", ["Saint-Omer"]),
        ("Saint-Omer (62)", ["Saint-Omer"]),
        ("saint omer 80", ["Saint-Omer-en-Vimeu"]),
        ("saint omer 2a", []),
    ],
)
def test_postcodes(typed, expected):
    assert names(typed) == expected


def test_an_exact_name_comes_before_a_larger_place(tmp_path):
    code = small_code()
    code["communes"].append(a_commune("80003", "Saint-Omer-la-Grande", "80", 900_000))
    load_code(folder=write_package(tmp_path / "other", code, version="6.1.0"))

    assert names("saint-omer") == ["Saint-Omer", "Saint-Omer-la-Grande", "Saint-Omer-en-Vimeu"]


def test_names_that_begin_so_come_before_those_of_which_a_later_word_does(tmp_path):
    code = small_code()
    code["communes"].append(a_commune("80003", "Omerville", "80", 20))
    load_code(folder=write_package(tmp_path / "other", code, version="6.1.0"))

    assert names("omer") == ["Omerville", "Saint-Omer", "Saint-Omer-en-Vimeu"]
    assert names("omer", limit=1) == ["Omerville"]


def test_a_letter_alone_is_a_whole_name():
    Commune.objects.filter(name="Saint-Omer").update(name="Y", search_name="y")
    assert names("Y") == ["Y"]
    assert names("s") == []


def test_no_more_places_than_asked():
    assert names("saint omer", limit=1) == ["Saint-Omer"]
    assert names("62500", limit=1) == ["Saint-Omer"]


def test_the_number_of_queries_is_fixed(django_assert_num_queries):
    with django_assert_num_queries(3):
        assert len(search_places("saint")) == 3
    with django_assert_num_queries(3):
        assert len(search_places("dieppe")) == 1
    with django_assert_num_queries(1):
        assert len(search_places("62500")) == 2
    with django_assert_num_queries(1):
        assert search_places("é") == []
    with django_assert_num_queries(0):
        assert search_places(" ") == []


@pytest.mark.parametrize(
    "typed",
    ["Lyon", "lyon 3", "Lyon 3e", "lyon 3 eme", "3e arrondissement de Lyon", "Lyon 1er arr."],
)
def test_an_arrondissement_is_its_city(tmp_path, typed):
    code = small_code()
    code["communes"].append(a_commune("80123", "Lyon", "80", 500_000))
    load_code(folder=write_package(tmp_path / "other", code, version="6.1.0"))

    assert names(typed) == ["Lyon"]


def alike(text: str, **options) -> list[str]:
    return [place.name for place in places_alike(text, **options)]


@pytest.mark.parametrize(
    ("typed", "proposed"),
    [
        ("Sant Omer", ["Saint-Omer"]),
        ("saint hommer", ["Saint-Omer"]),
        ("62500 sant omer", ["Saint-Omer"]),
        ("ecluze", ["L’Écluse"]),
        ("le trepor", ["Le Tréport"]),
        ("cc des ville seurs", ["CC des Villes Sœurs"]),
        ("pays st omer", ["CA du Pays de Saint-Omer"]),
        ("Nouméa", []),
        ("99999", []),
        ("", []),
    ],
)
def test_a_slip_is_forgiven(typed, proposed):
    assert alike(typed) == proposed


def test_of_names_as_close_the_larger_place_comes_first(tmp_path):
    code = small_code()
    code["communes"] += [
        a_commune("80003", "Montelier", "80", 300),
        a_commune("80004", "Montpellier", "80", 300_000),
    ]
    load_code(folder=write_package(tmp_path / "other", code, version="6.1.0"))

    assert alike("montpelier") == ["Montpellier", "Montelier"]
    assert alike("montpelier", limit=1) == ["Montpellier"]


def with_communes(tmp_path, *named: tuple[str, int]) -> None:
    code = small_code()
    code["communes"] += [
        a_commune(f"80{rank + 100}", name, "80", people)
        for rank, (name, people) in enumerate(named)
    ]
    load_code(folder=write_package(tmp_path / "other", code, version="6.1.0"))


@pytest.mark.parametrize("typed", ["Vilfranche", "Vilefranche", "vilefranches"])
def test_the_first_words_of_a_name_are_enough(tmp_path, typed):
    with_communes(
        tmp_path,
        ("Villefranche-de-Rouergue", 11_000),
        ("Villefranche-sur-Saône", 36_000),
        ("Villefrancœur", 400),
        ("Neufville-Franche", 90_000),
    )
    assert alike(typed) == ["Villefranche-sur-Saône", "Villefranche-de-Rouergue"]
    assert alike(typed, limit=1) == ["Villefranche-sur-Saône"]


def test_a_longer_name_comes_beside_a_whole_one_when_more_people_live_there(tmp_path):
    with_communes(
        tmp_path, ("Clermont", 10_000), ("Clermont-Ferrand", 147_000), ("Clermont-le-Fort", 500)
    )
    assert alike("clairmont") == ["Clermont-Ferrand", "Clermont"]


def test_as_many_words_are_compared_as_were_typed(tmp_path):
    with_communes(
        tmp_path,
        ("Aix-en-Provence", 147_000),
        ("La Roche-sur-Yon", 54_000),
        ("Aixe-sur-Vie", 5_000),
    )
    assert alike("aix en provance") == ["Aix-en-Provence"]
    assert alike("aixen") == ["Aixe-sur-Vie"]
    # A linking word is not compared: "roche sur" of "roche sar".
    assert alike("roche sar") == []


def test_of_too_many_alike_names_the_most_populated_are_kept(tmp_path):
    with_communes(tmp_path, *((f"Marsan-{rank + 100}", 1_000 + rank) for rank in range(60)))
    assert alike("marzan", limit=2) == ["Marsan-159", "Marsan-158"]


def test_what_is_proposed_finds_it_first():
    for typed in ("Sant Omer", "abeville", "metropole diepe"):
        place = places_alike(typed)[0]
        assert search_places(place.typed)[0] == place


@pytest.mark.parametrize(
    ("kind", "code", "name", "typed"),
    [
        (PlaceKind.COMMUNE, "62765", "Saint-Omer", "Saint-Omer (62)"),
        (PlaceKind.COMMUNE, "2A004", "Ajaccio", "Ajaccio (2A)"),
        (PlaceKind.COMMUNE, "97411", "Saint-Denis", "Saint-Denis (974)"),
        (PlaceKind.GROUPING, "200000001", "CC du Vimeu", "CC du Vimeu"),
    ],
)
def test_what_to_type_to_find_a_place(kind, code, name, typed):
    assert Place(kind, code, name, "", 0).typed == typed


def test_a_slip_costs_four_queries(django_assert_num_queries):
    with django_assert_num_queries(4):
        assert places_alike("sant omer")
    with django_assert_num_queries(2):
        assert places_alike("Nouméa") == []
    with django_assert_num_queries(0):
        places_alike("99999")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("st omer", ["62765"]),
        ("Saint-Omer (62)", ["62765"]),
        ("Saint-Omer (Pas-de-Calais)", ["62765"]),
        ("Saint-Omer (62765)", ["62765"]),
        ("Saint-Omer (80)", []),
        ("Saint", []),
        ("()", []),
        ("Bors (Canton de Tude)", ["80777"]),
        ("Bors (Canton de Tude) (80)", ["80777"]),
        ("Bors", []),
    ],
)
def test_communes_are_called_by_their_very_name(text, codes, django_assert_num_queries):
    name = "Bors (Canton de Tude)"
    Commune.objects.create(
        code="80777", name=name, search_name=search_key(name), departement_id="80"
    )
    with django_assert_num_queries(1):
        named = communes_called([text, "Abbeville"])
    assert [each.pk for each in named[text]] == codes
    assert [called(each) for each in named["Abbeville"]] == ["Abbeville (80)"]
