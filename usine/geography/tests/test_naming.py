"""Names: kept clean, found however they are typed."""

import pytest

from usine.geography.naming import address, clean, elided, of, search_key


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("Pays de Châlons\xa0", "Pays de Châlons"),
        ("  Vallée de\u202fl'Arve ", "Vallée de l’Arve"),
        ("Terres d’Oc", "Terres d’Oc"),
        ("Bassin d’E\u0301vian", "Bassin d’Évian"),
    ],
)
def test_a_name_is_kept_with_one_kind_of_space_and_apostrophe(typed, cleaned):
    assert clean(typed) == cleaned


@pytest.mark.parametrize(
    "typed",
    [
        "Pays de Saint-Omer",
        "pays de st omer",
        "CA du Pays de Saint-Omer",
        "Communauté d'agglomération du PAYS DE SAINT OMER",
        "  Pays de  St-Omer\xa0",
    ],
)
def test_a_search_puts_aside_what_people_write_otherwise(typed):
    assert search_key(typed) == "pays de saint omer"


@pytest.mark.parametrize(
    ("typed", "key"),
    [
        ("Œuvre", "oeuvre"),
        ("L'Haÿ-les-Roses", "hay les roses"),
        ("Le", "le"),
        ("La", "la"),
        ("Ste-Marie", "sainte marie"),
        ("Les Stes-Maries", "saintes maries"),
        ("’ - ", ""),
    ],
)
def test_the_last_word_always_stays(typed, key):
    assert search_key(typed) == key


def test_an_address_is_the_slug_of_the_name():
    assert address("Pays de Saint-Omer") == "pays-de-saint-omer"
    assert address("Cœur d’Ardenne – Meuse") == "coeur-dardenne-meuse"


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Le Havre", "du Havre"),
        ("Les Herbiers", "des Herbiers"),
        ("La Rochelle", "de La Rochelle"),
        ("Épinal", "d’Épinal"),
        ("L’Aigle", "de L’Aigle"),
        ("Œting", "d’Œting"),
        ("Haguenau", "de Haguenau"),
        ("Metz", "de Metz"),
    ],
)
def test_french_contracts_and_elides_de(name, expected):
    assert of(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ada Lovelace", "d’Ada Lovelace"),
        ("Marie Curie", "de Marie Curie"),
        ("Le Goff", "de Le Goff"),
        ("", "de "),
    ],
)
def test_the_name_of_a_person_is_elided_and_never_contracted(name, expected):
    assert elided(name) == expected
