"""Which roles read and edit a plan, written out."""

import pytest

from usine.people.roles import Role
from usine.plans.rights import EDIT, READ

READERS = {
    "national_team",
    "regional_coordinator",
    "project_manager",
    "deputy",
    "elected_official",
    "industrialist",
    "reader",
}
EDITORS = {"national_team", "regional_coordinator", "project_manager", "deputy"}


@pytest.mark.parametrize("role", Role)
def test_plans_are_read_and_edited_by_some_roles(role):
    assert (role in READ.roles, role in EDIT.roles) == (role in READERS, role in EDITORS)
