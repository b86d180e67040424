"""The official lists come in several shapes, with their traps."""

import json

import pytest
from shapely.geometry import shape

from usine.geography.tests.factories import a_feature, wavy_polygon, write_features
from usine.territories.reading import ListedMember, ListedTerritory, read, read_csv
from usine.values.errors import Refused

POINT = {"type": "Point", "coordinates": [7.18, 43.78]}


def t2(members: str, code: str = "ti-3201", name: str = "Audomarois") -> dict:
    return {"id_territoire": code, "lib_territoire": name, "liste_geo": members}


def t1(sirens: str, names: str = "", code: str = "ti-3201", name: str = "Audomarois") -> dict:
    return {"id_ti": code, "lib_ti": name, "lib_groupement": names, "siren_groupement": sirens}


def read_one(tmp_path, properties: dict, geometry: dict | None = None) -> ListedTerritory:
    (territory,) = read(
        write_features(tmp_path / "liste.geojson", [a_feature(properties, geometry)])
    )
    return territory


def test_the_second_period_lists_names_with_their_codes(tmp_path):
    territory = read_one(
        tmp_path,
        t2("CA du Pays d'Oc (200000001); CC Rives (AME) (244500203); Beissat (23019)"),
        wavy_polygon(2, 3),
    )

    assert territory.code == "ti-3201"
    assert territory.name == "Audomarois"
    assert territory.members == (
        ListedMember("200000001", "CA du Pays d’Oc"),
        ListedMember("244500203", "CC Rives (AME)"),
        ListedMember("23019", "Beissat"),
    )
    assert territory.geometry is not None
    assert territory.geometry.geom_type == "Polygon"


def test_members_may_be_joined_by_commas_and_end_with_a_separator(tmp_path):
    territory = read_one(tmp_path, t2("CC Ardenne, Rives de Meuse (240800847), X (2A004);"))

    assert territory.members == (
        ListedMember("240800847", "CC Ardenne, Rives de Meuse"),
        ListedMember("2A004", "X"),
    )


def test_the_first_period_lists_codes_and_names_apart(tmp_path):
    territory = read_one(tmp_path, t1("210600334, 200000001", "Carros, CC Y"), POINT)

    assert territory.members == (
        ListedMember("210600334", "Carros"),
        ListedMember("200000001", "CC Y"),
    )
    assert territory.geometry == shape(POINT)


def test_names_that_hold_commas_are_left_to_the_geographic_code(tmp_path):
    territory = read_one(
        tmp_path, t1("200072460, 246200299", "CA de Béthune-Bruay, Artois-Lys Romane, CA d'Hénin")
    )

    assert territory.members == (ListedMember("200072460", ""), ListedMember("246200299", ""))


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [("Pays de Châlons\xa0", "Pays de Châlons"), ("Vallées d'Auge", "Vallées d’Auge")],
)
def test_names_are_cleaned(tmp_path, name, cleaned):
    assert read_one(tmp_path, t2("A (200000001)", name=name)).name == cleaned


def test_a_member_named_twice_counts_once(tmp_path):
    territory = read_one(tmp_path, t2("A (200000001); A (200000001)"))

    assert territory.members == (ListedMember("200000001", "A"),)


def test_a_file_may_start_with_a_byte_order_mark(tmp_path):
    path = tmp_path / "liste.json"
    content = json.dumps({"features": [a_feature(t2("A (200000001)"), None)]})
    path.write_bytes(b"\xef\xbb\xbf" + content.encode())

    assert [each.code for each in read(path)] == ["ti-3201"]


