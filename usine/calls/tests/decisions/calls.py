"""Decisions: who proposes, who approves, who releases."""

from tests.calls import Call, taking
from tests.world import INSTRUCTORS, Actor, World
from usine.calls.decisions import operations

from .factories import AWARD, approved
from .routes import a_candidacy, a_proposal

APPROVERS = frozenset({Actor.APPROVER})

DECISION_CALLS = [
    Call(operations.propose, INSTRUCTORS, lambda world: taking(a_candidacy(world), **AWARD)),
    Call(
        operations.send_back,
        APPROVERS,
        lambda world: taking(a_proposal(world), words="À revoir."),
    ),
    Call(operations.approve, APPROVERS, lambda world: taking(a_proposal(world))),
    Call(operations.approve_many, APPROVERS, lambda world: taking([a_proposal(world)])),
    Call(operations.release, APPROVERS, lambda world: taking([a_decision(world)])),
]


def a_decision(world: World):
    """Approved, not told yet."""
    return approved(a_candidacy(world))
