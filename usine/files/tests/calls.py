"""Documents: who may attach and withdraw one, on an action and on a territory."""

from tests.calls import Call, taking
from tests.world import EDITORS, World
from usine.files import operations
from usine.files.checking import Sent, checked
from usine.subjects import operations as subjects
from usine.territories.measures import subject_of

from .factories import PDF


def a_territory(world: World) -> str:
    subjects.rebuild()
    return subject_of(world.here.territory)


SENT = [Sent("Convention.pdf", PDF)]
CALLS = [
    Call(
        operations.attach,
        EDITORS,
        lambda world: taking(world.here.action.subject, sent=SENT),
    ),
    Call(
        operations.attach,
        EDITORS,
        lambda world: taking(a_territory(world), sent=SENT),
        note="to a territory",
    ),
    Call(
        operations.keep,
        EDITORS,
        lambda world: taking(world.here.action.subject, files=checked(SENT)),
    ),
    Call(operations.withdraw, EDITORS, lambda world: taking(world.here.document)),
    Call(operations.put_back, EDITORS, lambda world: taking(world.here.withdrawn_document)),
]

UNASKED = {operations.check_right: "is the question itself"}
