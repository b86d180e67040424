"""What was passed on: by whom, when, and what they wrote to whoever has it now.

The ledger keeps the words with the ask that they came with: who takes a passing back, and passes it
on to somebody else, writes others.
"""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from usine.ledger.history import SYSTEM
from usine.ledger.models import Payload
from usine.people.queries import names_of

from .models import Ask
from .states import AskState

VERB = "asks.redirect"
PLATFORM = "La plateforme"
# Why what was passed on is not taken back, by what became of it.
TAKEN = {
    AskState.SEEN: "{to} s’en occupe déjà.",
    AskState.ANSWERED: "{by} y a déjà répondu.",
    AskState.DECLINED: "{by} l’a déclinée\u00a0: qui l’a demandée le sait.",
    AskState.REDIRECTED: "{by} l’a passée à son tour\u00a0: {next}.",
    AskState.WITHDRAWN: "{by} l’a retirée\u00a0: elle n’est plus attendue.",
    AskState.LAPSED: "Elle est restée sans réponse, et n’est plus attendue.",
}
GIVEN_BACK = "{by} vous l’a rendue\u00a0: elle vous attend, dans «\u00a0À faire\u00a0»."


class Passing(NamedTuple):
    """Somebody passed an ask on; `words` may be empty."""

    by: str
    at: datetime
    words: str


def chain(ask: Ask) -> list[Ask]:
    """What was asked first, those that were passed on since, and the ask."""
    return [*(chain(ask.follows) if ask.follows else ()), ask]


def next_of(ask: Ask) -> Ask:
    """What was asked of whom it was last passed to."""
    return ask.followed_by.latest("pk")


def taken_words(following: Ask, *, reader) -> str:
    """Why the reader, who passed it on, does not take it back; nothing while it is new."""
    state = AskState(following.state)
    if state == AskState.OPEN:
        return ""
    by, onward = following.closed_by or PLATFORM, None
    if state == AskState.REDIRECTED:
        onward = next_of(following)
        if reader and Ask.objects.asked_of(reader).waiting().filter(pk=onward.pk).exists():
            return GIVEN_BACK.format(by=by)
    return TAKEN[state].format(to=following.to, by=by, next=onward and onward.to)


def passings(asks: Collection[Ask]) -> dict[int, Passing]:
    """{ask: how it came}, of those that somebody passed on, in their order."""
    passed = {each.key: each.pk for each in asks if each.follows_id}
    if not passed:
        return {}
    made = Payload.objects.filter(subject__in=passed, event__verb=VERB).select_related("event")
    # It came by the first: by the next, it was passed on further.
    first = {each.subject: each for each in made.order_by("-event")}
    names = names_of({each.event.actor_id for each in first.values() if each.event.actor_id})
    return {passed[key]: _passing(first[key], names) for key in passed if key in first}


def _passing(payload: Payload, names) -> Passing:
    event = payload.event
    words = (payload.decoded or {}).get("words", "")
    return Passing(names.get(event.actor_id or 0, SYSTEM), event.recorded_at, words)
