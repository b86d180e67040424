"""How the operations on one action are called, and who may."""

from datetime import timedelta

from tests.calls import Call, taking
from tests.world import EDITORS, World
from usine.plans import blocking, corrections, locating, operations
from usine.plans.models import Action
from usine.plans.states import Status
from usine.values import clock

from ..who import CONFIRMERS
from .before import VALUES, blocked, last_event


def taken(world: World) -> Action:
    """An action that has just taken a step."""
    return operations.step(world.here.action, "start", by=None)


def changed(world: World) -> Action:
    """An action whose lead has just been changed."""
    action = world.here.action
    return operations.change_field(action, name="lead", value="CCI", read=action.lead, by=None)


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
    Call(
        operations.change_field,
        EDITORS,
        lambda world: taking(
            world.here.action, name="lead", value="CCI", read=world.here.action.lead
        ),
    ),
    Call(
        operations.undo_change,
        EDITORS,
        lambda world: taking(changed(world), event=last_event()),
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
    Call(
        blocking.block,
        EDITORS,
        lambda world: taking(world.here.action, kind="land", words="Terrain pollué"),
    ),
    Call(blocking.lift_block, EDITORS, lambda world: taking(blocked(world), words="Dépollué")),
    Call(
        locating.locate,
        EDITORS,
        lambda world: taking(world.here.action, communes=[], point=(2.25, 50.75)),
    ),
    Call(operations.withdraw, EDITORS, lambda world: taking(world.here.action, reason="Doublon")),
    Call(operations.reinstate, EDITORS, lambda world: taking(world.here.withdrawn)),
    Call(operations.confirm, CONFIRMERS, lambda world: taking(world.here.action)),
    Call(
        operations.undo_confirm,
        CONFIRMERS,
        lambda world: taking(operations.confirm(world.here.action, by=None), event=last_event()),
    ),
]
