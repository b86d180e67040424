"""What is asked, done elsewhere than on the page of the ask: whoever does it has answered, whoever
asked it and does it expects it no more."""

from collections.abc import Collection

from django.db.models import QuerySet

from usine.ledger.models import Event
from usine.people.models import User

from .models import Ask
from .states import AskState
from .telling import CLOSED, OUTDATED, tell_asked, tell_asker
from .turning import closed, locked, reopened, untell
from .withdrawing import knowing, restored, unsay, withdrawn

# The name, among the values of an answer, of the event that did what was asked.
DONE_IN = "done_in"


def answer_by_doing(
    asks: Collection[int],
    *,
    outcome: str,
    words: str = "",
    event: Event,
    by: User,
    for_others: bool = False,
) -> list[Ask]:
    """Answer those of these asks that wait for `by`, who did in an event what they ask; those that
    `by` passed on to somebody too, and with `for_others` those that wait for anybody.

    What the answer means in the room of their subject is done already: `AskKind.on_answer` is not
    called.
    """
    mine = asks if for_others else _turned_to(asks, by)
    # What was asked since the caller held the others is left to whoever holds it.
    asked = locked(Ask.objects.filter(pk__in=mine), waits=False)
    done = [each for each in asked if each.is_waiting]
    for each in done:
        each.outcome, each.values = outcome, {DONE_IN: event.number}
        told = {"outcome": outcome, "values": each.values}
        answered = closed("answer", each, words=words, told=told, by=by)
        tell_asker(CLOSED, each, event=answered, by=by)
    return done


def withdraw_by_doing(asks: Collection[int], *, event: Event, by: User) -> list[Ask]:
    """Withdraw those of these asks that wait and that `by` made, who did in an event what they ask
    of somebody else."""
    mine = Ask.objects.asked_by(by).filter(pk__in=asks)
    others = mine.exclude(pk__in=Ask.objects.asked_of(by).values("pk"))
    # As `answer_by_doing` does.
    asked = locked(Ask.objects.filter(pk__in=others.values("pk")), waits=False)
    done = [each for each in asked if each.is_waiting]
    for each in done:
        each.values = {DONE_IN: event.number}
        withdrawn(each, told={"values": each.values}, by=by)
    return done


def withdraw_outdated(
    asks: Collection[int], *, words: str, event: Event, by: User | None
) -> list[Ask]:
    """Withdraw those of these asks that wait: an event changed what they concern. Who asked and
    who knew of it are told, in these words."""
    # As `answer_by_doing` does.
    asked = locked(Ask.objects.filter(pk__in=asks), waits=False)
    outdated = [each for each in asked if each.is_waiting]
    for each in outdated:
        knew = knowing([each])[each.pk]
        each.values = {DONE_IN: event.number}
        unsay(each)
        told = {"values": each.values}
        ended = closed("withdraw", each, words=words, told=told, by=by)
        tell_asked(OUTDATED, each, people=knew, event=ended, by=by)
        tell_asker(OUTDATED, each, event=ended, by=by)
    return outdated


def _turned_to(asks: Collection[int], by: User) -> list[int]:
    """Those that are asked of a person, or were until somebody passed them on."""
    chains = {each.pk: _chain(each) for each in Ask.objects.filter(pk__in=asks)}
    all_of_them = {pk for chain in chains.values() for pk in chain}
    mine = set(Ask.objects.asked_of(by).filter(pk__in=all_of_them).values_list("pk", flat=True))
    return [pk for pk, chain in chains.items() if mine & chain]


def _chain(ask: Ask) -> set[int]:
    """An ask, and those that were passed on until it."""
    return {ask.pk, *(_chain(ask.follows) if ask.follows else ())}


def done_in(event: int) -> QuerySet[Ask]:
    """The asks that an event answered, and those that it had their asker withdraw."""
    doer = Event.objects.filter(number=event).values("actor_id")
    return Ask.objects.filter(closed_by__in=doer, values__done_in=event).order_by("pk")


def take_back_doing(event: int, *, by: User | None) -> None:
    """Expect again what an event answered or had withdrawn, as it is undone; what was asked again
    meanwhile waits already."""
    for asked in locked(done_in(event)):
        again = Ask.objects.waiting().filter(
            kind=asked.kind, subject=asked.subject_id, **asked.to.columns
        )
        if not again.exists():
            _expected_again(asked, by)


def _expected_again(asked: Ask, by: User | None) -> None:
    asked.outcome, asked.values = "", {}
    if asked.state == AskState.WITHDRAWN:
        restored(asked, by=by)
    else:
        untell(asked, "answer")
        reopened("resume", asked, by=by)
