"""Steps: which a status allows, what each records, how the last one is undone."""

from datetime import UTC, date, datetime

import pytest

from usine.ledger.models import Event
from usine.ledger.verification import verify
from usine.plans import operations
from usine.plans.models import Action
from usine.plans.states import TRANSITIONS, Status
from usine.values import clock
from usine.values.errors import Refused

from .counted import TODAY, by_status, last_event
from .factories import make_action, make_territory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("today")]


# What each step leads to, from each status; no other is allowed.
STEPS = {
    ("to_start", "review"): "under_review",
    ("to_start", "start"): "in_progress",
    ("to_start", "abandon"): "abandoned",
    ("under_review", "start"): "in_progress",
    ("under_review", "abandon"): "abandoned",
    ("in_progress", "complete"): "done",
    ("in_progress", "abandon"): "abandoned",
    ("abandoned", "resume"): "to_start",
    ("unknown", "review"): "under_review",
    ("unknown", "start"): "in_progress",
    ("unknown", "abandon"): "abandoned",
}


def test_there_is_no_other_step():
    assert TRANSITIONS.keys() == {verb for _, verb in STEPS}


@pytest.mark.parametrize("verb", sorted({verb for _, verb in STEPS}))
@pytest.mark.parametrize("status", Status)
def test_every_step_from_every_status(verb, status):
    action = make_action(make_territory(), status=status)
    target = STEPS.get((status, verb))
    assert (verb in action.steps) == (target is not None)
    if target:
        operations.step(action, verb, effective_on=date(2025, 5, 2), by=None)
        assert by_status(date(2025, 5, 1)) == {status: 1}
        assert by_status() == {target: 1}
    else:
        with pytest.raises(Refused, match="ne s’applique pas"):
            operations.step(action, verb, by=None)


def test_a_step_comes_after_the_status_it_leaves_and_not_in_the_future():
    action = make_action(make_territory(), effective_on=date(2024, 1, 10))
    with pytest.raises(Refused, match=r"au 10/01/2024. Donnez une date postérieure"):
        operations.step(action, "start", effective_on=date(2024, 1, 9), by=None)
    with pytest.raises(Refused, match="dans le futur"):
        operations.step(action, "start", effective_on=date(2025, 5, 28), by=None)


def test_a_step_confirms_the_action():
    action = operations.step(make_action(make_territory()), "start", by=None)
    assert action.confirmed_on == TODAY


class TestUndoneSteps:
    def test_status_and_dates_are_given_back(self):
        with clock.set_to(datetime(2025, 1, 10, 10, tzinfo=UTC)):
            action = make_action(make_territory())
        operations.step(action, "start", effective_on=date(2025, 3, 1), by=None)
        undone = operations.undo_step(action, event=last_event().number, by=None)

        assert (undone.status, undone.status_on) == ("to_start", date(2024, 1, 10))
        assert (undone.confirmed_on, undone.version) == (date(2025, 1, 10), 3)
        assert by_status() == by_status(date(2025, 3, 1)) == {"to_start": 1}
        assert last_event().verb == "plans.undo_step"
        assert operations.step(undone, "start", by=None).status == Status.IN_PROGRESS
        assert verify() == []

    @pytest.mark.parametrize("happened", ["change", "confirm", "confirm_plan", "step", "undo_step"])
    def test_what_happened_since_is_not_undone(self, happened):
        action = make_action(make_territory())
        action = operations.step(action, "review", by=None)
        taken = last_event().number
        match happened:
            case "change":
                values = {"title": "Autre"}
                operations.change(action, values=values, version=action.version, by=None)
            case "confirm":
                operations.confirm(action, by=None)
            case "confirm_plan":
                operations.confirm_plan(action.territory, by=None)
            case "step":
                operations.step(action, "start", by=None)
            case _:
                operations.undo_step(action, event=taken, by=None)
        status, events = Action.objects.get().status, Event.objects.count()
        with pytest.raises(Refused, match="ne peut plus être annulée"):
            operations.undo_step(action, event=taken, by=None)
        assert (Action.objects.get().status, Event.objects.count()) == (status, events)

    def test_only_a_step_is_undone(self):
        action = make_action(make_territory())
        with pytest.raises(Refused, match="ne peut plus être annulée"):
            operations.undo_step(action, event=last_event().number, by=None)
