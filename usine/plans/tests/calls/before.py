"""What is there before an operation is called."""

from tests.world import World
from usine.ledger.models import Event
from usine.plans import blocking
from usine.plans.models import Action

STEP = {"title": "Étude de sol"}
VALUES = {"title": "Une action", "axis": "foncier"}


def blocked(world: World) -> Action:
    """An action that something blocks."""
    blocking.block(world.here.action, kind="land", words="Terrain pollué", by=None)
    return world.here.action


def last_event() -> int:
    """What asked for it may have been answered, or withdrawn, by an event of its own since."""
    return Event.objects.filter(verb__startswith="plans.").latest("number").number
