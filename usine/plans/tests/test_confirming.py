"""Actions said to be still as their plan says."""

from datetime import UTC, date, datetime

import pytest

from usine.plans import operations
from usine.plans.models import Action
from usine.values import clock
from usine.values.errors import Refused

from .counted import TODAY
from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


def test_confirm_one_and_all():
    territory = make_territory()
    before = date(2025, 1, 10)
    with clock.set_to(datetime(2025, 1, 10, tzinfo=UTC)):
        action, second = make_action(territory), make_action(territory)
        other = make_action(make_territory())
    assert operations.confirm(action, by=None).confirmed_on == TODAY
    assert set(Action.objects.values_list("pk", "confirmed_on")) == {
        (action.pk, TODAY),
        (second.pk, before),
        (other.pk, before),
    }
    assert operations.confirm_plan(territory, by=None) == 2
    second.refresh_from_db()
    other.refresh_from_db()
    assert (second.confirmed_on, other.confirmed_on) == (TODAY, before)


def test_creating_and_changing_confirm_the_action():
    with clock.set_to(datetime(2025, 1, 10, 10, tzinfo=UTC)):
        action = make_action(make_territory(), title="Étude", effective_on=date(2024, 3, 1))
    assert action.confirmed_on == date(2025, 1, 10)
    changed = operations.change(action, values={"title": "Étude de sol"}, version=1, by=None)
    assert changed.confirmed_on == TODAY


def test_nothing_is_confirmed_of_an_empty_plan():
    with pytest.raises(Refused, match="Il n’y a pas d’action à confirmer"):
        operations.confirm_plan(make_territory(), by=None)


def test_what_left_the_plan_is_not_confirmed():
    territory = make_territory()
    action, other = make_action(territory), make_action(make_territory())
    for pk in (operations.withdraw(action, reason="Doublon", by=None).pk, other.pk):
        with pytest.raises(Refused, match="n’est pas dans le plan"):
            operations.confirm_plan(territory, actions=[pk], by=None)
