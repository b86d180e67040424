"""What a person holds open where a mandate of theirs bears, handed to somebody else. Each room
declares what it hands over, once, in its `AppConfig.ready`."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_counted
from usine.values.rights import Right

from .access import may_hand_over
from .holding import hold_known
from .measures import subject_of
from .models import Mandate, User
from .roles import AGENTS, Kind, Role

VERB, UNDONE = "people.hand_over", "people.take_back_over"
UNABLE = "Cette personne n’a pas de mandat ici pour s’en occuper\u00a0: donnez-lui-en un d’abord."
# Who leaves within it is told of, and what they kept for themselves may be given to the place.
SOON = timedelta(days=7)


@dataclass(frozen=True)
class OpenItem:
    """Something that a person holds open: its title and its address."""

    title: str
    path: str


@dataclass(frozen=True)
class HandsOver:
    """What a room hands over.

    `items` lists what the holder of a mandate holds open on its place, and `rights` those that
    whoever takes it over needs there. `hand` gives all of it to somebody and returns the numbers of
    the events that it recorded; `take_back` undoes one. `hold` first holds the rows that either
    writes, the latter of some events: before anything is recorded, as whoever holds the ledger may
    wait for nobody.

    `to_place` says what giving it to the place does, of what a person keeps for themselves: it goes
    to nobody else (`to` is None), when it is asked. Only they are told its titles.
    """

    code: str
    words: tuple[str, str]  # of one thing, of several
    items: Callable[[Mandate], Sequence[OpenItem]]
    rights: Callable[[Mandate], Iterable[Right]]
    hand: Callable[..., Collection[int]]  # (mandate, *, to, by)
    take_back: Callable[..., object]  # (event, *, by)
    hold: Callable[[Mandate, Collection[int]], object] = lambda mandate, events: None
    to_place: str = ""


@dataclass(frozen=True)
class OpenItems:
    part: HandsOver
    items: Sequence[OpenItem]

    @property
    def label(self) -> str:
        return format_counted(len(self.items), *self.part.words)


_parts: list[HandsOver] = []


def hands_over(part: HandsOver) -> None:
    _parts.append(part)


def left_open(mandate: Mandate) -> list[OpenItems]:
    """What the holder of a mandate holds open on its place, by room."""
    return _items(mandate, [part for part in _parts if not part.to_place])


def kept_alone(mandate: Mandate) -> list[OpenItems]:
    """What they keep there for themselves, which the place may be given."""
    return _items(mandate, [part for part in _parts if part.to_place])


def _items(mandate: Mandate, parts: Sequence[HandsOver]) -> list[OpenItems]:
    listed = [OpenItems(part, part.items(mandate)) for part in parts]
    return [each for each in listed if each.items]


def is_leaving(mandate: Mandate) -> bool:
    """Whether the holder of a mandate has none on its place in a week."""
    staying = Mandate.objects.held_on(clock.today() + SOON)
    return not staying.filter(user=mandate.user_id, kind=mandate.kind, code=mandate.code).exists()


def territories_of(mandate: Mandate) -> QuerySet[Territory]:
    """The territories on which a mandate bears."""
    if mandate.kind == Kind.TERRITORY:
        return Territory.objects.filter(place=mandate.code)
    if mandate.kind == Kind.REGION:
        return Territory.objects.filter(lead_region=mandate.code)
    return Territory.objects.all()


def receivers(mandate: Mandate, opened: Iterable[OpenItems]) -> QuerySet[User]:
    """Who may take over what is open: the others who follow the programme on its place, or above
    it, with the rights that each part needs."""
    places = Q(kind=mandate.kind, code=mandate.code) | Q(kind=Kind.NATION)
    if mandate.kind == Kind.TERRITORY:
        places |= Q(kind=Kind.REGION, code__in=territories_of(mandate).values("lead_region"))
    running = Mandate.objects.held_on(clock.today()).filter(places, role__in=AGENTS, within="")
    people = User.objects.filter(pk__in=running.values("user"), is_active=True)
    for right in {right for each in opened for right in each.part.rights(mandate)}:
        people = people.filter(pk__in=running.filter(role__in=right.roles).values("user"))
    return people.exclude(pk=mandate.user_id)


def warned(mandate: Mandate) -> QuerySet[User]:
    """Who is told that nobody takes over: the coordinators of its region, else the nation."""
    running = Mandate.objects.held_on(clock.today()).exclude(user=mandate.user_id)
    regions = territories_of(mandate).values("lead_region")
    coordinators = running.filter(
        kind=Kind.REGION, role=Role.REGIONAL_COORDINATOR, code__in=regions
    )
    nation = running.filter(kind=Kind.NATION, role=Role.NATIONAL_TEAM)
    is_local = mandate.kind == Kind.TERRITORY and coordinators.exists()
    chosen = coordinators if is_local else nation
    return User.objects.filter(pk__in=chosen.values("user"), is_active=True)


@operation
def hand_over(mandate: Mandate, *, to: User, by: User | None) -> Event:
    """Give somebody all that the holder of a mandate holds open on its place.

    Raises Refused when that is nothing, or when `to` has no mandate there to take care of it.
    """
    mandate = _hold(mandate, by=by)
    opened = left_open(mandate)
    if opened and not receivers(mandate, opened).filter(pk=to.pk).exists():
        raise Refused(UNABLE)
    return _handed(mandate, opened, to=to, by=by)


@operation
def leave_to_place(mandate: Mandate, *, by: User | None) -> Event:
    """Give the place of a mandate what its holder kept there for themselves: they do, or whoever
    hands over once they leave.

    Raises Refused when that is nothing, and while somebody else stays.
    """
    mandate = _hold(mandate, by=by)
    if by not in (None, mandate.user) and not is_leaving(mandate):
        raise Refused(
            "Cette personne reste ici\u00a0: elle seule donne ce qu’elle garde pour elle."
        )
    return _handed(mandate, kept_alone(mandate), to=None, by=by)


def _handed(
    mandate: Mandate, items: Sequence[OpenItems], *, to: User | None, by: User | None
) -> Event:
    if not items:
        raise Refused("Cette personne ne tient plus rien d’ouvert ici.")
    _hold_parts(mandate)
    events = {each.part.code: list(each.part.hand(mandate, to=to, by=by)) for each in items}
    payload = {"to": to.pk if to else None, "events": events}
    return record(VERB, subject=subject_of(mandate), by=by, payload=payload)


@operation
def take_back_over(mandate: Mandate, *, event: int, by: User | None) -> Event:
    """Give back to the holder of a mandate what an event of `hand_over` or `leave_to_place` gave.

    Raises Refused when it was given back already, or changed since.
    """
    mandate = _hold(mandate, by=by)
    events = _payloads(mandate).filter(event=event, event__verb=VERB).first()
    since = _payloads(mandate).filter(event__verb=UNDONE, event__gt=event)
    if events is None or any(each.decoded == {"event": event} for each in since):
        raise Refused("Cette passation ne peut plus être annulée.")
    given = (events.decoded or {}).get("events", {})
    _hold_parts(mandate, [number for numbers in given.values() for number in numbers])
    for part in _parts:
        for number in given.get(part.code, ()):
            part.take_back(number, by=by)
    return record(UNDONE, subject=subject_of(mandate), by=by, payload={"event": event})


def _hold_parts(mandate: Mandate, events: Collection[int] = ()) -> None:
    """Hold what all rooms write, those of the upper ones first: actions are held before what is
    asked about them."""
    for part in reversed(_parts):
        part.hold(mandate, events)


def _payloads(mandate: Mandate) -> QuerySet[Payload]:
    return Payload.objects.filter(subject=subject_of(mandate))


def _hold(mandate: Mandate, *, by: User | None) -> Mandate:
    """The mandate as it stands, its person held until the end of the transaction."""
    mandate = hold_known(mandate.user).mandates.get(pk=mandate.pk)
    if not may_hand_over(by, mandate):
        raise PermissionDenied("Vous n’avez pas de mandat pour passer la main ici.")
    return mandate
