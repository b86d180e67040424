"""Notes: who may write one, on an action and on a territory."""

from tests.calls import Call, taking
from tests.world import EDITORS, Actor, World
from usine.exchanges import operations
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of

# Those who keep the plan, and the binôme, who comments on theirs.
WRITERS = EDITORS | {Actor.ELECTED, Actor.INDUSTRIALIST}


def a_territory(world: World) -> str:
    subjects.rebuild()
    return subject_of(world.here.territory)


def noted(world: World) -> int:
    """The number of the event that has just added a note of the project manager."""
    by = world.users[Actor.MANAGER]
    note = operations.add_note(world.here.action.subject, text="Une note", by=by)
    return note.event_id or 0


CALLS = [
    Call(
        operations.add_note,
        WRITERS,
        lambda world: taking(world.here.action.subject, text="Une note"),
    ),
    Call(
        operations.add_note,
        WRITERS,
        lambda world: taking(a_territory(world), text="Une note"),
        note="of a territory",
    ),
    Call(
        operations.undo_note,
        frozenset({Actor.MANAGER}),
        lambda world: taking(world.here.action.subject, event=noted(world)),
        note="signed by the project manager",
    ),
]

UNASKED = {
    operations.check_right: "is the question itself",
    operations.keep_notes: "is called with subjects already held",
}
