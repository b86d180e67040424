"""The same asked about subjects of several places: in each, of the first whom the kind proposes
there and who can answer. Whom nobody could answer for, and what is asked already, is left aside."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from usine.ledger.models import Event
from usine.people.models import User
from usine.subjects.models import Subject
from usine.territories.measures import subject_of
from usine.territories.models import Territory
from usine.values.errors import Refused

from .addressing import Addressee
from .kinds import AskKind
from .models import Ask
from .operations import ask_many, is_of_oneself, withdraw_many
from .queries import answerers


@dataclass(frozen=True)
class PlaceAsked:
    """What is asked on a territory, of whom, and what waits there already.

    `is_instead` says that nobody could answer of whom the kind proposes first.
    """

    territory: Territory
    to: Addressee
    people: Sequence[User]
    subjects: Sequence[Subject]
    waiting: Sequence[Subject]
    is_instead: bool = False

    @property
    def whom(self) -> str:
        """The people, with their role where they are asked instead of others."""
        names = ", ".join(map(str, self.people))
        return f"{names} ({self.to.who.lower()}, poste vacant)" if self.is_instead else names

    def told(self, subject: Subject) -> str:
        """A subject, with its territory where that is not the subject."""
        itself = subject.pk == subject_of(self.territory)
        return subject.title if itself else f"{subject.title} ({self.territory})"

    @property
    def is_asked(self) -> bool:
        return bool(self.people and self.subjects)


def is_to_sort(kind: AskKind, subjects: Sequence[Subject]) -> bool:
    """Whether several subjects are of several places, or some of them are asked about already."""
    if len(subjects) < 2 or not kind.to(subjects[:1]):
        return False
    return len({each.place for each in subjects}) > 1 or bool(_waiting(kind, subjects))


def _waiting(kind: AskKind, subjects: Sequence[Subject]) -> set[str]:
    """The subjects about which it is asked already, whoever answers."""
    asks = Ask.objects.waiting().filter(kind=kind.code, subject__in=subjects)
    return set(asks.values_list("subject", flat=True))


def places_asked(kind: AskKind, subjects: Sequence[Subject], asker: User) -> list[PlaceAsked]:
    """Each place of some subjects, in the order of its territory."""
    there: dict[str, list[Subject]] = defaultdict(list)
    for each in subjects:
        there[each.place].append(each)
    waits = _waiting(kind, subjects)
    territories = Territory.objects.filter(place__in=there).order_by("search_name")
    return list(_asked(kind, territories, there, waits, asker))


def _asked(
    kind: AskKind,
    territories: Collection[Territory],
    there: dict[str, list[Subject]],
    waits: Collection[str],
    asker: User,
) -> Iterator[PlaceAsked]:
    for territory in territories:
        subjects = there[territory.place]
        proposed = kind.to(subjects)
        to, people = _first_able(kind, subjects, proposed, asker)
        yield PlaceAsked(
            territory,
            to,
            people,
            [each for each in subjects if each.pk not in waits],
            [each for each in subjects if each.pk in waits],
            is_instead=to != proposed[0],
        )


def _first_able(
    kind: AskKind, subjects: Sequence[Subject], proposed: Sequence[Addressee], asker: User
) -> tuple[Addressee, list[User]]:
    """The first who can answer somebody else, with their people; the very first, with nobody, when
    none can."""
    for to in proposed:
        people = answerers(kind, subjects, to)
        if people and not is_of_oneself(kind, people, asker):
            return to, people
    return proposed[0], []


@transaction.atomic
def ask_places(
    kind: AskKind, places: Sequence[PlaceAsked], *, text: str, due_on: date, by: User
) -> list[Event]:
    """Ask it on each place, in an event each, of which its people are told once: all, or none.

    Raises Refused when nobody is left to ask.
    """
    if not places:
        raise Refused("Choisissez de quoi vous parlez.")
    return [
        ask_many(
            kind,
            [subject.pk for subject in each.subjects],
            about=subject_of(each.territory),
            text=text,
            to=each.to,
            due_on=due_on,
            by=by,
        )
        for each in places
    ]


@transaction.atomic
def withdraw_events(events: Sequence[int], *, by: User) -> int:
    """Withdraw what waits of several events that asked; returns how much.

    Raises Refused when nothing of one of them waits any more.
    """
    return sum(withdraw_many(event, by=by) for event in sorted(events))
