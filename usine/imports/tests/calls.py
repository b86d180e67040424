"""How each operation of imports is called, and who may."""

from tests.calls import Arguments, Call, taking
from tests.world import EDITORS, World
from usine.imports import deciding, dispatch, gate, giving, operations, settling, undoing, writing
from usine.imports.models import PlanImport
from usine.imports.states import Decision, State
from usine.values import clock

FILE = "Action;Axe\r\nÉtude;Foncier".encode()


def a_file(world: World) -> Arguments:
    return taking(
        territory=world.here.territory,
        filename="plan.csv",
        content=FILE,
        effective_on=clock.today(),
    )


def a_stalled_import(world: World) -> Arguments:
    PlanImport.objects.filter(pk=world.here.draft.pk).update(
        state=State.READING, state_at=clock.now() - 2 * operations.STALLED_AFTER
    )
    return taking(world.here.draft)


CALLS = [
    Call(operations.receive, EDITORS, a_file),
    Call(
        operations.understand,
        EDITORS,
        lambda world: taking(world.here.draft, meanings={"debut": "start"}),
    ),
    Call(operations.forget_columns, EDITORS, lambda world: taking(world.here.draft)),
    Call(settling.settle, EDITORS, lambda world: taking(world.here.draft)),
    Call(
        giving.give_value,
        EDITORS,
        lambda world: taking(world.here.draft, rows=[], field="axis", text="Foncier"),
    ),
    Call(settling.retract, EDITORS, lambda world: taking(world.here.draft)),
    Call(
        settling.forget_meanings,
        EDITORS,
        lambda world: taking(world.here.territory, columns=[], words=[]),
    ),
    Call(operations.answer, EDITORS, lambda world: taking(world.here.draft, answers={})),
    Call(
        deciding.decide,
        EDITORS,
        lambda world: taking(world.here.draft, rows=[], decision=Decision.SAME),
    ),
    Call(operations.set_aside, EDITORS, lambda world: taking(world.here.draft, rows=[])),
    Call(operations.submit, EDITORS, lambda world: taking(world.here.draft)),
    Call(operations.apply, EDITORS, lambda world: taking(world.here.draft)),
    Call(undoing.submit_undo, EDITORS, lambda world: taking(world.here.applied)),
    Call(undoing.undo, EDITORS, lambda world: taking(world.here.applied)),
    Call(operations.abandon, EDITORS, lambda world: taking(world.here.draft)),
    Call(operations.restart, EDITORS, a_stalled_import),
]

UNASKED = {
    gate.hold: "asks it for the operations, which all begin by it",
    dispatch.carry_on: "has a worker go on with what an operation left to do",
    writing.write: "is the pen of apply, which holds the import",
    writing.take_back: "is the pen of undo, which holds the import",
}
