"""Notes: who may write one, on an action and on a territory."""

from tests.calls import Call, taking
from tests.world import EDITORS, World
from usine.exchanges import operations
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of


def a_territory(world: World) -> str:
    subjects.rebuild()
    return subject_of(world.here.territory)


CALLS = [
    Call(
        operations.add_note,
        EDITORS,
        lambda world: taking(world.here.action.subject, text="Une note"),
    ),
    Call(
        operations.add_note,
        EDITORS,
        lambda world: taking(a_territory(world), text="Une note"),
        note="of a territory",
    ),
]

UNASKED = {
    operations.check_right: "is the question itself",
    operations.keep_notes: "is called with subjects already held",
}
