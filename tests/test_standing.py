"""A world that is made once is as new for each of its tests, and unknown to the others."""

import pytest
from django.db import connection

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


@made_once
def neighbour(alone) -> Region:
    made.append("neighbour")
    alone.name = "Nord"
    return make_region("44", "Grand Est")


@pytest.mark.parametrize("_turn", range(2))
def test_a_world_stands_on_another_as_it_left_it(neighbour, alone, _turn):
    assert {region.name for region in Region.objects.all()} == {"Hauts-de-France", "Grand Est"}
    assert (alone.name, neighbour.name) == ("Nord", "Grand Est")
    assert (made.count("alone"), made.count("neighbour")) == (1, 1)
    neighbour.delete()


@made_once
def beyond(alone) -> Region:
    alone.name = "Midi"
    return make_region("93", "Sud")


class TestOnWhatIsNoWorld:
    @pytest.fixture
    def alone(self):
        return make_region("84", "Auvergne-Rhône-Alpes")

    def test_it_is_made_for_the_test(self, beyond, alone):
        assert alone.name == "Midi"
        assert list(Region.objects.order_by("code")) == [alone, beyond]


@pytest.mark.django_db(transaction=True)
def test_it_is_made_for_a_test_that_commits(alone):
    assert not connection.in_atomic_block
    assert list(Region.objects.all()) == [alone]
    made.remove("alone")
