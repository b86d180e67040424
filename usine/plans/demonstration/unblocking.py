"""What blocked actions of the territory to try, and how it was lifted: whoever is blocked by the
same there reads it."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial

from usine.asks.addressing import a_role, people_of
from usine.people.demonstration import Posts, World
from usine.people.models import User
from usine.people.roles import Role
from usine.plans.blocking import block, lift_block
from usine.plans.models import Action
from usine.plans.states import CLOSED
from usine.territories.models import Territory
from usine.values import clock
from usine.values.agenda import Scene, at, office_days

from .sheets import EVENING
from .themes import BLOCKAGES

# After the sheets of all plans, which say what blocked actions before.
NIGHT = EVENING + 200
KIND, WORDS = BLOCKAGES[0].kind, BLOCKAGES[0].words
BLOCKED = timedelta(days=75)
# How many days ago each was lifted, and how; the last action stays blocked.
LIFTS = (
    (40, "Démonstration\u00a0: l’établissement public foncier porte le terrain pendant trois ans."),
    (12, "Démonstration\u00a0: le sous-préfet a réuni les propriétaires, la promesse est signée."),
)


def scenes(posts: Posts, until: date) -> Iterator[Scene]:
    """Told on the last day."""
    day = office_days(until - timedelta(days=5), until)[-1]
    yield Scene(at(day, NIGHT), partial(_tell, posts.to_try))


def _tell(territory: Territory, world: World) -> None:
    for manager in people_of(a_role(Role.PROJECT_MANAGER, territory))[:1]:
        blocked = [_blocked(action, manager) for action in _never_blocked(territory)]
        for (days, words), action in zip(LIFTS, blocked, strict=False):
            on = clock.today() - timedelta(days=days)
            lift_block(action, words=words, effective_on=on, by=manager)


def _blocked(action: Action, by: User) -> Action:
    block(action, kind=KIND, words=WORDS, effective_on=clock.today() - BLOCKED, by=by)
    action.refresh_from_db()
    return action


def _never_blocked(territory: Territory) -> list[Action]:
    """Open actions of which nobody said that anything blocks them."""
    actions = Action.objects.live().filter(territory=territory, blockages=None)
    return list(actions.exclude(status__in=CLOSED).order_by("pk")[: len(LIFTS) + 1])
