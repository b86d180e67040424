"""Outlines are simplified together: neighbours still touch."""

from io import StringIO

import pytest
import shapely
from django.core.management import call_command
from shapely import Polygon, box, from_geojson
from shapely.geometry import shape

from usine.geography import outlines
from usine.geography.models import DepartementOutline, Region, RegionOutline, Vintage
from usine.geography.operations import load_code, load_outlines
from usine.geography.tests.factories import (
    a_feature,
    small_code,
    wavy_polygon,
    write_features,
    write_package,
)
from usine.values.errors import Refused


def test_neighbours_share_their_border_once_simplified():
    west, east = shape(wavy_polygon(2.0, 3.0)), shape(wavy_polygon(3.0, 4.0))

    simplified = outlines.simplify({"west": west, "east": east})

    assert shapely.get_num_coordinates(simplified["west"]) < shapely.get_num_coordinates(west) / 10
    assert shapely.coverage_is_valid(list(simplified.values()))
    border = simplified["west"].intersection(simplified["east"])
    assert border.length == pytest.approx(1, abs=0.01)
    assert simplified["west"].union(simplified["east"]).geom_type == "Polygon"


def test_coordinates_are_rounded_to_ten_metres():
    outline = outlines.simplify({1: box(2.123456789, 49, 3, 50)})[1]

    assert shapely.get_coordinates(outline).min(axis=0).tolist() == [2.1235, 49]


def test_outlines_too_small_for_that_keep_more_decimals():
    outline = outlines.simplify({1: box(2, 49, 2.00002, 49.00002)})[1]

    assert outline.is_valid
    assert outline.area > 0


def test_outlines_that_cross_themselves_are_mended():
    """A valid polygon so thin that no rounding keeps it valid."""
    sliver = Polygon([(2, 49), (2.00000001, 49.00000002), (2.00000002, 49.00000001)])

    assert outlines.simplify({1: sliver})[1].is_valid


def test_no_outline_at_all():
    assert outlines.simplify({}) == {}


@pytest.mark.parametrize(
    ("geometry", "area"),
    [
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, 0.5),
        ({"type": "Point", "coordinates": [0, 0]}, None),
        ({"type": "MultiPoint", "coordinates": [[0, 0], [1, 1]]}, None),
        (
            {
                "type": "GeometryCollection",
                "geometries": [
                    {"type": "Point", "coordinates": [5, 5]},
                    {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]},
                    {"type": "MultiPolygon", "coordinates": [[[[2, 0], [3, 0], [3, 1], [2, 0]]]]},
                ],
            },
            1.0,
        ),
        # A bow tie: invalid, two triangles once mended.
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}, 0.5),
        ({"type": "Polygon", "coordinates": []}, None),
    ],
)
def test_only_the_part_that_has_a_surface_is_an_outline(geometry, area):
    surface = outlines.polygonal(shape(geometry))

    assert (surface and surface.area) == area
    assert surface is None or surface.geom_type in ("Polygon", "MultiPolygon")


def test_a_missing_geometry_is_no_outline():
    assert outlines.polygonal(None) is None


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"not json", "carte.geojson : le fichier n’est pas du JSON"),
        (b"\xff\xfe", "carte.geojson : le fichier n’est pas du JSON"),
        (b"[]", "carte.geojson : ce n’est pas une collection"),
        (b'{"features": 3}', "carte.geojson : ce n’est pas une collection"),
        (b'{"features": [3]}', "carte.geojson, objet 1, champ « properties »"),
        (
            b'{"features": [{"properties": {}}, {"properties": {}, "geometry": {"type": "Star"}}]}',
            "carte.geojson, objet 2, champ « geometry »",
        ),
    ],
)
def test_a_file_that_is_no_geojson_says_where(content, message):
    with pytest.raises(Refused, match=message):
        outlines.read_features(content, "carte.geojson")


@pytest.fixture
def code(db, tmp_path):
    load_code(folder=write_package(tmp_path / "package", small_code()))


def a_departement_feature(code: str, west: float) -> dict:
    return a_feature({"insee_dep": code}, wavy_polygon(west, west + 1))


@pytest.mark.usefixtures("code")
def test_regions_are_the_union_of_their_departements(tmp_path):
    write_features(
        tmp_path / "departements.geojson",
        [a_departement_feature("62", 2), a_departement_feature("80", 3)],
    )

    loaded = load_outlines(folder=tmp_path)

    assert [(each.label, each.changed) for each in loaded.changes] == [
        ("contours de départements", 2),
        ("contours de régions", 1),
    ]
    parts = [from_geojson(each.geometry) for each in DepartementOutline.objects.all()]
    whole = RegionOutline.objects.get()
    assert whole.place_id == "32"
    assert from_geojson(whole.geometry).equals(shapely.union_all(parts))


@pytest.mark.usefixtures("code")
def test_regions_alone_come_from_their_own_file(tmp_path):
    write_features(
        tmp_path / "regions.geojson", [a_feature({"insee_reg": "28"}, wavy_polygon(0, 2))]
    )

    load_outlines(folder=tmp_path)

    outline = from_geojson(Region.objects.get(code="28").outline.geometry)
    assert outline.area == pytest.approx(2, abs=0.01)


@pytest.mark.usefixtures("code")
def test_the_same_outlines_are_not_read_twice(tmp_path, django_assert_num_queries):
    path = write_features(tmp_path / "departements.geojson", [a_departement_feature("62", 2)])
    load_outlines(folder=tmp_path)

    with django_assert_num_queries(1):
        assert load_outlines(folder=tmp_path).changes == []

    write_features(path, [a_departement_feature("62", 2), a_departement_feature("76", 5)])
    assert [each.changed for each in load_outlines(folder=tmp_path).changes] == [1, 1]


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize(
    ("feature", "message"),
    [
        (a_feature({"insee_dep": "99"}, None), "objet 1, champ « insee_dep » : « 99 »"),
        (a_feature({}, None), "objet 1, champ « insee_dep » : « None »"),
        (
            a_feature({"insee_dep": "62"}, {"type": "Point", "coordinates": [2, 49]}),
            "objet 1, champ « geometry » : le contour de 62",
        ),
    ],
)
def test_an_outline_that_is_nobody_s_is_refused(tmp_path, feature, message):
    write_features(tmp_path / "departements.geojson", [feature])

    with pytest.raises(Refused, match=message):
        load_outlines(folder=tmp_path)

    assert Vintage.objects.get().outlines_digest == ""


@pytest.mark.usefixtures("code")
def test_a_folder_without_outlines_is_refused(tmp_path):
    with pytest.raises(Refused, match="ne contient ni"):
        load_outlines(folder=tmp_path)


def test_outlines_need_the_code_first(db, tmp_path):
    with pytest.raises(Refused, match="usine load_geography"):
        load_outlines(folder=tmp_path)


def test_the_command_loads_both(db, tmp_path):
    package = write_package(tmp_path / "package", small_code())
    write_features(tmp_path / "departements.geojson", [a_departement_feature("62", 2)])
    out = StringIO()

    call_command("load_geography", package=package, outlines=tmp_path, stdout=out)

    assert "contours de départements : 1" in out.getvalue()
