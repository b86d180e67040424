"""What is done to actions answers what asks it of whoever does it, or of somebody else when whoever
does it keeps the plan: where an action stands, what blocks it, whether the plan is up to date.
Whoever does what they asked themselves expects it no more."""

from collections.abc import Collection
from typing import Any

from django.db.models import Q, QuerySet

from usine.asks.doing import (
    answer_by_doing,
    take_back_doing,
    withdraw_by_doing,
    withdraw_outdated,
)
from usine.asks.models import Ask
from usine.exchanges.models import Note
from usine.exchanges.operations import ADDED
from usine.ledger.models import Event, Payload
from usine.people.models import User
from usine.people.reach import reaches

from .blockers import blocking_now, outdated
from .models import Action
from .rights import EDIT
from .states import TRANSITIONS
from .updating import CODE as UPDATE
from .updating import CURRENT, campaign_of, opened_on, unconfirmed

# The kinds of what is asked of an action (`standing.py`, `unblocking.py`), and their answers.
STANDING, UNBLOCK, UNBLOCKED = "plans.standing", "plans.unblock", "plans.unblocked"
UNCHANGED, UPDATED, TOLD, LIFTED = "unchanged", "updated", "told", "lifted"

LIFTING = "plans.lift_block"
TOGETHER = "plans.confirm_plan"
# How an event answers where an action stands; the other verbs of plans bring it up to date.
TELLING = {"plans.confirm": UNCHANGED, TOGETHER: UNCHANGED, ADDED: TOLD}
# An action leaves the plan, or comes back: that says nothing of where it stands, but of what is
# left to confirm in the plan.
MEMBERSHIP = ("plans.withdraw", "plans.reinstate")
# What says nothing at all: a deed is undone.
UNTOLD = ("exchanges.undo_note",)
NOTHING_LEFT = "Plus rien n’est à confirmer dans ce plan."
# After which whoever asked where an action stands knows it: they confirmed it, or took its step.
# The rest (a note, a field) may be what they do while they wait.
KNOWING = ("plans.confirm", TOGETHER, "plans.step_many", *(f"plans.{step}" for step in TRANSITIONS))
# After which nothing may be left to confirm in a plan; `confirm_listed` answers by itself.
EMPTYING = ("plans.withdraw", "plans.undo_import", *(verb for verb in KNOWING if verb != TOGETHER))


def hold_what_is_asked(actions: Collection[int]) -> None:
    """Hold what waits about actions, which are held, before the ledger is: whoever answers, sees or
    withdraws an ask holds it in this order."""
    waiting = _waiting(actions).select_for_update(of=("self",), no_key=True)
    list(waiting.order_by("pk").values_list("pk"))


def answer_what_is_done(actions: Collection[int], *, event: Event) -> None:
    """Answer what an event does of what is asked about actions; withdraw what whoever did it asked
    of others.

    The actions are held, and the event posted what it moves: an answer is an event too.
    """
    asks = list(_waiting(actions).select_related("subject", "by"))
    if not asks:
        return
    by = User.objects.get(pk=event.actor_id) if event.actor_id else None
    if by and not event.verb.startswith("plans.undo_") and event.verb not in UNTOLD:
        _answer(asks, event, by)
    _withdraw_outdated(asks, event, by)
    _withdraw_needless(asks, event, by)


def expect_again(action: Action, *, by: User | None) -> None:
    """Expect again what an action that comes back had answered when it left the plan."""
    left = Payload.objects.filter(subject=action.subject, event__verb="plans.withdraw")
    if last := left.order_by("event").last():
        take_back_doing(last.event_id, by=by)


def _withdraw_outdated(asks: Collection[Ask], event: Event, by: User | None) -> None:
    """Withdraw what is asked about a blockage that no longer stands; who asked is told why."""
    lifting = [each for each in asks if each.kind in (UNBLOCK, UNBLOCKED)]
    for each in outdated(lifting) if lifting else ():
        withdraw_outdated([each.pk], words=blocking_now(each.subject_id), event=event, by=by)


def _withdraw_needless(asks: Collection[Ask], event: Event, by: User | None) -> None:
    """Withdraw what a campaign asks of a plan where nothing is left to confirm, when nobody who may
    answer did that: the platform, somebody of the pair, whoever undoes an import. Who asked is told
    why."""
    plans = [each.pk for each in asks if each.kind == UPDATE and event.verb in EMPTYING]
    for each in Ask.objects.waiting().filter(pk__in=plans):
        # One may ask of a plan that nobody wrote yet: a campaign does not.
        if not _is_left(each) and campaign_of(each):
            withdraw_outdated([each.pk], words=NOTHING_LEFT, event=event, by=by)


def _waiting(actions: Collection[int]) -> QuerySet[Ask]:
    """What waits about these actions, or about their plan."""
    places = Action.objects.filter(pk__in=actions).values("territory__place")
    about = Q(
        kind__in=(STANDING, UNBLOCK, UNBLOCKED), subject__in=[f"action:{each}" for each in actions]
    )
    return Ask.objects.waiting().filter(about | Q(kind=UPDATE, subject__place__in=places))


def _answer(asks: Collection[Ask], event: Event, by: User) -> None:
    told = {payload.subject: payload.decoded or {} for payload in event.payloads.all()}
    edited = {place: reaches(EDIT, by, place) for place in {ask.subject.place for ask in asks}}
    if event.verb in MEMBERSHIP:
        asks = [ask for ask in asks if ask.kind == UPDATE]
    for ask in asks:
        if answer := _answer_to(ask, told.get(ask.subject_id, {}), event):
            outcome, words = answer
            # A note is the words of one; who keeps the plan brings it up to date for all but
            # who asked.
            for_others = event.verb != ADDED and ask.by != by and edited[ask.subject.place]
            answer_by_doing(
                [ask.pk], outcome=outcome, words=words, event=event, by=by, for_others=for_others
            )
    if needless := [ask.pk for ask in asks if ask.by == by and _is_needless(ask, event)]:
        withdraw_by_doing(needless, event=event, by=by)


def _answer_to(ask: Ask, told: dict[str, Any], event: Event) -> tuple[str, str] | None:
    """The outcome that an event gives to an ask, with its words; None when it does not do it."""
    match ask.kind:
        case "plans.update":
            return None if event.verb == TOGETHER or _is_left(ask) else (CURRENT, "")
        case "plans.unblock" | "plans.unblocked":
            return (LIFTED, told["blocked"][1]["description"]) if event.verb == LIFTING else None
    # Who follows it from now on says nothing of where it stands.
    if told.get("changes", {}).keys() == {"referent"}:
        return None
    return TELLING.get(event.verb, UPDATED), _noted(ask, event)


def _is_needless(ask: Ask, event: Event) -> bool:
    """Whether an event does what an ask waits for, were it by whoever asked."""
    match ask.kind:
        case "plans.update":
            return not _is_left(ask)
        case "plans.unblock" | "plans.unblocked":
            return event.verb == LIFTING
    return event.verb in KNOWING


def _noted(ask: Ask, event: Event) -> str:
    """The note that an event added to the subject of an ask."""
    return Note.objects.get(event=event, subject=ask.subject_id).text if event.verb == ADDED else ""


def _is_left(ask: Ask) -> bool:
    """Whether an open action of the plan is still to be confirmed."""
    return unconfirmed(opened_on(ask)).filter(territory__place=ask.subject.place).exists()
