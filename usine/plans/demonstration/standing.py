"""What the coordinator asked of late of the territory to try: some of it answered, some overdue."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import partial

from usine.asks.addressing import a_role, people_of
from usine.asks.models import Ask
from usine.asks.operations import answer, ask_many
from usine.asks.queries import to_do
from usine.asks.tasks import remind_due
from usine.people.demonstration import Posts, World, address
from usine.people.roles import Role
from usine.plans.models import Action
from usine.plans.standing import STANDING, UNCHANGED
from usine.plans.states import CLOSED
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.agenda import Scene, at, office_days

from .sheets import EVENING

# How many days ago it was asked, about how many actions, in how many days it was expected.
ASKED: Sequence[tuple[int, int, int]] = ((16, 4, 14), (6, 3, 8), (3, 2, 14))
ANSWERED, REMINDED = 9, 5
WORDS = "Démonstration\u00a0: les devis sont reçus, le choix se fait au prochain comité."


def scenes(posts: Posts, until: date) -> Iterator[Scene]:
    """What is asked and answered in the last month before a day."""
    territory = posts.to_try
    for days, count, within in ASKED:
        yield Scene(_evening(until, days), partial(_ask, territory, count, within))
    yield Scene(_evening(until, ANSWERED), partial(_answer, territory))
    yield Scene(_evening(until, REMINDED), lambda world: remind_due(clock.now()))


def _evening(until: date, days: int) -> datetime:
    """Of an office day, about so many days before."""
    first = until - timedelta(days=days)
    return at(office_days(first - timedelta(days=4), first)[-1], EVENING)


def _ask(territory: Territory, count: int, within: int, world: World) -> None:
    """About actions of which nothing is asked, that nobody has confirmed for the longest."""
    to = a_role(Role.PROJECT_MANAGER, territory)
    waiting = set(Ask.objects.waiting().values_list("subject", flat=True))
    open_actions = Action.objects.live().filter(territory=territory).exclude(status__in=CLOSED)
    oldest = [each.subject for each in open_actions.order_by("confirmed_on", "pk")]
    keys = [key for key in oldest if key not in waiting][:count]
    if keys and people_of(to).exists():
        ask_many(
            STANDING,
            keys,
            about=subject_of(territory),
            text=STANDING.message,
            to=to,
            due_on=clock.today() + timedelta(days=within),
            by=world.user(address(Role.REGIONAL_COORDINATOR)),
        )


def _answer(territory: Territory, world: World) -> None:
    """The project manager confirms one action, and says where another one stands."""
    for manager in people_of(a_role(Role.PROJECT_MANAGER, territory))[:1]:
        first, second = [*to_do(manager), None, None][:2]
        if first and second:
            answer(first, outcome=UNCHANGED, by=manager)
            answer(second, outcome="told", words=WORDS, by=manager)
