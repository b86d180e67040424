"""The national map: whole numbers ready to be drawn, at a fixed cost."""

import json
import re
from datetime import date

import pytest
from django.utils import timezone
from shapely import Polygon

from usine.geography.models import Region, RegionOutline, Vintage
from usine.geography.tests.factories import wavy_polygon
from usine.territories.maps import national_geojson, national_map
from usine.territories.models import Period, Territory
from usine.territories.tests.factories import VIMEU, listed, load, outline_at


def corners(data: str) -> list[tuple[int, int]]:
    """The corners of a path's first ring, in the units of the map."""
    ring = re.fullmatch(r"M(-?\d+ -?\d+)l([^Mz]*)z.*", data)
    assert ring is not None
    start, steps = ring.groups()
    x, y = map(int, start.split())
    points = [(x, y)]
    numbers = [int(number) for number in re.findall(r"-?\d+", steps)]
    for dx, dy in zip(numbers[::2], numbers[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x, y))
    return points


@pytest.fixture
def _two_territories(code):
    load(
        listed("ti-1", "Ouest", outline=outline_at(2)),
        listed("ti-2", "Est", VIMEU),
    )
    RegionOutline.objects.create(place_id="32", geometry=json.dumps(wavy_polygon(1, 4)))


@pytest.mark.usefixtures("_two_territories")
class TestNationalMap:
    def test_an_outline_is_a_shape_and_the_others_are_points(self):
        west, east = Territory.objects.order_by("code")

        drawn = national_map()

        assert [pk for pk, _ in drawn.shapes] == [west.pk]
        assert [pk for pk, _, _ in drawn.points] == [east.pk]
        assert [code for code, _ in drawn.regions] == ["32"]
        assert [each.name for each in drawn.frames] == [
            "Guadeloupe",
            "Martinique",
            "Guyane",
            "La Réunion",
            "Mayotte",
        ]

    def test_all_is_drawn_within_the_view(self):
        drawn = national_map()
        left, top, width, height = map(int, drawn.view_box.split())

        (_, data), ((_, x, y),) = drawn.shapes[0], drawn.points
        for corner in [*corners(data), *corners(drawn.regions[0][1]), (x, y)]:
            assert left < corner[0] < left + width
            assert top < corner[1] < top + height
        for frame in drawn.frames:
            assert frame.x + frame.width <= left + width
            assert frame.y + frame.height <= top + height

    def test_north_is_up_and_east_is_right(self):
        ((_, x, y),) = national_map().points  # Amiens and Abbeville: Somme's prefecture
        shape = corners(national_map().shapes[0][1])

        # The outline lies between 49° and 50° N, 2° and 3° E; Amiens at 49.89° N, 2.30° E.
        assert min(each[0] for each in shape) < x < max(each[0] for each in shape)
        assert min(each[1] for each in shape) < y < sum(each[1] for each in shape) / len(shape)

    def test_neighbours_share_the_corners_of_their_border(self):
        load(
            listed("ti-1", "Ouest", outline=outline_at(2)),
            listed("ti-2", "Est", VIMEU, outline=outline_at(3)),
        )

        west, east = (Polygon(corners(data)) for _, data in national_map().shapes)

        assert west.intersection(east).area == 0
        assert west.union(east).geom_type == "Polygon"
        assert west.intersection(east).length > 80

    def test_a_change_is_drawn_at_once(self):
        before = national_map()

        load(listed("ti-1", "Ouest", outline=outline_at(2.5)))

        assert national_map().shapes != before.shapes

    def test_the_number_of_queries_is_fixed(self, django_assert_num_queries):
        with django_assert_num_queries(3):
            first = national_map()
        with django_assert_num_queries(1):
            assert national_map() == first

        load(listed("ti-3", "Nord", "62002"), listed("ti-4", "Sud", "76001"))
        with django_assert_num_queries(3):
            assert len(national_map().points) == 3

    @pytest.mark.parametrize("changed", [{"digest": "autre"}, {"outlines_digest": "autre"}])
    def test_another_geographic_code_is_drawn_at_once(self, changed, django_assert_num_queries):
        national_map()
        vintage, _ = Vintage.objects.get_or_create(
            year=2026, defaults={"source": "essai", "loaded_at": timezone.now()}
        )
        national_map()
        Vintage.objects.filter(pk=vintage.pk).update(**changed)
        with django_assert_num_queries(3):
            national_map()
        Territory.objects.all().delete()
        assert national_map().shapes == []
        Vintage.objects.filter(pk=vintage.pk).update(**dict.fromkeys(changed, "plus"))
        with django_assert_num_queries(4):  # no territory carries the version
            national_map()

    def test_the_other_period_is_not_drawn(self):
        load(listed("ti-9", "Ancien", "76001"), period="T1")

        assert len(national_map().points) == 1

    def test_maps_that_zoom_get_geojson(self, django_assert_num_queries):
        west, east = Territory.objects.order_by("code")
        with django_assert_num_queries(2):
            collection = json.loads(national_geojson())
        with django_assert_num_queries(1):
            national_geojson()

        assert [each["properties"] for each in collection["features"]] == [
            {"id": west.pk, "name": "Ouest", "slug": "ouest"},
            {"id": east.pk, "name": "Est", "slug": "est"},
        ]
        assert [each["geometry"]["type"] for each in collection["features"]] == [
            "Polygon",
            "Point",
        ]


@pytest.mark.usefixtures("code")
def test_an_island_is_drawn_in_its_frame():
    Region.objects.create(code="04", name="La Réunion", slug="la-reunion")
    period = Period.objects.create(
        code="T2", name="T2", starts_on=date(2023, 11, 9), ends_on=date(2027, 12, 31)
    )
    island = Territory.objects.create(
        period=period,
        code="ti-0401",
        name="Ouest",
        slug="ouest",
        lead_region_id="04",
        labelled_on=date(2023, 11, 9),
        longitude=55.45,
        latitude=-20.88,
    )

    drawn = national_map()

    frame = next(each for each in drawn.frames if each.region == "04")
    ((pk, x, y),) = drawn.points
    assert pk == island.pk
    assert frame.x < x < frame.x + frame.width
    assert frame.y < y < frame.y + frame.height / 4


@pytest.mark.usefixtures("code")
def test_an_outline_too_small_to_be_seen_is_a_point():
    load(listed(outline=wavy_polygon(2, 2.01, 49, 49.01)))

    assert national_map().shapes == []
    assert len(national_map().points) == 1


@pytest.mark.django_db
def test_without_any_territory_the_map_is_empty():
    drawn = national_map()

    assert (drawn.regions, drawn.shapes, drawn.points) == ([], [], [])
    assert json.loads(national_geojson())["features"] == []


@pytest.mark.usefixtures("code")
def test_a_territory_that_is_not_located_is_left_out():
    load(listed())
    Territory.objects.update(longitude=None, latitude=None)

    assert national_map().points == []
