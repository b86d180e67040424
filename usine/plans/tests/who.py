"""Who may do what of plans, besides the actors of one territory."""

from tests.world import EDITORS, Actor

NATION = frozenset({Actor.NATIONAL})
REGION = frozenset({Actor.COORDINATOR, Actor.NATIONAL})
# Who says of an action that nothing has changed.
CONFIRMERS = EDITORS | {Actor.ELECTED, Actor.INDUSTRIALIST}
