"""The jobs of people: messages, and the nightly removal of ended sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django_tasks import task

from usine.jobs.queue import enqueue
from usine.jobs.schedules import every
from usine.values import clock
from usine.values.formats import format_counted

from . import emails, leaving, long_deputyships
from .models import Mandate, User


@task()
def welcome(mandate: int) -> None:
    mandates = Mandate.objects.select_related("user")
    emails.welcome(mandates.get(pk=mandate))


@task()
def forgotten_password(user: int) -> None:
    emails.forgotten_password(User.objects.get(pk=user))


@every(hour=7)
def warn_of_departures(due_at: datetime) -> str:
    """Of each mandate that ends within a week, or ended within one, tell once what is left open."""
    around = (clock.today() - leaving.SOON, clock.today() + leaving.SOON)
    ending = Mandate.objects.filter(cancelled_at=None, ends_on__range=around)
    warnings = 0
    for mandate in ending.select_related("user"):
        if leaving.left_open(mandate) or leaving.kept_alone(mandate):
            for person in leaving.warned(mandate):
                key = f"people.left_open:{mandate.pk}:{mandate.ends_on}:{person.pk}"
                warnings += enqueue(left_open, mandate.pk, person.pk, key=key)
    return format_counted(warnings, "départ signalé", "départs signalés")


@task()
def left_open(mandate: int, to: int) -> None:
    """Nothing is sent once all of it is taken over."""
    leaver = Mandate.objects.select_related("user").get(pk=mandate)
    left = [*leaving.left_open(leaver), *leaving.kept_alone(leaver)]
    if lines := [each.label for each in left]:
        emails.left_open(leaver, User.objects.get(pk=to), lines)


@every(hour=6)
def shorten_deputyships(due_at: datetime) -> str:
    """Those that were given for more than a year before that was refused."""
    long = long_deputyships.too_long(clock.today()).select_related("user").order_by("pk")
    shortened = [each for each in long if long_deputyships.shorten(each)]
    for mandate in shortened:
        for person in long_deputyships.concerned(mandate):
            key = f"people.shortened:{mandate.pk}:{person.pk}"
            enqueue(tell_shortened, mandate.pk, person.pk, key=key)
    return format_counted(
        len(shortened), "suppléance ramenée à un an", "suppléances ramenées à un an"
    )


@task()
def tell_shortened(mandate: int, to: int) -> None:
    deputyship = Mandate.objects.select_related("user").get(pk=mandate)
    emails.shortened(deputyship, User.objects.get(pk=to))


@every(hour=3)
def clear_sessions(due_at: datetime) -> str:
    ended = Session.objects.filter(expire_date__lt=clock.now())
    return format_counted(ended.delete()[0], "session effacée", "sessions effacées")
