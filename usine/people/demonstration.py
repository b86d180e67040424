"""The posts of the demonstration: binômes, chefs de projet, coordinators, the national team."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from itertools import pairwise
from random import Random

from usine.geography.models import Region
from usine.territories.demonstration import DATES, LABELLED
from usine.territories.models import Territory
from usine.values.agenda import Scene, at, office_days
from usine.values.shares import apportion

from . import bodies, operations
from .enlistment import Newcomer, enlist
from .models import Mandate, User
from .roles import Role

# Whether a territory has a chef de projet on each of the dates → how many territories do so: 162
# have one on 31 January 2025, 164 on 27 May, and vacancies move.
PRESENCE: Mapping[tuple[bool, bool, bool, bool], int] = {
    (True, True, True, True): 95,
    (True, True, True, False): 1,
    (True, True, False, False): 3,
    (True, False, True, True): 2,
    (True, False, False, True): 2,
    (False, True, True, True): 57,
    (False, True, True, False): 1,
    (False, True, False, False): 5,
    (False, False, True, True): 8,
    (False, False, False, True): 2,
    (False, False, False, False): 7,
}

# How many posts, filled on two successive dates, change hands between them.
REPLACED = (31, 12, 0)

COORDINATORS = 15

DOMAIN = "demo.example"
NOTICE = 14  # days: a departure is recorded before it happens
OPENING = 30  # minutes: everybody has an account before the first plan comes in
ARRIVAL = 15

# The beginning of an address, and a first name: nobody exists under these names.
NAMES = {
    Role.NATIONAL_TEAM: ("equipe-nationale", "Équipe nationale"),
    Role.REGIONAL_COORDINATOR: ("coordinateur", "Coordinateur"),
    Role.PROJECT_MANAGER: ("chef-de-projet", "Chef de projet"),
    Role.ELECTED_OFFICIAL: ("elu", "Élu"),
    Role.INDUSTRIALIST: ("industriel", "Industriel"),
    Role.READER: ("lecteur", "Lecteur"),
}


def address(role: Role) -> str:
    """The address of the login of this role."""
    return f"{NAMES[role][0]}@{DOMAIN}"


# The body of the industrialist to try: it leads actions of each plan.
LED = "Association des industriels du territoire"


@dataclass
class World:
    """The accounts and mandates that the scenes have made so far."""

    users: dict[str, int] = field(default_factory=dict)  # by e-mail address
    mandates: dict[str, Mandate] = field(default_factory=dict)  # the last one, by the same

    def user(self, email: str) -> User:
        """The user as a new request reads them, rights included."""
        return User.objects.get(pk=self.users[email])


@dataclass(frozen=True)
class Post:
    """A mandate to come, from its first to its last day, and the address of its holder."""

    role: Role
    email: str
    last_name: str
    start: date
    end: date | None = None
    territory: Territory | None = None
    region: Region | None = None

    @property
    def opens(self) -> bool:
        return self.start == LABELLED

    def holds(self, day: date) -> bool:
        return self.start <= day and (self.end is None or day <= self.end)


class Posts:
    """All posts of the demonstration; those of the territory to try have addresses of logins."""

    def __init__(self, territories: Sequence[Territory], to_try: Territory, random: Random) -> None:
        self.territories, self.to_try, self.random = territories, to_try, random
        self.all: list[Post] = []
        self._numbers: Counter[Role] = Counter()
        self._open(Role.NATIONAL_TEAM, LABELLED, to_try=True)
        self._open(Role.READER, LABELLED, to_try=True)
        self._coordinators()
        for territory in territories:
            for role in (Role.ELECTED_OFFICIAL, Role.INDUSTRIALIST):
                self._open(role, LABELLED, territory=territory, to_try=territory == to_try)
        self._project_managers()
        self._keepers: dict[object, list[Post]] = defaultdict(list)
        for post in self.all:
            if post.role == Role.PROJECT_MANAGER:
                self._keepers[post.territory].append(post)
            elif post.role == Role.REGIONAL_COORDINATOR:
                self._keepers[post.region].append(post)

    def keeper(self, territory: Territory, day: date) -> str:
        """The address of who keeps a plan on a day: the chef de projet, or else the coordinator,
        or else the national team."""
        known = (
            *self._keepers[territory],
            *self._keepers[territory.lead_region],
        )
        return next((post.email for post in known if post.holds(day)), address(Role.NATIONAL_TEAM))

    def scenes(self) -> Iterator[Scene]:
        """The scenes in which people come and go: one list at the start, then one by one."""
        yield Scene(at(LABELLED, OPENING), partial(_enlist, [p for p in self.all if p.opens]))
        for post in self.all:
            if not post.opens:
                yield Scene(at(post.start, ARRIVAL), partial(_begin, post))
            if post.end is not None:
                notice = max(post.end - timedelta(days=NOTICE), post.start + timedelta(days=1))
                yield Scene(at(min(notice, post.end), ARRIVAL), partial(_end, post))

    def _open(self, role: Role, start: date, *, to_try: bool = False, **where) -> Post:
        self._numbers[role] += 1
        number = f"{self._numbers[role]:03}"
        email = address(role) if to_try else f"{NAMES[role][0]}-{number}@{DOMAIN}"
        post = Post(role, email, f"de démonstration {number}", start, **where)
        self.all.append(post)
        return post

    def _coordinators(self) -> None:
        """Open coordinators in the régions that lead the most territories, well before the first
        review."""
        regions = Counter(territory.lead_region for territory in self.territories)
        own = self.to_try.lead_region
        served = [own, *(each for each, _ in regions.most_common() if each != own)][:COORDINATORS]
        for rank, region in enumerate(served):
            start = LABELLED
            if rank > COORDINATORS * 2 // 3:
                start = self.random.choice(office_days(date(2023, 12, 1), date(2024, 4, 1)))
            end = None
            if rank == 1:  # one of them hands over to another
                end = date(2024, 8, 30)
                self._open(Role.REGIONAL_COORDINATOR, date(2024, 9, 16), region=region)
            to_try = region == own
            self._open(Role.REGIONAL_COORDINATOR, start, to_try=to_try, region=region, end=end)

    def _project_managers(self) -> None:
        total = sum(PRESENCE.values())
        counts = PRESENCE
        if len(self.territories) < total:
            counts = apportion(PRESENCE, len(self.territories))
        presences = [presence for presence, n in counts.items() for _ in range(n)]
        others = presences[1:]  # the first one is there all along: the territory to try has it
        self.random.shuffle(others)
        places = [self.to_try, *(each for each in self.territories if each != self.to_try)]
        replaced = [
            self._replaced(others, k, round(n * len(places) / total))
            for k, n in enumerate(REPLACED)
        ]
        for rank, (place, presence) in enumerate(
            zip(places, [presences[0], *others], strict=False)  # beyond 183, nobody
        ):
            moves = [rank - 1 in replaced_ranks for replaced_ranks in replaced]
            for start, end in self._tenures(presence, moves):
                to_try = place == self.to_try
                self._open(Role.PROJECT_MANAGER, start, end=end, territory=place, to_try=to_try)

    def _replaced(self, presences: Sequence[Sequence[bool]], k: int, count: int) -> set[int]:
        """The ranks of posts, filled on both dates, that change hands between them."""
        there = [rank for rank, each in enumerate(presences) if each[k] and each[k + 1]]
        return set(self.random.sample(there, min(count, len(there))))

    def _tenures(
        self, presence: Sequence[bool], replaced: Sequence[bool]
    ) -> Iterator[tuple[date, date | None]]:
        """The (first day, last day) of each successive holder of a post."""
        start = LABELLED if presence[0] else None
        for k, (after, before) in enumerate(pairwise(DATES)):
            days = office_days(after, before)
            first = 0
            if start is not None and (replaced[k] or not presence[k + 1]):
                left = self.random.randrange(1, len(days) // 2)
                yield start, days[left]
                start, first = None, left + self.random.randint(len(days) // 8, len(days) // 3)
            if start is None and presence[k + 1]:
                start = self.random.choice(days[first:])
        if start is not None:
            yield start, None


def _enlist(posts: Sequence[Post], world: World) -> None:
    newcomers = [
        Newcomer(
            post.email,
            NAMES[post.role][1],
            post.last_name,
            post.role,
            post.start,
            place=post.territory or post.region,
        )
        for post in posts
    ]
    for post, mandate in zip(posts, enlist(newcomers, by=None), strict=True):
        _know(post, mandate, world)
    _join(address(Role.INDUSTRIALIST), LED, world)


def _join(email: str, body: str, world: World) -> None:
    """Have somebody belong to a body that leads actions of their plan."""
    user = world.user(email)
    bodies.join_body(user, bodies.add_body(name=body, by=None), starts_on=LABELLED, by=None)


def _begin(post: Post, world: World) -> None:
    mandate = operations.invite(
        email=post.email,
        first_name=NAMES[post.role][1],
        last_name=post.last_name,
        role=post.role,
        starts_on=post.start,
        place=post.territory or post.region,
        by=world.user(address(Role.NATIONAL_TEAM)),
    )
    _know(post, mandate, world)


def _know(post: Post, mandate: Mandate, world: World) -> None:
    world.users[post.email] = mandate.user_id
    world.mandates[post.email] = mandate


def _end(post: Post, world: World) -> None:
    assert post.end is not None
    operations.end_mandate(
        world.mandates[post.email],
        on=post.end,
        by=world.user(address(Role.NATIONAL_TEAM)),
    )
