"""Reads of notices: what is unread, how often each person wants mail."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from usine.people.models import User

from .kinds import Excerpt, NoticeKind, kind_of
from .models import Notice, Subscription
from .rhythms import Rhythm

# What the query that loads the user of a request says besides, so that most pages ask nothing.
HAS_UNREAD = "has_unread_notices"


def has_unread() -> Exists:
    return Exists(Notice.objects.unread().filter(person=OuterRef("pk")))


def unread_count(user) -> int:
    """How many notices a user may see and has not read."""
    if not getattr(user, HAS_UNREAD, True):
        return 0
    return Notice.objects.visible_to(user).unread().count()


def notices_of(user):
    """What a user is told, the latest first."""
    return Notice.objects.visible_to(user).select_related("subject", "by")


def excerpts_of(notices: Iterable[Notice], reader) -> dict[int, Excerpt]:
    """{notice: what its reader may read of what it tells of}, where there is something; kinds that
    share `excerpts` are read at once."""
    together = defaultdict(list)
    for each in notices:
        together[kind_of(each.kind).excerpts].append(each)
    read: dict[int, Excerpt] = {}
    for excerpts, theirs in together.items():
        read |= excerpts(theirs, reader)
    return read


@dataclass(frozen=True)
class Wishes:
    """How often one person wants mail, by kind; "" is every kind that waits."""

    chosen: dict[str, Rhythm]

    def of(self, kind: NoticeKind) -> Rhythm:
        otherwise = kind.rhythm if kind.is_urgent else self.chosen.get("", kind.rhythm)
        return self.chosen.get(kind.code, otherwise)

    def of_code(self, code: str) -> Rhythm:
        return self.of(kind_of(code))


def wishes_of(people: Collection[User]) -> dict[int, Wishes]:
    """{person: what they want}, for all of them."""
    chosen: dict[int, dict[str, Rhythm]] = {person.pk: {} for person in people}
    rows = Subscription.objects.filter(person__in=list(chosen))
    for person, kind, rhythm in rows.values_list("person", "kind", "rhythm"):
        chosen[person][kind] = Rhythm(rhythm)
    return {person: Wishes(kinds) for person, kinds in chosen.items()}
