"""Calls: who makes them, tries them, opens them."""

from tests.calls import Call, taking
from tests.world import Actor, World
from usine.calls import gate, operations
from usine.calls.candidacies import corrections, moving, opinions
from usine.calls.candidacies import gate as candidacy_gate
from usine.calls.candidacies import operations as operations_of_candidacies

from .candidacies.calls import CANDIDACY_CALLS
from .decisions.calls import DECISION_CALLS
from .documents import example
from .factories import bytes_of, changed, make_call, make_draft

MAKERS = frozenset({Actor.NATIONAL})


def saved(world: World):
    draft = make_draft()
    return taking(draft, changed(draft, after="Sous trois mois."), digest=draft.digest)


def edited(world: World):
    draft = make_draft()
    return operations.save_draft(
        draft, changed(draft, after="Sous trois mois."), digest=draft.digest, by=None
    )


CALLS = [
    Call(operations.import_call, MAKERS, lambda world: taking(bytes_of(example()))),
    Call(operations.draft_version, MAKERS, lambda world: taking(make_call())),
    Call(operations.save_draft, MAKERS, saved),
    Call(operations.discard_draft, MAKERS, lambda world: taking(make_draft())),
    Call(operations.publish, MAKERS, lambda world: taking(edited(world))),
    Call(
        operations.copy_call,
        MAKERS,
        lambda world: taking(make_call(), code="portes-2026", title="En 2026"),
    ),
    Call(
        operations.step_call,
        MAKERS,
        lambda world: taking(make_call(), "open_call"),
        note="open_call",
    ),
]

CALLS += CANDIDACY_CALLS + DECISION_CALLS

UNASKED = {
    candidacy_gate.check_may_edit: "is how operations and pages ask it",
    candidacy_gate.check_may_instruct: "is how operations and pages ask it",
    candidacy_gate.check_may_approve: "is how operations and pages ask it",
    candidacy_gate.hold_to_approve: "asks it for the operations, which all begin by it",
    operations_of_candidacies.keep_sent: "writes for the operations, which asked",
    opinions.end_opinions: "writes for the operations, which asked",
    corrections.end_corrections: "writes for the operations, which asked",
    moving.came: "writes for the operations, which asked",
    moving.move: "writes for the operations, which asked",
    moving.record_candidacy: "writes for the operations, which asked",
    candidacy_gate.hold_to_instruct: "asks it for the operations, which all begin by it",
    candidacy_gate.hold: "asks it for the operations, which all begin by it",
    gate.hold: "asks it for the operations, which all begin by it",
    gate.hold_or_create: "asks it for the operations that bring a call in",
}
