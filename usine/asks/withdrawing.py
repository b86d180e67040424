"""What is no longer expected, and what is again: who knew of it is told, nobody twice."""

from collections import defaultdict
from collections.abc import Collection
from typing import Any

from django.db.models import Q

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.notices.models import Notice
from usine.people.models import User

from .models import Ask
from .states import AskState
from .telling import ASKED, WITHDRAWN, tell_asked
from .turning import close, closed, people_asked, reopen, reopened, untell

# The steps that tell those of whom it is asked.
TELLING = (
    *("ask", "ask_each", "redirect", "restore", "restore_each"),
    *("remind", "remind_each", "remind_late", "tell_above"),
)
# With the one that tells of several at once, which stays while another waits.
ALL_TELLING = (*TELLING, "ask_many")
ENDING = ("withdraw", "withdraw_many")
# Those after which somebody has seen it.
SEEING = ("asks.see", "asks.resume")
LEFT = Q(letter__isnull=False)

# {ask: the identifiers of people}.
People = dict[int, set[int]]


def withdrawn(asked: Ask, *, told: Any = None, by) -> Ask:
    """Expect it no more."""
    people = knowing([asked])[asked.pk]
    unsay(asked)
    event = closed("withdraw", asked, told=told, by=by)
    tell_asked(WITHDRAWN, asked, people=people, event=event, by=by)
    return asked


def withdrawn_together(waiting: Collection[Ask], *, about: str, by) -> Event:
    """Expect them no more, in one event about a subject; the caller tells who knew of them."""
    for each in waiting:
        close(each, AskState.WITHDRAWN, by=by)
        unsay(each)
    return _recorded("withdraw_many", waiting, about=about, by=by)


def _recorded(verb: str, asks: Collection[Ask], *, about: str, by) -> Event:
    return record(
        f"asks.{verb}",
        subject=about,
        by=by,
        payload={"asks": len(asks)},
        about={each.key: {} for each in asks},
    )


def unsay(asked: Ask) -> None:
    """Tell nobody any more of what is asked, but whom its mail left to."""
    untell(asked, *TELLING, but=LEFT)


def knowing(asks: Collection[Ask]) -> dict[int, list[User]]:
    """{ask: those who know of it while it waits}: all of whom it is asked once one of them opened
    it, else those whom its mail left to."""
    told = told_by(asks, ALL_TELLING, LEFT)
    return {each.pk: _knowing(each, told[each.pk]) for each in asks}


def _knowing(asked: Ask, told: Collection[int]) -> list[User]:
    is_seen = asked.state == AskState.SEEN
    people = people_asked(asked) if is_seen or told else []
    return [person for person in people if is_seen or person.pk in told]


def mailed(asks: Collection[Ask]) -> set[int]:
    """Those of which a mail left."""
    return {pk for pk, people in told_by(asks, ALL_TELLING, LEFT).items() if people}


def told_by(asks: Collection[Ask], verbs: Collection[str], which: Q) -> People:
    """{ask: whom some of its steps told, by such notices}; two queries."""
    keys = {each.key: each for each in asks}
    made = Payload.objects.filter(
        subject__in=keys, event__verb__in=[f"asks.{verb}" for verb in verbs]
    )
    steps = list(made.values_list("subject", "event", "event__subject"))
    notices = Notice.objects.filter(which, event__in={event for _, event, _ in steps})
    told = defaultdict(set)
    for event, subject, person in notices.values_list("event", "subject", "person"):
        told[event, subject].add(person)
    people: People = {each.pk: set() for each in asks}
    for key, event, about in steps:
        # One message that asked about several tells of what they lie on.
        people[keys[key].pk] |= told[event, keys[key].subject_id] | told[event, about]
    return people


def seen(asks: Collection[Ask]) -> set[int]:
    """Those that somebody of whom they are asked had opened."""
    keys = {each.key: each.pk for each in asks}
    made = Payload.objects.filter(subject__in=keys, event__verb__in=SEEING)
    return {keys[key] for key in made.values_list("subject", flat=True)}


def state_before(asked: Ask, opened: Collection[int]) -> AskState:
    """That of an ask that is put back: as it was."""
    return AskState.SEEN if asked.pk in opened else AskState.OPEN


def to_tell_again(asks: Collection[Ask], opened: Collection[int]) -> dict[int, list[User]]:
    """{ask: those to tell that it is expected again}: who was told that it is not, and who knew of
    nothing. Whoever knew of it, and was not told that it ended, knows still."""
    knew = told_by(asks, ALL_TELLING, LEFT)
    ended = told_by(asks, ENDING, LEFT | Q(read_at__isnull=False))
    return {
        each.pk: [
            person
            for person in people_asked(each)
            if person.pk in ended[each.pk] or not (each.pk in opened or person.pk in knew[each.pk])
        ]
        for each in asks
    }


def restored_together(asks: Collection[Ask], *, about: str, by) -> None:
    """Expect again, in one event, what was withdrawn, as it was."""
    opened = seen(asks)
    people = to_tell_again(asks, opened)
    for each in asks:
        untell(each, *ENDING)
        reopen(each, state_before(each, opened))
    event = _recorded("restore_each", asks, about=about, by=by)
    for each in asks:
        tell_asked(ASKED, each, people=people[each.pk], event=event, by=by)


def restored(asked: Ask, *, by) -> Ask:
    """Expect again what was withdrawn, as it was."""
    opened = seen([asked])
    people = to_tell_again([asked], opened)[asked.pk]
    untell(asked, *ENDING)
    event = reopened("restore", asked, state=state_before(asked, opened), by=by)
    tell_asked(ASKED, asked, people=people, event=event, by=by)
    return asked
