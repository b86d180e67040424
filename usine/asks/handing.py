"""What is asked of somebody who leaves, handed to whoever takes over."""

from collections.abc import Collection, Iterable

from django.db.models import Q

from usine.ledger.models import Event, Payload
from usine.people.leaving import HandsOver, OpenItem, territories_of
from usine.people.models import Mandate, User
from usine.values.rights import Right

from .addressing import a_person
from .kinds import kind_of
from .models import Ask
from .operations import decline, redirect, resume
from .states import WAITING
from .turning import locked


def waiting(mandate: Mandate) -> Iterable[Ask]:
    """What waits for the holder of a mandate, asked of them by name about what lies on its place.
    What is asked of a role goes with the role."""
    places = territories_of(mandate).values("place")
    asks = Ask.objects.waiting().filter(person=mandate.user_id, subject__place__in=places)
    return asks.select_related("subject").order_by("due_on", "pk")


def open_items(mandate: Mandate) -> list[OpenItem]:
    return items_of(waiting(mandate))


def items_of(asks: Iterable[Ask]) -> list[OpenItem]:
    return [OpenItem(label_of(ask), ask.subject.path) for ask in asks]


def label_of(ask: Ask) -> str:
    """What is asked, and about what."""
    return f"{_label(ask)}\u00a0: {ask.subject.title}"


def answering(mandate: Mandate) -> set[Right]:
    """The rights to answer what waits."""
    return rights_of(waiting(mandate), "may_answer")


def rights_of(asks: Iterable[Ask], name: str) -> set[Right]:
    """One right of the kinds of these asks, "may_ask" or "may_answer"."""
    kinds = [kind_of(ask.kind) for ask in asks]
    return {getattr(kind, name) for kind in kinds if kind}


def _label(ask: Ask) -> str:
    kind = kind_of(ask.kind)
    return kind.label if kind else "Demande"


def hold(mandate: Mandate, events: Collection[int]) -> None:
    """Hold all that waits on the place of a mandate, and what events handed over or answered: what
    is handed, and what is asked about what other rooms hand."""
    told = Payload.objects.filter(event__in=events, subject__startswith="ask:")
    keys = [int(key.partition(":")[2]) for key in told.values_list("subject", flat=True)]
    places = territories_of(mandate).values("place")
    waiting = Q(state__in=WAITING, subject__place__in=places)
    given = Q(pk__in=keys) | Q(follows__in=keys) | Q(values__done_in__in=list(events))
    locked(Ask.objects.filter(waiting | given if events else waiting))


def hand(mandate: Mandate, *, to: User, by: User | None) -> list[int]:
    """Pass on what waits: an event an ask. The platform does it, as `by` is on no side of them; it
    declines what `to` asks, or is asked already.

    Raises Refused when `to` may not answer one.
    """
    return [_passed(ask, to) for ask in waiting(mandate)]


def _passed(ask: Ask, to: User) -> int:
    same = Ask.objects.waiting().filter(kind=ask.kind, subject=ask.subject_id, person=to)
    if ask.by_id == to.pk:
        decline(ask, words=f"{to} le demande et prend la suite.", by=None)
    elif same.exists():
        decline(ask, words=f"C’est déjà demandé à {to}.", by=None)
    else:
        redirect(ask, to=a_person(to), by=None)
    return Event.objects.filter(subject=ask.key).latest("number").number


def take_back(number: int, *, by: User | None) -> Ask:
    """Give back what an event of `hand` passed on, or declined.

    Raises Refused when whoever took over has opened it.
    """
    key = Event.objects.get(number=number).subject.partition(":")[2]
    return resume(Ask.objects.get(pk=key), by=None)


HANDED = HandsOver(
    "asks",
    ("demande à laquelle répondre", "demandes auxquelles répondre"),
    open_items,
    answering,
    hand=hand,
    take_back=take_back,
    hold=hold,
)
