"""183 demonstration territories, made of real groupings, where the real list is absent."""

from collections import Counter

import pytest

from usine.ledger.verification import verify
from usine.territories.demonstration import IN_REGION, compose
from usine.territories.models import Territory
from usine.territories.sources import load_demonstration
from usine.values.errors import Refused

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("country")
class TestCompose:
    def test_there_are_183_spread_as_the_real_ones(self):
        load_demonstration(by=None)

        territories = Territory.objects.current()
        assert len(territories) == 183
        assert Counter(each.lead_region_id for each in territories) == IN_REGION
        assert all(each.is_demonstration for each in territories)
        assert verify() == []

    def test_each_says_that_it_is_a_demonstration(self):
        for rank, each in enumerate(compose(), 1):
            assert each.code == f"demo-{rank:03}"
            assert each.name.startswith(f"Démo {rank:03} – Pays de Ville ")

    def test_they_are_made_of_real_groupings_each_in_one_territory(self):
        members = Counter(member.code for each in compose() for member in each.members)

        assert set(members.values()) == {1}
        assert "299999999" not in members
        assert 500 < len(members) < 732

    def test_a_territory_lies_in_one_departement_among_neighbours_by_postcode(self):
        load_demonstration(by=None)

        for each in Territory.objects.current().prefetch_related("departements"):
            assert len(each.departements.all()) == 1
        postcodes = [int(member.name[-3:]) for member in compose()[100].members]
        assert postcodes == sorted(postcodes)
        assert postcodes[-1] - postcodes[0] <= 2 * len(postcodes)

    def test_it_bears_the_name_of_its_largest_commune(self):
        for each in compose():
            largest = max(each.members, key=lambda member: member.name[-3:])
            assert each.name.endswith(largest.name.removeprefix("CC de"))

    def test_it_is_always_the_same(self):
        assert compose() == compose()

    def test_no_two_stand_at_the_same_place(self):
        load_demonstration(by=None)

        places = Territory.objects.current().values_list("longitude", "latitude")
        assert len(set(places)) == 183

    def test_loading_it_again_writes_nothing(self):
        load_demonstration(by=None)

        assert load_demonstration(by=None).changes == {}

    def test_it_takes_three_queries(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            compose()


@pytest.mark.usefixtures("code")
def test_a_code_that_does_not_cover_the_country_is_refused():
    with pytest.raises(Refused, match="usine load_geography"):
        compose()


def test_without_any_code_it_is_refused():
    with pytest.raises(Refused, match="usine load_geography"):
        compose()
