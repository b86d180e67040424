"""Notes: what somebody said of a subject, dated and signed, never overwritten."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from usine.files.models import Document
from usine.ledger.models import Event
from usine.people.reach import reached
from usine.subjects.models import Subject
from usine.values import clock

from .rights import READ


class NoteQuerySet(models.QuerySet["Note"]):
    def standing(self) -> Self:
        """The notes that nobody took back."""
        return self.filter(withdrawn_at__isnull=True)

    def visible_to(self, user) -> Self:
        """The notes on subjects of places that the user's mandates cover."""
        return self.filter(reached(READ, user))


class Note(models.Model):
    """What a person said of a subject on a day. A correction is another note."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="notes")
    text = models.TextField("texte")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("écrite le", default=clock.now)
    # The event that recorded it; null for those that a migration made of former comments.
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    documents = models.ManyToManyField(Document, blank=True, related_name="+")
    # When its author took it back, or the import that had brought it was undone.
    withdrawn_at = models.DateTimeField("reprise le", null=True, blank=True)

    objects = NoteQuerySet.as_manager()

    class Meta:
        verbose_name = "note"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "-at"], name="note_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(text=""),
                name="note_says_something",
                violation_error_message="Écrivez quelque chose.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class NoteMention(models.Model):
    """A person whom the author of a note wanted to be told of it."""

    note = models.ForeignKey(Note, models.CASCADE, related_name="mentions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "mention"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["note", "person"],
                name="mention_once",
                violation_error_message="Cette personne est déjà mentionnée.",
            )
        ]

    def __str__(self) -> str:
        return str(self.person)
