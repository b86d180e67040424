"""Every write of asks: one verb, checked against the side of `by`, recorded in the ledger.

An ask is recorded under its own name ("ask:12") and not under that of its subject, whose readers
may be on neither side of it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied

from usine.ledger.models import Event, Payload
from usine.ledger.operations import record
from usine.ledger.refusals import operation
from usine.notices.operations import take_back, tell
from usine.people.models import User
from usine.people.reach import reaches
from usine.subjects.models import Subject
from usine.values import clock
from usine.values.errors import Refused
from usine.values.rights import Right

from . import rules
from .addressing import Addressee, a_person
from .kinds import AskKind, kind_of
from .models import Ask
from .passing import next_of, taken_words
from .queries import answerers, subjects_of, unlike
from .states import TURNS, AskState, Side
from .telling import ASKED, CLOSED, LAPSED, REMINDED, SILENT, WITHDRAWN, tell_asked, tell_asker
from .turning import (
    close,
    closed,
    hold,
    locked,
    on_side,
    people_asked,
    refuse_if,
    refuse_unless_waiting,
    reopened,
    turning,
    turning_back,
    untell,
)
from .withdrawing import LEFT, TELLING, knowing, restored, withdrawn, withdrawn_together

# Those that ask about several subjects at once.
BATCHES = ("asks.ask_many", "asks.ask_each")
ONESELF = "Ce serait le demander à vous-même\u00a0: choisissez quelqu’un d’autre."
NOBODY = "Personne ne peut y répondre\u00a0: demandez à quelqu’un d’autre."


@operation
def ask(
    kind: AskKind,
    subject: str,
    *,
    text: str,
    to: Addressee,
    due_on: date,
    matter: str | None = None,
    by,
) -> Ask:
    """Ask something about a subject, "kind:identifier", by a day; `matter` is what of it, by
    default what its kind finds there.

    Raises Refused without words, when the day is past, when nobody may answer, when it is asked and
    waits already, and what the room of the subject raises.
    """
    matters = None if matter is None else {subject: matter}
    [asked], people = write_asks(
        kind, [subject], text=text, to=to, due_on=due_on, matters=matters, by=by
    )
    refuse_if(ONESELF if is_of_oneself(kind, people, by) else None)
    event = record("asks.ask", subject=asked.key, by=by, payload=told_of(asked, to))
    tell_asked(ASKED, asked, people=people, event=event, by=by)
    return asked


@operation
def ask_many(
    kind: AskKind,
    subjects: Sequence[str],
    *,
    about: str,
    text: str,
    to: Addressee,
    due_on: date,
    by,
) -> Event:
    """`ask` about several subjects in one event, of which people are told once: all, or none.

    `about` is the subject that the event is about and of which people are told: their territory, a
    campaign.
    """
    asks, people = write_asks(kind, subjects, text=text, to=to, due_on=due_on, by=by)
    refuse_if(ONESELF if is_of_oneself(kind, people, by) else None)
    event = record(
        "asks.ask_many",
        subject=about,
        by=by,
        payload={"asks": len(asks)},
        about={each.key: told_of(each, to) for each in asks},
    )
    tell(ASKED, people=people, event=event, by=by, due_on=due_on)
    return event


def write_asks(
    kind: AskKind,
    keys: Sequence[str],
    *,
    text: str,
    to: Addressee,
    due_on: date,
    matters: Mapping[str, str] | None = None,
    by,
) -> tuple[list[Ask], list[User]]:
    """The asks, written, and the people to tell."""
    subjects = _checked(kind, keys, by=by)
    refuse_if(rules.ask_refusal(text, due_on, clock.today()))
    kind.check(keys)
    people = answerers(kind, subjects, to)
    if not people:
        raise Refused(NOBODY)
    matters = kind.matter(keys) if matters is None else matters
    shared = {"kind": kind.code, "text": text.strip(), "due_on": due_on, "by": by, **to.columns}
    asks = [Ask(subject_id=key, matter=matters.get(key, ""), **shared) for key in keys]
    return Ask.objects.bulk_create(asks), people


def is_of_oneself(kind: AskKind, people: Sequence[User], by) -> bool:
    """Whether `by` alone would answer what they ask."""
    return not kind.of_oneself and by is not None and list(people) == [by]


def _checked(kind: AskKind, keys: Sequence[str], *, by) -> list[Subject]:
    """The subjects, once who asks may ask about each."""
    refuse_if(rules.count_refusal(len(keys)))
    subjects = subjects_of(keys)
    if len(subjects) < len(set(keys)):
        raise Refused("Ce dont parle cette demande n’est plus là.")
    check_right(kind.may_ask, subjects, by=by)
    return subjects


def check_right(right: Right, subjects: Sequence[Subject], *, by) -> None:
    """Raise PermissionDenied unless `by` sees these subjects and holds the right on the place of
    each; None is the system itself."""
    if by is None:
        return
    seen = Subject.objects.visible_to(by).filter(pk__in=[each.pk for each in subjects])
    if seen.count() < len(subjects) or not all(
        _bears(right, by, each) for each in unlike(subjects)
    ):
        raise PermissionDenied("Vous n’avez pas de mandat pour le demander ici.")


def _bears(right: Right, by, subject: Subject) -> bool:
    return reaches(right, by, subject.place, [each.token for each in subject.audience.all()])


def told_of(asked: Ask, to: Addressee) -> dict[str, Any]:
    """What the ledger records of an ask; its addressee by identifiers alone."""
    columns = {name: getattr(value, "pk", value) for name, value in to.columns.items() if value}
    return {
        "kind": asked.kind,
        "about": asked.subject_id,
        "to": columns,
        "text": asked.text,
        "due_on": asked.due_on,
    }


@operation
def see(asked: Ask, *, by) -> Ask:
    """Say that one of whom it is asked opened it; nothing once that is known."""
    asked = on_side(Side.ASKED, asked, by)
    if asked.state in TURNS["see"].sources:
        asked.state = TURNS["see"].target
        asked.save(update_fields=["state"])
        record("asks.see", subject=asked.key, by=by)
    return asked


@operation
def answer(
    asked: Ask, *, outcome: str, words: str = "", values: Mapping[str, Any] | None = None, by
) -> Ask:
    """Answer with one of the outcomes of its kind, and do in the room of the subject what that
    means (`AskKind.on_answer`).

    Raises Refused without the words that the outcome needs, and what that room raises.
    """
    if kind := kind_of(asked.kind):
        kind.hold(asked)
    asked = turning("answer", asked, by)
    chosen = kind.outcome(outcome) if kind else None
    if kind is None or chosen is None or not chosen.offered:
        raise Refused("Cette réponse n’est pas de celles que l’on attend.")
    if chosen.right:
        check_right(chosen.right, [asked.subject], by=by)
    refuse_if(rules.words_refusal(words, needed=chosen.needs_words))
    asked.outcome, asked.values = outcome, dict(values or {})
    told = {"outcome": outcome, "values": asked.values}
    event = closed("answer", asked, words=words, told=told, by=by)
    tell_asker(CLOSED, asked, event=event, by=by)
    kind.on_answer(asked, by)
    return asked


def ask_back(asked: Ask, kind: AskKind, *, text: str, by) -> Ask | None:
    """Ask who asked, as one answers, what follows from the answer, of which they are told: they
    are told of nothing more. None when it waits of them already, or they may not answer."""
    if asked.by is None:
        return None
    to = a_person(asked.by)
    waits = Ask.objects.waiting().filter(kind=kind.code, subject=asked.subject, person=asked.by)
    if waits.exists() or not answerers(kind, subjects_of([asked.subject_id]), to):
        return None
    due_on = clock.today() + timedelta(days=kind.days)
    [back], _ = write_asks(kind, [asked.subject_id], text=text, to=to, due_on=due_on, by=by)
    record("asks.ask", subject=back.key, by=by, payload=told_of(back, to))
    return back


@operation
def decline(asked: Ask, *, words: str, by) -> Ask:
    """Say why one will not answer."""
    asked = turning("decline", asked, by)
    refuse_if(rules.words_refusal(words, needed=True))
    event = closed("decline", asked, words=words, by=by)
    tell_asker(CLOSED, asked, event=event, by=by)
    return asked


@operation
def redirect(asked: Ask, *, to: Addressee, words: str = "", by) -> Ask:
    """Pass it on to somebody else who may answer, and who reads these words, as who asked does;
    returns what is asked of them, for the same day and in the same name."""
    asked = turning("redirect", asked, by)
    refuse_if(rules.words_refusal(words, needed=False))
    kind = kind_of(asked.kind)
    people = answerers(kind, subjects_of([asked.subject_id]), to) if kind else []
    if not people:
        raise Refused(NOBODY)
    if by is not None and people in ([by], [asked.by]):
        raise Refused("C’est à vous, ou à qui l’a demandé\u00a0: choisissez quelqu’un d’autre.")
    following = Ask(
        kind=asked.kind,
        subject=asked.subject,
        matter=asked.matter,
        text=asked.text,
        due_on=asked.due_on,
        by=asked.by,
        follows=asked,
        **to.columns,
    )
    if to.key == asked.to.key:
        raise Refused("C’est déjà à cette personne que c’est demandé.")
    following.save()
    # Kept with what they come with too: whoever takes it back may write others to somebody else.
    told = {**told_of(following, to), **({"words": words.strip()} if words.strip() else {})}
    event = closed("redirect", asked, words=words, about={following.key: told}, by=by)
    tell_asked(ASKED, following, people=people, event=event, by=by)
    tell_asker(CLOSED, asked, event=event, by=by)
    return following


@operation
def withdraw(asked: Ask, *, by) -> Ask:
    """Expect it no more, and do in the room of its subject what that means; who had not opened it,
    and had no mail of it, is told of nothing."""
    kind = kind_of(asked.kind)
    if kind:
        kind.hold(asked)
    asked = withdrawn(turning("withdraw", asked, by), by=by)
    if kind:
        kind.on_withdraw(asked, by)
    return asked


@operation
def withdraw_many(event: int, *, by) -> int:
    """Withdraw all that waits of what an event of `ask_many` asked, in one event; returns how many.

    Raises Refused when nothing of it waits any more.
    """
    made = Payload.objects.filter(event=event, event__verb__in=BATCHES).select_related("event")
    about = [each for each in made if each.subject.startswith("ask:")]
    keys = [int(each.subject.partition(":")[2]) for each in about]
    asks = locked(Ask.objects.filter(pk__in=keys))
    check_all_mine(asks, by=by)
    waiting = [each for each in asks if each.is_waiting]
    if not waiting:
        raise Refused("Plus rien n’est attendu\u00a0: tout est répondu ou retiré.")
    asking = about[0].event
    people = knowing(waiting)
    event_of_all = withdrawn_together(waiting, about=asking.subject, by=by)
    if len(waiting) == len(asks):
        take_back(asking, [asking.subject], but=LEFT)
    for each in waiting:
        # A person is told once of an event: what one message asked of one is told of once.
        named = asking.subject if asking.verb == "asks.ask_many" else each.subject_id
        tell(WITHDRAWN, people=people[each.pk], event=event_of_all, by=by, subject=named)
    return len(waiting)


def check_all_mine(asks: Sequence[Ask], *, by) -> None:
    """Raise PermissionDenied unless `by` made all of these asks; None is the system itself."""
    if by is None:
        return
    mine = Ask.objects.asked_by(by).filter(pk__in=[each.pk for each in asks])
    if not asks or mine.count() < len(asks):
        raise PermissionDenied("Vous n’avez pas fait ces demandes.")


@operation
def restore(asked: Ask, *, by) -> Ask:
    """Expect again what was withdrawn, as it was; who was told of that is told again."""
    return restored(turning_back("restore", asked, by), by=by)


@operation
def resume(asked: Ask, *, by) -> Ask:
    """Take back what one declined, or passed on to somebody who has not opened it yet."""
    asked = turning_back("resume", asked, by)
    if asked.state == AskState.REDIRECTED:
        _take_over(asked, by=by)
    untell(asked, "decline", "redirect")
    reopened("resume", asked, by=by)
    return asked


def _take_over(asked: Ask, *, by) -> None:
    following = hold(next_of(asked))
    refuse_if(taken_words(following, reader=by))
    untell(following, *TELLING)
    close(following, AskState.WITHDRAWN, by=by)
    record("asks.withdraw", subject=following.key, by=by)


@operation
def remind(asked: Ask, *, by) -> Ask:
    """Remind those of whom it is asked, once a day at most."""
    asked = on_side(Side.ASKER, asked, by)
    refuse_unless_waiting(asked)
    if not asked.may_be_reminded:
        raise Refused("C’est déjà demandé ou rappelé aujourd’hui\u00a0: attendez demain.")
    _reminded("remind", asked, by=by)
    return asked


@operation
def keep_time(asked: Ask) -> str:
    """Do what the clock asks of an ask: close it long after its day, or send the reminders of its
    ladder, one for all those that were missed. Returns "lapse", "remind_late" or nothing."""
    asked = hold(asked)
    kind, today = kind_of(asked.kind), clock.today()
    if kind is None or not asked.is_waiting:
        return ""
    if rules.is_lapsed(asked.due_on, kind.lapses_after, today):
        event = closed("lapse", asked, by=None)
        tell_asker(LAPSED, asked, event=event, by=None)
        return "lapse"
    passed = rules.rungs_passed(kind.ladder, asked.asked_on, today)
    if passed <= asked.rung:
        return ""
    asked.rung = passed
    asked.save(update_fields=["rung"])
    if passed == len(kind.ladder):
        _told_above(kind, asked)
    # Whoever was reminded by hand today is not reminded twice.
    if asked.told_on == today:
        return ""
    _reminded("remind_late", asked, by=None)
    return "remind_late"


def _told_above(kind: AskKind, asked: Ask) -> None:
    """Tell those whom the kind names that the last reminder left."""
    if people := kind.after_ladder(asked):
        event = record("asks.tell_above", subject=asked.key, by=None)
        tell_asked(SILENT, asked, people=people, event=event, by=None)


def _reminded(verb: str, asked: Ask, *, by) -> None:
    asked.reminded_at = clock.now()
    asked.save(update_fields=["reminded_at"])
    event = record(f"asks.{verb}", subject=asked.key, by=by)
    tell_asked(REMINDED, asked, people=people_asked(asked), event=event, by=by)
