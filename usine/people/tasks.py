"""The jobs of people: messages, and the nightly removal of ended sessions."""

from datetime import datetime

from django.contrib.sessions.models import Session
from django_tasks import task

from usine.jobs.schedules import every
from usine.values import clock
from usine.values.formats import format_counted

from . import emails
from .models import Mandate, User


@task()
def welcome(mandate: int) -> None:
    mandates = Mandate.objects.select_related("user")
    emails.welcome(mandates.get(pk=mandate))


@task()
def forgotten_password(user: int) -> None:
    emails.forgotten_password(User.objects.get(pk=user))


@every(hour=3)
def clear_sessions(due_at: datetime) -> str:
    ended = Session.objects.filter(expire_date__lt=clock.now())
    return format_counted(ended.delete()[0], "session effacée", "sessions effacées")
