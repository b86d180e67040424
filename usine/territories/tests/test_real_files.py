"""The real geographic code and, where the folder of reference is there, the real lists."""

import gzip
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date
from itertools import combinations

import pytest
import shapely
from django.db import transaction
from shapely import from_geojson
from shapely.geometry.base import BaseGeometry

from usine.geography.models import (
    Commune,
    Departement,
    DepartementOutline,
    Grouping,
    Outline,
    Region,
    RegionOutline,
)
from usine.geography.operations import load_code
from usine.geography.queries import search_places
from usine.geography.tests.real import PACKAGE, REFERENCE, needs_package, needs_reference
from usine.ledger.queries import balance
from usine.ledger.verification import verify
from usine.territories.demonstration import IN_REGION
from usine.territories.maps import national_geojson, national_map
from usine.territories.models import Member, Succession, Territory, TerritoryOutline
from usine.territories.queries import find_by_place
from usine.territories.sources import load_available, load_demonstration

pytestmark = [needs_package, pytest.mark.django_db]


@pytest.fixture(scope="module", autouse=True)
def _real_code(bare_database, django_db_blocker):
    """Loaded once for the module: seconds, not milliseconds."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_code(folder=PACKAGE)
        yield
        transaction.set_rollback(True)


@pytest.fixture(scope="class")
def reference(_real_code, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield load_available(reference=REFERENCE, by=None)
        transaction.set_rollback(True)


def shapes(outlines: Iterable[Outline]) -> list[BaseGeometry]:
    return [from_geojson(each.geometry) for each in outlines]


def test_the_code_has_the_18_regions_and_101_departements():
    assert Region.objects.count() == 18
    assert Departement.objects.count() == 101
    assert Commune.objects.count() > 34_000
    assert Grouping.objects.filter(kind="EPT").count() == 11
    assert Grouping.objects.filter(kind="METRO").count() == 22
    assert load_code(folder=PACKAGE).changes == []


def test_real_places_are_found():
    assert [each.detail for each in search_places("st omer")][:2] == [
        "Pas-de-Calais (62)",
        "Calvados (14)",
    ]
    assert search_places("62500")[0].name == "Saint-Omer"
    assert search_places("métropole européenne de lille")[0].population > 1_000_000


def test_a_demonstration_has_183_territories_over_18_regions():
    load_demonstration(by=None)

    territories = Territory.objects.current()
    assert Counter(each.lead_region_id for each in territories) == IN_REGION
    assert 600 < Member.objects.count() < 680
    drawn = national_map()
    assert len(drawn.points) == 183
    assert all(
        abs(x - other_x) + abs(y - other_y) > 10
        for (_, x, y), (_, other_x, other_y) in combinations(drawn.points, 2)
    )


@needs_reference
@pytest.mark.usefixtures("reference")
class TestReference:
    def test_both_periods_load(self, reference):
        assert Territory.objects.filter(period="T2").count() == 183
        assert Territory.objects.filter(period="T1").count() == 149
        assert [load.deduced for load in reference.loads] == [{}, {}]
        days = [date(2018, 11, 22), date(2023, 1, 1), date(2023, 11, 9)]
        counts = [balance("territories", as_of=day, by=()).get((), 0) for day in days]
        assert counts == [149, 0, 183]
        assert verify() == []

    def test_most_of_the_first_period_is_labelled_again(self):
        """93 % of the first share a member with a territory of the second; 85 %, as was announced,
        at least half of theirs."""
        members = defaultdict(set)
        for territory, code in Member.objects.values_list("territory", "code"):
            members[territory].add(code)
        half = {
            before
            for before, after in Succession.objects.values_list("predecessor", "successor")
            if 2 * len(members[before] & members[after]) >= len(members[before])
        }
        assert Succession.objects.values("predecessor").distinct().count() == 139
        assert len(half) == 127
        assert balance("relabelled", as_of=date(2023, 11, 9)) == {(): 151}

    def test_perimeters_are_those_announced(self):
        members = Member.objects.filter(territory__period="T2")
        kinds = Counter(members.values_list("kind", flat=True))
        assert (kinds["epci"] + kinds["ept"], kinds["commune"]) == (629, 12)
        assert not members.filter(grouping=None, commune=None).exists()

        territories = Territory.objects.current().prefetch_related("regions", "departements")
        assert sum(len(each.regions.all()) > 1 for each in territories) == 15
        assert sum(len(each.departements.all()) > 1 for each in territories) == 65
        assert len({each.lead_region_id for each in territories}) == 18

    def test_names_are_clean(self):
        names = Territory.objects.values_list("name", flat=True)
        assert not [name for name in names if name != name.strip() or "'" in name]
        assert Territory.objects.current().get(slug="pays-de-saint-omer").name == (
            "Pays de Saint-Omer"
        )

    def test_outlines_share_their_borders(self):
        outlines = shapes(TerritoryOutline.objects.filter(place__period="T2"))
        assert len(outlines) == 183
        assert shapely.is_valid(outlines).all()
        assert shapely.coverage_is_valid(outlines)
        departements, regions = (
            shapes(model.objects.all()) for model in (DepartementOutline, RegionOutline)
        )
        assert (len(departements), len(regions)) == (101, 18)
        assert shapely.coverage_is_valid(departements)
        assert shapely.coverage_is_valid(regions)

    def test_outlines_of_the_first_period_that_are_no_polygons(self):
        without = Territory.objects.filter(outline__isnull=True).order_by("code")
        assert list(without.values_list("period", "code")) == [
            ("T1", "ti-9301"),
            ("T1", "ti-9303"),
            ("T1", "ti-9307"),
        ]
        assert all(each.longitude and each.latitude for each in without)

    def test_the_national_map_is_light(self):
        drawn = national_map()
        text = repr(drawn)
        assert len(drawn.shapes) == 183
        assert len(drawn.regions) == 18
        assert len(text) < 100_000
        assert len(gzip.compress(text.encode())) < 30_000
        assert len(national_geojson().encode()) < 300_000

    def test_a_place_leads_to_its_territory(self):
        result = find_by_place("saint-omer")
        assert [each.name for each in result.territories] == ["Pays de Saint-Omer"]
        place, territories = result.places[0]
        assert place.name == "Saint-Omer"
        assert [each.slug for each in territories] == ["pays-de-saint-omer"]

    def test_loading_again_writes_nothing(self):
        again = load_available(reference=REFERENCE, by=None)

        assert [each.changes for each in again.loads] == [{}, {}]
