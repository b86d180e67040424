"""The call that is open and the plan that most tests of candidacies stand on."""

import pytest

from tests.standing import made_once
from usine.values import clock

from .factories import MARCH, make_plan, open_call


@made_once
def opened() -> None:
    with clock.set_to(MARCH):
        open_call()
        make_plan()


@pytest.fixture
def in_march():
    with clock.set_to(MARCH):
        yield
