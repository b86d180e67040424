"""What the writes of asks share: hold, check the side, check the state, record."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.notices.operations import settle, take_back
from usine.people.models import User
from usine.values import clock
from usine.values.errors import Refused

from .kinds import kind_of
from .models import Ask
from .queries import answerers, subjects_of
from .states import TURNS, AskState, Side


def hold(asked: Ask) -> Ask:
    """The ask as it stands, held until the end of the transaction."""
    [asked] = locked(Ask.objects.filter(pk=asked.pk))
    return asked


def locked(asks: QuerySet[Ask], *, waits: bool = True) -> list[Ask]:
    """Asks, held always in the same order; those that somebody else holds are left out unless one
    waits for them."""
    rows = asks.select_related("subject", "person", "body", "by", "closed_by").order_by("pk")
    return list(rows.select_for_update(of=("self",), no_key=True, skip_locked=not waits))


def on_side(side: Side, asked: Ask, by) -> Ask:
    """The ask, held, once `by` is on this side of it; None is the system itself."""
    asked = hold(asked)
    if by is None:
        return asked
    asks = Ask.objects.filter(pk=asked.pk)
    mine = {Side.ASKED: asks.asked_of, Side.ASKER: asks.asked_by}[side](by)
    if not mine.exists():
        raise PermissionDenied("Cette demande n’est pas à vous.")
    return asked


def turning(verb: str, asked: Ask, by) -> Ask:
    """The ask, held, once `by` may take this step and its state allows it."""
    asked = on_side(TURNS[verb].who, asked, by)
    if asked.state not in TURNS[verb].sources:
        # Why it was withdrawn is written there when another deed did it.
        why = f" {asked.words}" if asked.state == AskState.WITHDRAWN and asked.words else ""
        raise Refused(f"{now(asked)}\u00a0: rien n’est envoyé.{why}")
    return asked


def turning_back(verb: str, asked: Ask, by) -> Ask:
    """The ask, held as `turning` does, once its kind lets it wait again."""
    kind = kind_of(asked.kind)
    if kind:
        kind.hold(asked)
    asked = turning(verb, asked, by)
    refuse_if(kind.wait_refusal(asked) if kind else None)
    return asked


def refuse_unless_waiting(asked: Ask) -> None:
    if not asked.is_waiting:
        raise Refused(f"{now(asked)}\u00a0: rien n’est envoyé.")


def now(asked: Ask) -> str:
    """How it stands, and who closed it."""
    by = f", par {asked.closed_by}" if asked.closed_by else ""
    return f"Cette demande est maintenant «\u00a0{AskState(asked.state).label.lower()}\u00a0»{by}"


def close(asked: Ask, state: AskState, *, by) -> None:
    """Close it. Nobody need read any more that it was asked of them."""
    asked.state, asked.closed_at, asked.closed_by = state, clock.now(), by
    asked.save()
    settle(_telling(asked), [asked.part, ""])


# The events that tell those of whom it is asked, those of several asks once for all.
_TOLD_ONE_BY_ONE = (
    "ask",
    "ask_each",
    "redirect",
    "restore",
    "restore_each",
    "remind",
    "remind_each",
    "remind_late",
)
_TOLD_AT_ONCE = "ask_many"


def _telling(asked: Ask) -> list[int]:
    """The events that tell of it, and of nothing else that waits."""
    verbs = [f"asks.{verb}" for verb in (*_TOLD_ONE_BY_ONE, _TOLD_AT_ONCE)]
    made = Payload.objects.filter(subject=asked.key, event__verb__in=verbs)
    return [
        event
        for event, verb in made.values_list("event", "event__verb")
        if verb != f"asks.{_TOLD_AT_ONCE}" or not _waits_elsewhere(event)
    ]


def _waits_elsewhere(event: int) -> bool:
    """Whether something that an event asked still waits."""
    made = Payload.objects.filter(event=event, subject__startswith="ask:")
    keys = [key.partition(":")[2] for key in made.values_list("subject", flat=True)]
    return Ask.objects.waiting().filter(pk__in=keys).exists()


def closed(
    verb: str, asked: Ask, *, words: str = "", told: Any = None, about: Any = None, by
) -> Event:
    """Close it by a step; the event that says so, with what is `told` of it."""
    asked.words = words.strip()
    close(asked, TURNS[verb].target, by=by)
    content = {**(told or {}), "words": asked.words}
    payload = {name: value for name, value in content.items() if value}
    return record(f"asks.{verb}", subject=asked.key, by=by, payload=payload, about=about)


def reopened(verb: str, asked: Ask, *, state: AskState | None = None, by) -> Event:
    """Have it wait again, by a step, in this state; the event that says so."""
    reopen(asked, state or TURNS[verb].target)
    return record(f"asks.{verb}", subject=asked.key, by=by)


def reopen(asked: Ask, state: AskState) -> None:
    asked.state, asked.words = state, ""
    asked.closed_at = asked.closed_by = None
    asked.save()


def people_asked(asked: Ask) -> list[User]:
    kind = kind_of(asked.kind)
    return answerers(kind, subjects_of([asked.subject_id]), asked.to) if kind else []


def untell(asked: Ask, *verbs: str, but: Q | None = None) -> None:
    """Tell nobody any more of what some steps of an ask had told, but by such notices."""
    made = Payload.objects.filter(
        subject=asked.key, event__verb__in=[f"asks.{verb}" for verb in verbs]
    )
    for each in made.select_related("event"):
        take_back(each.event, [asked.subject_id], but=but)


def refuse_if(reason: str | None) -> None:
    if reason:
        raise Refused(reason)
