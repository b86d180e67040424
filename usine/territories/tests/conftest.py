import pytest

from usine.geography.operations import load_code
from usine.geography.tests.factories import small_code, write_package


@pytest.fixture
def code(db, tmp_path):
    """The small geographic code: two régions, three départements, five groupings."""
    load_code(folder=write_package(tmp_path / "package", small_code()))
