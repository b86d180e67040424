"""The official geographic code comes from a package, as often as wanted."""

from datetime import date
from io import StringIO
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from usine.geography.models import Commune, Departement, Grouping, Postcode, Region, Vintage
from usine.geography.operations import load_code
from usine.geography.tests.factories import a_commune, a_grouping, small_code, write_package
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.fixture
def package(tmp_path):
    return write_package(tmp_path / "package", small_code())


def test_loads_what_the_package_says(package):
    loaded = load_code(folder=package)

    assert loaded.year == 2026
    assert loaded.left_out == 1
    assert list(Region.objects.values_list("code", "name", "slug")) == [
        ("32", "Hauts-de-France", "hauts-de-france"),
        ("28", "Normandie", "normandie"),
    ]
    assert list(Departement.objects.values_list("code", "region")) == [
        ("62", "32"),
        ("76", "28"),
        ("80", "32"),
    ]
    saint_omer = Commune.objects.get(code="62765")
    assert (saint_omer.name, saint_omer.population, saint_omer.siren) == (
        "Saint-Omer",
        15000,
        "21627650",
    )
    assert [each.code for each in saint_omer.postcodes.all()] == ["62500"]
    assert [each.siren for each in saint_omer.groupings.all()] == ["200000001"]
    dieppe = Commune.objects.get(code="76002")
    assert {(each.name, each.kind) for each in dieppe.groupings.all()} == {
        ("Métropole de Dieppe", "METRO"),
        ("Côte d’Albâtre", "EPT"),
    }
    assert Grouping.objects.get(siren="200000001").population == 200
    assert [str(each) for each in (saint_omer, *saint_omer.postcodes.all())] == [
        "Saint-Omer",
        "62500",
    ]
    assert [str(each) for each in Region.objects.all()] == ["Hauts-de-France", "Normandie"]
    assert str(Departement.objects.get(code="62")) == "Pas-de-Calais"
    assert str(Grouping.objects.get(siren="200000002")) == "CC du Vimeu"
    vintage = Vintage.objects.get()
    assert str(vintage) == "COG 2026"
    assert vintage.source == "@etalab/decoupage-administratif 6.0.0"


def test_leaves_out_former_communes_and_overseas_collectivities(package):
    load_code(folder=package)

    assert not Commune.objects.filter(code__in=["76003", "98818"]).exists()
    assert not Region.objects.filter(code="988").exists()


def test_the_same_package_is_not_read_twice(package, django_assert_num_queries):
    load_code(folder=package)

    with django_assert_num_queries(1):
        loaded = load_code(folder=package)

    assert loaded.changes == []


def test_a_new_release_creates_changes_and_removes(package):
    load_code(folder=package)
    code = small_code()
    code["communes"][0]["nom"] = "Saint-Omer-le-Neuf"
    code["communes"][1:3] = [a_commune("62003", "Neuville", "62")]
    code["epci"][0] = a_grouping("200000009", "CA nouvelle", ["62765", "62003"], "CA")
    code["epci"][2] = a_grouping("200000003", "CC des Villes Sœurs", ["76001"])
    write_package(package, code, version="6.1.0")

    loaded = load_code(folder=package)

    changes = {each.label: (each.created, each.changed, each.removed) for each in loaded.changes}
    assert changes == {
        "régions": (0, 0, 0),
        "départements": (0, 0, 0),
        "groupements de communes": (1, 1, 1),
        "communes": (1, 1, 2),
        "codes postaux": (1, 0, 0),
        "appartenances": (2, 0, 0),
    }
    assert Commune.objects.get(code="62765").search_name == "saint omer le neuf"
    assert not Grouping.objects.filter(siren="200000001").exists()
    assert not Postcode.objects.filter(code="62510").exists()
    assert Vintage.objects.get().source.endswith("6.1.0")


def test_a_pair_that_is_gone_is_removed(package):
    load_code(folder=package)
    code = small_code()
    code["communes"][1]["codesPostaux"] = ["62500"]
    code["epci"][0]["membres"] = [{"code": "62765"}]
    write_package(package, code, version="6.1.0")

    changes = {each.label: each.removed for each in load_code(folder=package).changes}

    assert changes["codes postaux"] == 1
    assert changes["appartenances"] == 1
    assert Commune.objects.get(code="62001").groupings.count() == 0


def test_outlines_survive_a_new_release(package):
    load_code(folder=package)
    Vintage.objects.update(outlines_digest="seen")
    write_package(package, small_code(), version="6.1.0")

    load_code(folder=package)

    assert Vintage.objects.get().outlines_digest == "seen"


def test_a_package_that_breaks_in_the_middle_writes_nothing(package):
    code = small_code()
    code["communes"][0]["departement"] = "99"
    code["epci"] = []
    write_package(package, code)

    with (
        patch("usine.geography.operations._keep_vintage", side_effect=RuntimeError),
        pytest.raises(RuntimeError),
    ):
        load_code(folder=package)

    assert Region.objects.count() == 0


def test_each_major_version_has_its_vintage(package):
    write_package(package, small_code(), version="5.3.0")

    assert load_code(folder=package).year == 2025


@pytest.mark.parametrize("version", ["7.0.0", "0.8", "next"])
def test_a_version_without_a_known_vintage_is_refused(package, version):
    write_package(package, small_code(), version=version)

    with pytest.raises(Refused, match=f"version {version} .* inconnu"):
        load_code(folder=package)


def test_a_missing_package_says_how_to_install_it(tmp_path):
    with pytest.raises(Refused, match="make install"):
        load_code(folder=tmp_path)


def test_the_command_says_what_changed(package):
    out = StringIO()
    call_command("load_geography", package=package, stdout=out)

    assert "Code officiel géographique 2026 :" in out.getvalue()
    assert "communes\u00a0: 7 (7\u00a0créés, 0\u00a0modifié, 0\u00a0retiré)" in out.getvalue()
    assert "de côté\u00a0: 1\u00a0commune des" in out.getvalue()

    out = StringIO()
    call_command("load_geography", package=package, stdout=out)
    assert out.getvalue() == "Code officiel géographique 2026 : déjà chargé, rien n’a changé.\n"


def test_the_command_refuses_with_a_sentence(tmp_path):
    with pytest.raises(CommandError, match="n’a pas pu être lu"):
        call_command("load_geography", package=tmp_path, stdout=StringIO())


def test_the_day_of_the_load_is_kept(package):
    load_code(folder=package)

    assert Vintage.objects.get().loaded_at.date() >= date(2025, 1, 1)
