"""The mails: what does not wait, the digest of the morning; and what is too old to be kept."""

from datetime import datetime, timedelta

from django_tasks import task

from usine.jobs.queue import enqueue
from usine.jobs.schedules import every
from usine.people.backends import DEMONSTRATION_DOMAIN
from usine.values import clock
from usine.values.dates import paris_day
from usine.values.formats import format_counted

from . import emails, letters
from .models import Letter, Notice
from .rhythms import HOUR

# What is older is told on its page only.
RECENT = timedelta(days=31)
KEPT = timedelta(days=365)


@task()
def send_at_once(notice: int) -> None:
    _send(letters.letter_for(notice))


@task()
def send_digest(person: int, due_at: str) -> None:
    _send(letters.digest_for(person, datetime.fromisoformat(due_at)))


def _send(letter: Letter | None) -> None:
    if letter:
        emails.send(letter)
        letters.sent(letter)


@every(hour=HOUR)
def digests(due_at: datetime) -> str:
    """One job a person who may have something to read: a mail that fails delays no other."""
    recent = Notice.objects.waiting().filter(at__gte=due_at - RECENT, person__is_active=True)
    reached = recent
    if not letters.is_kept():
        reached = recent.exclude(person__email__endswith=DEMONSTRATION_DOMAIN)
    people = reached.order_by("person").values_list("person")
    day = paris_day(due_at)
    given = [
        enqueue(send_digest, person, due_at.isoformat(), key=f"notices.digest:{person}:{day}")
        for (person,) in people.distinct()
    ]
    return format_counted(sum(given), "personne à prévenir", "personnes à prévenir")


@every(hour=3, minute=40)
def remove_old(due_at: datetime) -> str:
    old = clock.now() - KEPT
    removed = Notice.objects.filter(at__lt=old).delete()[0]
    Letter.objects.filter(made_at__lt=old, notices=None).delete()
    return format_counted(removed, "notification effacée", "notifications effacées")
