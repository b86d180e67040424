"""Territories without an outline stand apart from each other, near their prefectures."""

import math
from itertools import combinations

import pytest

from usine.geography.prefectures import PREFECTURES
from usine.territories.placement import spread


def distance(point, other) -> float:
    return math.hypot((point[0] - other[0]) * math.cos(math.radians(point[1])), point[1] - other[1])


def test_alone_a_territory_stands_at_its_prefecture():
    assert spread({"a": ["62"]}) == {"a": PREFECTURES["62"]}


def test_over_two_departements_it_stands_between_their_prefectures():
    assert spread({"a": {"62", "80"}}) == {"a": (2.54, 50.09)}


@pytest.mark.parametrize(("departement", "gap"), [("29", 0.22), ("972", 0.08), ("973", 0.4)])
def test_no_point_is_on_top_of_another(departement, gap):
    placed = spread({f"{rank:02}": [departement] for rank in range(12)})

    assert all(distance(*pair) > gap * 0.99 for pair in combinations(placed.values(), 2))
    assert all(distance(point, PREFECTURES[departement]) < 4 * gap for point in placed.values())


def test_places_do_not_depend_on_the_order():
    departements = {f"{rank:02}": ["59"] for rank in range(5)}

    assert spread(departements) == spread(dict(reversed(departements.items())))


def test_the_first_to_move_goes_inland():
    west = spread({"1": ["29"], "2": ["29"]})["2"]

    assert west[0] > PREFECTURES["29"][0]
