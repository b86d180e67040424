"""A file that brings an action up to date answers who asked where it stands."""

from datetime import date

import pytest

from usine.asks.addressing import a_role
from usine.asks.models import Ask
from usine.asks.operations import ask
from usine.imports import undoing
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.standing import STANDING
from usine.plans.tests.factories import make_user
from usine.values import clock

from .imports import ECOLE, FRICHE, bring, csv

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def states() -> dict[str, str]:
    asks = Ask.objects.select_related("subject")
    return {ask.subject.title: ask.state for ask in asks}


def test_a_file_answers_for_the_actions_that_it_changes_until_it_is_undone(territory, manager):
    bring(territory, csv(FRICHE, ECOLE), on=date(2025, 1, 10))
    coordinator = make_user(Role.REGIONAL_COORDINATOR, region=territory.lead_region)
    to = a_role(Role.PROJECT_MANAGER, territory)
    for action in Action.objects.all():
        values = {"text": "Alors ?", "to": to, "due_on": clock.today()}
        ask(STANDING, action.subject, **values, by=coordinator)
    moved = (*FRICHE[:3], "EPF", *FRICHE[4:])
    second = bring(territory, csv(moved, ECOLE), by=manager)
    assert states() == {"Friche papetière": "answered", "École de production": "open"}
    undoing.undo(second, by=manager)
    assert states() == {"Friche papetière": "seen", "École de production": "open"}
