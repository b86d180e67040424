"""How each operation of plans is called, and who may."""

from datetime import timedelta

from tests.calls import Call, taking
from tests.world import EDITORS, World
from usine.ledger.models import Event
from usine.plans import budgets, corrections, gate, operations, reviews, writing
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock

VALUES = {"title": "Une action", "axis": "foncier"}


def a_draft() -> reviews.Draft:
    return reviews.Draft(VALUES, Status.TO_START, clock.today())


def a_step(world: World) -> reviews.Step:
    return reviews.Step(world.here.action.pk, "start", clock.today())


def taken(world: World) -> Action:
    """An action that has just taken a step."""
    return operations.step(world.here.action, "start", by=None)


def last_event() -> int:
    return Event.objects.latest("number").number


CALLS = [
    Call(
        operations.create,
        EDITORS,
        lambda world: taking(territory=world.here.territory, values=VALUES),
    ),
    Call(
        operations.change,
        EDITORS,
        lambda world: taking(world.here.action, values={"title": "Autre"}, version=3),
    ),
    Call(operations.step, EDITORS, lambda world: taking(world.here.action, "start")),
    Call(operations.undo_step, EDITORS, lambda world: taking(taken(world), event=last_event())),
    Call(
        corrections.correct_status,
        EDITORS,
        lambda world: taking(
            world.here.status_change,
            status=Status.DONE,
            effective_on=clock.today() - timedelta(days=1),
            reason="Vérifié",
        ),
    ),
    Call(
        corrections.correct_budget,
        EDITORS,
        lambda world: taking(
            world.here.action.planned_budgets.get(),
            amount=350_000_00,
            effective_on=clock.today(),
            reason="Vérifié",
        ),
    ),
    Call(
        corrections.insert_status,
        EDITORS,
        lambda world: taking(
            world.here.action,
            status=Status.TO_START,
            effective_on=clock.today() - timedelta(days=25),
            reason="Retrouvé",
        ),
    ),
    Call(operations.withdraw, EDITORS, lambda world: taking(world.here.action, reason="Doublon")),
    Call(operations.reinstate, EDITORS, lambda world: taking(world.here.withdrawn)),
    Call(operations.confirm, EDITORS, lambda world: taking(world.here.action)),
    Call(operations.confirm_plan, EDITORS, lambda world: taking(world.here.territory)),
    Call(
        reviews.create_many,
        EDITORS,
        lambda world: taking(world.here.territory, drafts=[a_draft()]),
    ),
    Call(
        reviews.step_many,
        EDITORS,
        lambda world: taking(world.here.territory, steps=[a_step(world)]),
    ),
]

UNASKED = {
    gate.check_right: "is the question itself",
    gate.hold_plan: "asks it for the operations on a plan, which all begin by it",
    gate.hold: "asks it for the operations, which all begin by it",
    budgets.date_budgets: "is called with actions already held",
    budgets.first_budgets: "is called with actions just created",
    budgets.take_back_budgets: "is called with actions already held",
    writing.record_of: "is called with an action already held",
    writing.set_status: "is called with an action already held",
}
