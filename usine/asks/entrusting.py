"""What somebody who leaves asked and waits for, entrusted to whoever takes over: answers come to
them."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.people.leaving import HandsOver, OpenItem, territories_of
from usine.people.measures import subject_of
from usine.people.models import Mandate, User
from usine.values.errors import Refused
from usine.values.rights import Right

from .handing import items_of, rights_of
from .models import Ask
from .turning import locked

VERB, UNDONE = "asks.entrust", "asks.take_back_entrusted"


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
    """Have `to` expect what the holder of a mandate expects, in one event."""
    asks = locked(expected(mandate))
    _give(asks, to.pk)
    told = {"from": mandate.user_id, "to": to.pk}
    return [_recorded(VERB, subject_of(mandate), asks, told, by)]


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
    undone = {"from": told["to"], "to": told["from"]}
    return Event.objects.get(number=_recorded(UNDONE, event.subject, asks, undone, by))


def _give(asks: Iterable[Ask], to: int) -> None:
    Ask.objects.filter(pk__in=[each.pk for each in asks]).update(by=to)


def _recorded(verb: str, subject: str, asks: list[Ask], told: dict[str, Any], by) -> int:
    about = {each.key: told for each in asks}
    return record(verb, subject=subject, by=by, payload={"asks": len(asks)}, about=about).number


ENTRUSTED = HandsOver(
    "asks.entrusted",
    ("réponse attendue", "réponses attendues"),
    open_items,
    asking,
    hand=hand,
    take_back=take_back,
)
