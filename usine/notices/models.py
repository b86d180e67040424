"""What each person is told, how often they want mail, and the letters that left."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from usine.ledger.models import Event
from usine.people.reach import reached
from usine.subjects.models import Subject
from usine.values import clock

from . import kinds
from .rhythms import LABELS, Rhythm


class Letter(models.Model):
    """A mail to a person, of what it tells when it leaves: a digest, or what does not wait."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The day of a digest; null for what does not wait.
    digest_on = models.DateField("résumé du", null=True, blank=True)
    made_at = models.DateTimeField("préparé le", default=clock.now)
    # Null until the mail server took it.
    sent_at = models.DateTimeField("envoyé le", null=True, blank=True)

    class Meta:
        verbose_name = "courriel"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "digest_on"],
                name="letter_digest_once_a_day",
                violation_error_message="Le résumé de ce jour est déjà préparé.",
            )
        ]

    def __str__(self) -> str:
        return f"courriel {self.pk}"


class NoticeQuerySet(models.QuerySet["Notice"]):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)

    def waiting(self) -> Self:
        """Those that no letter told, and that nobody read meanwhile."""
        return self.unread().filter(letter__isnull=True)

    def visible_to(self, user) -> Self:
        """A person's own, of subjects that they may still see and rights that they still hold."""
        opened = Q(pk__in=[])
        for right, codes in kinds.by_right().items():
            opened |= Q(kind__in=codes) & reached(right, user)
        seen = Subject.objects.visible_to(user).values("pk")
        return self.filter(opened, person=user, subject__in=seen)


class Notice(models.Model):
    """A person is told that somebody did something to a subject. It keeps no words: what it is
    about is read where it is, by who may."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=40)
    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    # Where to look on the page of the subject: "note-12".
    part = models.CharField("partie de la page", max_length=40, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    due_on = models.DateField("attendu pour le", null=True, blank=True)
    at = models.DateTimeField("dit le", default=clock.now)
    read_at = models.DateTimeField("lu le", null=True, blank=True)
    letter = models.ForeignKey(
        Letter, models.SET_NULL, null=True, blank=True, related_name="notices"
    )

    objects = NoticeQuerySet.as_manager()

    class Meta:
        verbose_name = "notification"
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "-at"], name="notice_of_person"),
            models.Index(fields=["person"], condition=Q(read_at=None), name="notice_unread"),
        ]
        constraints = [
            # Of one event, a person is told once, whatever made it concern them.
            models.UniqueConstraint(
                fields=["person", "event"],
                name="notice_once",
                violation_error_message="Cette personne est déjà prévenue.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.who} {kinds.kind_of(self.kind).sentence}"

    @property
    def who(self) -> str:
        return str(self.by) if self.by else "La plateforme"

    @property
    def path(self) -> str:
        """The page that tells of this, that of the subject as a rule, where it does."""
        page = kinds.kind_of(self.kind).page
        path = reverse(page) if page else self.subject.path
        return f"{path}#{self.part}" if self.part else path


class Subscription(models.Model):
    """How often a person wants mail of a kind; of every kind that waits when `kind` is empty."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField("nature", max_length=40, blank=True)
    rhythm = models.CharField(
        "rythme", max_length=7, choices=[(rhythm.value, LABELS[rhythm]) for rhythm in Rhythm]
    )

    class Meta:
        verbose_name = "abonnement"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                name="subscription_once",
                violation_error_message="Ce choix est déjà fait.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}\u00a0: {self.get_rhythm_display()}"
