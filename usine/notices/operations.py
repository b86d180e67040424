"""Every write of notices. None is recorded in the ledger: what they tell of is."""

from collections.abc import Collection, Mapping
from datetime import date

from django.db import transaction
from django.db.models import Q

from usine.jobs.queue import enqueue
from usine.ledger.models import Event
from usine.people.models import User
from usine.values import clock

from . import tasks
from .kinds import NoticeKind, kinds
from .letters import hold
from .models import Notice, Subscription
from .queries import wishes_of
from .rhythms import Rhythm, leaves_at_once


def tell(
    kind: NoticeKind,
    *,
    people: Collection[User],
    event: Event,
    by: User | None,
    subject: str = "",
    part: str = "",
    due_on: date | None = None,
) -> None:
    """Tell people of an event, in the transaction of the operation that recorded it. `subject` is
    what they are told of, where that is not what the event is about.

    Nobody is told of what they did, nor twice of one event: who is told first is told of the most
    precise. Whoever may not see the subject sees nothing: that is asked when it is shown.
    """
    told = [each for each in people if each.is_active and (by is None or each.pk != by.pk)]
    Notice.objects.bulk_create(
        (
            Notice(
                person=each,
                kind=kind.code,
                subject_id=subject or event.subject,
                part=part,
                by=by,
                event=event,
                due_on=due_on,
                at=event.recorded_at,
            )
            for each in told
        ),
        ignore_conflicts=True,
    )
    _send_what_does_not_wait(kind, told, event, due_on)


def _send_what_does_not_wait(
    kind: NoticeKind, people: Collection[User], event: Event, due_on: date | None
) -> None:
    wishes, today = wishes_of(people), clock.today()
    hurried = [
        person
        for person, wished in wishes.items()
        if leaves_at_once(wished.of(kind), due_on=due_on, today=today)
    ]
    notices = Notice.objects.filter(event=event, kind=kind.code, person__in=hurried)
    for pk in notices.values_list("pk", flat=True):
        enqueue(tasks.send_at_once, pk, key=f"notices.at_once:{pk}")


def take_back(event: Event, subjects: Collection[str], *, but: Q | None = None) -> None:
    """Tell nobody any more of an event that is undone, about these subjects; some notices stay."""
    told = Notice.objects.filter(event=event, subject__in=list(subjects))
    (told.exclude(but) if but else told).delete()


def settle(events: Collection[int], parts: Collection[str]) -> None:
    """Say that nobody need read what events told them of these parts of pages: it is over."""
    told = Notice.objects.unread().filter(event__in=list(events), part__in=list(parts))
    told.update(read_at=clock.now())


def read(notice: Notice) -> None:
    """Say that its reader opened a notice."""
    Notice.objects.unread().filter(pk=notice.pk).update(read_at=clock.now())


def read_all(person: User, *, until: int) -> None:
    """Say that a person read all that they are told, up to the last one of the page they saw."""
    told = Notice.objects.unread().filter(person=person, pk__lte=until)
    told.update(read_at=clock.now())


@transaction.atomic
def choose(person: User, rhythms: Mapping[str, Rhythm]) -> None:
    """Keep how often a person wants mail of each kind, all of which they saw.

    Who wants no digest at all wants none of the kinds to come either.
    """
    hold(person.pk)
    Subscription.objects.filter(person=person).delete()
    chosen = dict(rhythms)
    waiting = [rhythms[each.code] for each in kinds() if not each.is_urgent]
    if all(rhythm == Rhythm.NEVER for rhythm in waiting):
        chosen[""] = Rhythm.NEVER
    Subscription.objects.bulk_create(
        Subscription(person=person, kind=kind, rhythm=rhythm) for kind, rhythm in chosen.items()
    )


@transaction.atomic
def unsubscribe(person: User, kind: str) -> None:
    """Send a person no mail of a kind any more; "" is every kind that waits for a digest."""
    hold(person.pk)
    chosen = Subscription.objects.filter(person=person)
    if not kind:
        chosen.filter(kind__in=[each.code for each in kinds() if not each.is_urgent]).delete()
    chosen.update_or_create(person=person, kind=kind, defaults={"rhythm": Rhythm.NEVER})
