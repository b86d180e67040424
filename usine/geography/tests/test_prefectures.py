"""The written coordinates of the prefectures."""

import json

import pytest
import shapely
from shapely.geometry import Point, shape

from usine.geography.prefectures import PREFECTURES
from usine.geography.tests.real import REFERENCE, needs_reference


def test_there_is_one_for_each_of_the_101_departements():
    mainland = {f"{number:02}" for number in range(1, 96)} - {"20"} | {"2A", "2B"}

    assert set(PREFECTURES) == mainland | {"971", "972", "973", "974", "976"}


def test_no_two_are_at_the_same_place():
    assert len(set(PREFECTURES.values())) == 101


@needs_reference
def test_each_lies_in_its_departement():
    features = json.loads((REFERENCE / "departements.geojson").read_bytes())["features"]
    outlines = {each["properties"]["insee_dep"]: shape(each["geometry"]) for each in features}
    # To 0.01 degree, a town by the sea may fall a kilometre off the shore.
    away = {
        code: shapely.distance(outlines[code], Point(where)) for code, where in PREFECTURES.items()
    }

    assert max(away.values()) == pytest.approx(0, abs=0.02)