@pytest.mark.parametrize(
    ("properties", "message"),
    [
        (t2("A (200000001)", code=""), "objet 1, champ « id_territoire » : la valeur manque"),
        (t2("A (200000001)", name="\xa0"), "objet 1, champ « lib_territoire » : la valeur manque"),
        (t2(""), "objet 1, champ « liste_geo » : la valeur manque"),
        (t2("A (200000001); B (12)"), "objet 1, champ « liste_geo » : « B \\(12\\) » n’est pas"),
        (t2("A"), "objet 1, champ « liste_geo » : « A » n’est pas de la forme"),
        (t1("20000000X"), "champ « siren_groupement » : « 20000000X » n’est ni un SIREN"),
        (t1(""), "champ « siren_groupement » : la valeur manque"),
        ({"id_ti": "ti-1"}, "champ « lib_territoire » ou « lib_ti » : le champ manque"),
        ({"id_ti": "1", "lib_ti": "A"}, "champ « siren_groupement » : le champ manque"),
        ({}, "champ « id_territoire » ou « id_ti » : le champ manque"),
    ],
)
def test_what_cannot_be_read_says_the_file_the_place_and_the_field(tmp_path, properties, message):
    with pytest.raises(Refused, match=f"^liste.geojson, .*{message}"):
        read_one(tmp_path, properties)


def test_a_code_twice_in_a_file_is_refused(tmp_path):
    features = [a_feature(t2("A (200000001)"), None), a_feature(t2("B (200000002)"), None)]

    with pytest.raises(Refused, match="objet 2 : le code ti-3201 est déjà"):
        read(write_features(tmp_path / "liste.geojson", features))


def test_an_empty_list_is_refused(tmp_path):
    with pytest.raises(Refused, match="aucun territoire"):
        read(write_features(tmp_path / "liste.geojson", []))


def test_a_file_that_does_not_exist_is_refused(tmp_path):
    with pytest.raises(Refused, match="n’existe pas"):
        read(tmp_path / "liste.geojson")


def test_a_file_too_large_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("usine.territories.reading.MAX_BYTES", 10)
    with pytest.raises(Refused, match="dépasse"):
        read(write_features(tmp_path / "liste.geojson", [a_feature({}, None)]))


HEADER = "id_ti;lib_ti;siren_groupement;lib_groupement;nature_juridique"
EXPECTED = [
    ListedTerritory(
        "ti-3201",
        "Pays de l’Été",
        (ListedMember("200000001", "CA A", "CA"), ListedMember("62765", "Saint-Omer", "COM")),
    ),
    ListedTerritory("ti-3202", "Vimeu", (ListedMember("200000002", "CC V", "CC"),)),
]
ONE_ROW_A_MEMBER = f"""{HEADER}
ti-3201;Pays de l'Été;200000001;CA A;CA
ti-3202;Vimeu;200000002;CC V;CC

ti-3201;Pays de l'Été;62765;Saint-Omer;COM
"""
JOINED = f"""{HEADER}
ti-3201;Pays de l'Été;"200 000 001 ; 62765";"CA A ; Saint-Omer";"CA ; COM"
ti-3202;Vimeu;200000002.0;CC V;CC
"""


@pytest.mark.parametrize("text", [ONE_ROW_A_MEMBER, JOINED])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_official_csv_in_all_its_shapes(text, encoding, line_end):
    content = text.replace("\n", line_end).encode(encoding)

    assert read_csv(content, "liste.csv") == EXPECTED


@pytest.mark.parametrize("delimiter", [",", "\t"])
def test_other_separators(delimiter):
    text = ONE_ROW_A_MEMBER.replace(";", delimiter)

    assert read_csv(text.encode(), "liste.csv") == EXPECTED


def test_columns_may_be_in_another_order_and_missing(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text(" Siren_Groupement ,LIB_TI,id_ti\n200000001,Audomarois,TI-3201\n")

    assert read(path) == [
        ListedTerritory("ti-3201", "Audomarois", (ListedMember("200000001", ""),))
    ]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "liste.csv, ligne 1 : ce n’est ni un GeoJSON ni un CSV"),
        ("<html></html>", "liste.csv, ligne 1 : ce n’est ni un GeoJSON ni un CSV"),
        (HEADER, "liste.csv : le fichier ne contient aucun territoire"),
        (f"{HEADER}\nti-1;A;200000001\n;B;2", "ligne 3, champ « id_ti » : la valeur manque"),
        (f"{HEADER}\nti-1;A;12", "ligne 2, champ « siren_groupement » : « 12 »"),
        (f"{HEADER}\nti-1;A", "ligne 2, champ « siren_groupement » : le champ manque"),
    ],
)
def test_a_csv_that_cannot_be_read_says_the_line_and_the_field(text, message):
    with pytest.raises(Refused, match=message):
        read_csv(text.encode(), "liste.csv")
