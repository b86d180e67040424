"""A world that is made once is as new for each of its tests, and unknown to the others."""

import pytest

from usine.geography.models import Region
from usine.people.tests.factories import make_region

from .standing import made_once

pytestmark = pytest.mark.django_db
made: list[str] = []


@made_once
def alone() -> Region:
    made.append("alone")
    return make_region("32", "Hauts-de-France")


@made_once
def elsewhere() -> Region:
    return make_region("76", "Occitanie")


@pytest.mark.parametrize("_turn", range(3))
def test_each_test_finds_it_as_it_was_made(alone, _turn):
    assert alone.name == "Hauts-de-France"
    assert [region.name for region in Region.objects.all()] == ["Hauts-de-France"]
    alone.name = "Nord"
    alone.save()
    make_region("44", "Grand Est")


def test_it_is_made_once(alone):
    assert made == ["alone"]


def test_another_world_takes_its_place(elsewhere):
    assert list(Region.objects.all()) == [elsewhere]


def test_who_asks_for_no_world_finds_none():
    assert not Region.objects.exists()
