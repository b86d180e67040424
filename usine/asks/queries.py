"""Reads of asks that pages and operations share."""

from collections.abc import Collection, Iterable, Sequence

from django.db.models import Q, QuerySet

from usine.geography.models import Region
from usine.people.models import User, key_of
from usine.people.reach import reachers
from usine.people.roles import Kind
from usine.subjects.models import Subject
from usine.territories.models import Territory
from usine.values.rights import Right

from .addressing import Addressee, may_concern, people_of
from .kinds import AskKind, Outcome
from .models import Ask

# What the query that loads the user of a request says besides, so that most pages ask nothing.
HAS_WAITING = "has_waiting_asks"


def has_waiting() -> Q:
    return may_concern(Ask.objects.waiting().order_by())


def waiting_count(user) -> int:
    """How much is expected of a user."""
    if not getattr(user, HAS_WAITING, True):
        return 0
    return Ask.objects.asked_of(user).waiting().count()


def to_do(user) -> QuerySet[Ask]:
    """What is expected of a user, the oldest due first."""
    return whole(Ask.objects.asked_of(user).waiting())


def expected_by(user) -> QuerySet[Ask]:
    """What a user expects of others, the oldest due first."""
    return whole(Ask.objects.asked_by(user).waiting())


def followed(user, places: Collection[str]) -> QuerySet[Ask]:
    """What a user follows on some places, their own asks and those of others, that waits."""
    asks = Ask.objects.followed_by(user).waiting().filter(subject__place__in=places)
    return whole(asks)


def done(user) -> QuerySet[Ask]:
    """What is closed, that a user asked or was asked, the latest first."""
    asks = Ask.objects.visible_to(user).filter(closed_at__isnull=False)
    return whole(asks).order_by("-closed_at", "-pk")


def asks_on(subject: str, *, reader) -> QuerySet[Ask]:
    """What waits about a subject and a reader is on either side of, the oldest due first."""
    return whole(Ask.objects.visible_to(reader).waiting().filter(subject=subject))


def whole(asks: QuerySet[Ask]) -> QuerySet[Ask]:
    """The asks, with all that a page names of them."""
    return asks.select_related("subject", "person", "body", "by", "closed_by")


def with_places(asks: Iterable[Ask]) -> list[Ask]:
    """The asks, whose `place` is read for all of them in two queries."""
    asks = list(asks)
    codes = {kind: {each.place_code for each in asks if each.place_kind == kind} for kind in Kind}
    places: list[Territory | Region] = [
        *Territory.objects.filter(place__in=codes[Kind.TERRITORY]),
        *Region.objects.filter(pk__in=codes[Kind.REGION]),
    ]
    by_key: dict[tuple[str, str], Territory | Region] = {key_of(each): each for each in places}
    for ask in asks:
        ask.place = by_key.get((ask.place_kind, ask.place_code))
    return asks


def subjects_of(keys: Sequence[str]) -> list[Subject]:
    """The subjects that are there, with their audiences."""
    return list(Subject.objects.filter(pk__in=keys).prefetch_related("audience"))


def unlike(subjects: Iterable[Subject]) -> list[Subject]:
    """One subject of each place and audience: who reaches it reaches those that are alike."""
    return list(
        {
            (each.place, frozenset(seen.token for seen in each.audience.all())): each
            for each in subjects
        }.values()
    )


def answerers(kind: AskKind, subjects: Iterable[Subject], to: Addressee) -> list[User]:
    """The people of whom it is asked who may answer about all of these subjects."""
    people = list(people_of(to).order_by("last_name", "first_name", "pk"))
    for each in unlike(subjects):
        reaching = set(reachers(kind.may_answer, each))
        people = [person for person in people if person in reaching]
    return people


def able(kind: AskKind, subjects: Iterable[Subject]) -> dict[User, list[Outcome]]:
    """The people who may answer about all of these subjects, each with the answers that they may
    give: those who may give most first, then by their names."""
    subjects = list(subjects)
    offered = [each for each in kind.outcomes if each.offered]
    givers = {right: set(_reaching(right, subjects)) for each in offered if (right := each.right)}
    people = {
        person: [each for each in offered if each.right is None or person in givers[each.right]]
        for person in _reaching(kind.may_answer, subjects)
    }
    return dict(sorted(people.items(), key=lambda pair: -len(pair[1])))


def _reaching(right: Right, subjects: Iterable[Subject]) -> list[User]:
    groups = [reachers(right, each) for each in unlike(subjects)]
    first, *others = groups or [[]]
    return [person for person in first if all(person in group for group in others)]
