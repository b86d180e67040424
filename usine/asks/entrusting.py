"""What somebody who leaves asked and waits for, entrusted to whoever takes over: answers come to
them, who are told so."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import QuerySet

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.notices.kinds import Excerpt, NoticeKind
from usine.notices.models import Notice
from usine.notices.operations import take_back as untell
from usine.notices.operations import tell
from usine.people.leaving import HandsOver, OpenItem, territories_of
from usine.people.measures import subject_of
from usine.people.models import Mandate, User
from usine.people.queries import names_of
from usine.territories.measures import subject_of as subject_of_territory
from usine.territories.models import Territory
from usine.values.errors import Refused
from usine.values.formats import format_counted
from usine.values.rights import Right

from .handing import items_of, label_of, rights_of
from .models import Ask
from .passing import Passing
from .rights import READ
from .telling import MINE
from .turning import locked

VERB, UNDONE = "asks.entrust", "asks.take_back_entrusted"
WORDS = ("réponse attendue", "réponses attendues")


def _excerpts(notices: Collection[Notice], reader: User) -> dict[int, Excerpt]:
    """The asks whose answers each event entrusted, as their reader may see them."""
    given: dict[int, list[int]] = defaultdict(list)
    events = [each.event_id for each in notices]
    about = Payload.objects.filter(event__in=events, subject__startswith="ask:")
    for event, key in about.values_list("event", "subject").order_by("pk"):
        given[event].append(int(key.removeprefix("ask:")))
    seen = Ask.objects.visible_to(reader).select_related("subject")
    seen = seen.filter(pk__in=[pk for pks in given.values() for pk in pks])
    labels = {each.pk: label_of(each) for each in seen}
    return {
        each.pk: Excerpt(
            format_counted(len(given[each.event_id]), *WORDS),
            "\n".join(labels[pk] for pk in given[each.event_id] if pk in labels),
        )
        for each in notices
    }


ENTRUSTED_TO_ME = NoticeKind(
    "asks.entrusted",
    "Des réponses attendues que l’on me passe",
    "vous passe la main",
    READ,
    page=MINE,
    excerpts=_excerpts,
)


def entrustings(asks: Collection[Ask]) -> dict[int, Passing]:
    """{ask: who asked it before whoever expects its answer now, and since when}, of those that
    somebody who left entrusted."""
    expecting = {each.key: each for each in asks if each.by_id}
    made = Payload.objects.filter(subject__in=expecting, event__verb=VERB).select_related("event")
    told = [(expecting[each.subject], each) for each in made.order_by("event")]
    # Given back since, or entrusted further, the others say nothing of who expects it now.
    last = {ask.pk: each for ask, each in told if (each.decoded or {}).get("to") == ask.by_id}
    names = names_of({(each.decoded or {})["from"] for each in last.values()}) if last else {}
    return {
        pk: Passing(names[(each.decoded or {})["from"]], each.event.recorded_at, "")
        for pk, each in last.items()
    }


def expected(mandate: Mandate) -> QuerySet[Ask]:
    """What the holder of a mandate asked about what lies on its place, and waits for."""
    places = territories_of(mandate).values("place")
    asks = Ask.objects.waiting().filter(by=mandate.user_id, subject__place__in=places)
    return asks.select_related("subject").order_by("due_on", "pk")


def open_items(mandate: Mandate) -> list[OpenItem]:
    return items_of(expected(mandate))


def asking(mandate: Mandate) -> set[Right]:
    """The rights to have asked what is expected."""
    return rights_of(expected(mandate), "may_ask")


def hand(mandate: Mandate, *, to: User, by: User | None) -> list[int]:
    """Have `to` expect what the holder of a mandate expects, in one event that tells them."""
    asks = locked(expected(mandate))
    _give(asks, to.pk)
    told = {"from": mandate.user_id, "to": to.pk}
    event = _recorded(VERB, subject_of(mandate), asks, told, by)
    tell(ENTRUSTED_TO_ME, people=[to], event=event, by=by, subject=_place_of(asks))
    return [event.number]


def _place_of(asks: Collection[Ask]) -> str:
    """The territory of the first, as whoever is told of all of them reads it."""
    first = min(asks, key=lambda each: each.pk)
    return subject_of_territory(Territory.objects.get(place=first.subject.place))


def take_back(number: int, *, by: User | None) -> Event:
    """Give back what an event of `hand` entrusted.

    Raises Refused when somebody else was entrusted with one since.
    """
    event = Event.objects.get(number=number)
    about = Payload.objects.filter(event=event, subject__startswith="ask:")
    told: dict[str, Any] = next(each.decoded or {} for each in about)
    keys = [int(each.subject.partition(":")[2]) for each in about]
    asks = locked(Ask.objects.filter(pk__in=keys))
    if any(each.by_id != told.get("to") for each in asks):
        raise Refused("Ces demandes ont été confiées à quelqu’un d’autre depuis.")
    _give(asks, told["from"])
    untell(event, [_place_of(asks)])
    undone = {"from": told["to"], "to": told["from"]}
    return _recorded(UNDONE, event.subject, asks, undone, by)


def _give(asks: Iterable[Ask], to: int) -> None:
    Ask.objects.filter(pk__in=[each.pk for each in asks]).update(by=to)


def _recorded(verb: str, subject: str, asks: list[Ask], told: dict[str, Any], by) -> Event:
    about = {each.key: told for each in asks}
    return record(verb, subject=subject, by=by, payload={"asks": len(asks)}, about=about)


ENTRUSTED = HandsOver(
    "asks.entrusted",
    WORDS,
    open_items,
    asking,
    hand=hand,
    take_back=take_back,
)
