import pytest

from usine.geography.operations import load_code
from usine.geography.tests.factories import small_code, write_package
from usine.territories.tests.factories import a_country


@pytest.fixture
def code(db, tmp_path):
    """The small geographic code: two régions, three départements, five groupings."""
    load_code(folder=write_package(tmp_path / "package", small_code()))


@pytest.fixture
def country(db, tmp_path):
    """The 18 régions of a country large enough for 183 demonstration territories."""
    load_code(folder=write_package(tmp_path / "country", a_country()))
