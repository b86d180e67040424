import pytest

from usine.plans.tests.factories import make_region, make_territory
from usine.portal.maps import SmallMap, small_map
from usine.territories.maps import national_map
from usine.territories.models import TerritoryOutline

pytestmark = pytest.mark.django_db

LILLE = (
    '{"type": "Polygon",'
    ' "coordinates": [[[3, 50.5], [3.2, 50.5], [3.2, 50.7], [3, 50.7], [3, 50.5]]]}'
)


def small_map_of(outline: str = "", **fields) -> SmallMap:
    territory = make_territory(**fields)
    if outline:
        TerritoryOutline.objects.create(place=territory, geometry=outline)
    small = small_map(territory)
    assert small is not None
    return small


def window(small: SmallMap) -> tuple[int, ...]:
    return tuple(map(int, small.view_box.split()))


def test_a_territory_is_in_the_middle_of_its_window():
    small = small_map_of(longitude=3.0, latitude=46.5)
    x, y, width, height = window(small)
    assert (small.x, small.y) == (x + width // 2, y + height // 2)
    assert small.path == ""


def test_the_window_stays_on_the_map():
    small = small_map_of(longitude=3.1, latitude=50.6, outline=LILLE)
    x, y, width, height = window(small)
    assert (y, width, height) == (0, 400, 400)
    assert x < small.x < x + width
    assert 0 < small.y < 200
    assert small.path.startswith("M")


def test_an_overseas_territory_is_in_the_frame_of_its_region():
    reunion = make_region("04", "La Réunion")
    small = small_map_of(region=reunion, longitude=55.5, latitude=-21.1)
    frame = next(frame for frame in national_map().frames if frame.region == "04")
    assert window(small) == (frame.x, frame.y, frame.width, frame.height)


def test_a_territory_of_another_period_is_not_on_the_map():
    territory = make_territory(longitude=3.0, latitude=46.5)
    territory.pk += 1000
    assert small_map(territory) is None
