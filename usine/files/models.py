"""Documents on any subject, and their bytes in a table apart."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from usine.ledger.models import Event
from usine.people.reach import reached
from usine.subjects.models import Subject
from usine.values import clock

from . import formats
from .rights import READ

SAME = "Ce document est déjà là."


class DocumentContent(models.Model):
    """The bytes of a document, apart so that no list ever loads them."""

    content = models.BinaryField("contenu")

    objects: models.Manager[DocumentContent] = models.Manager()

    class Meta:
        verbose_name = "contenu d’un document"

    def __str__(self) -> str:
        return f"contenu {self.pk}"


class DocumentQuerySet(models.QuerySet["Document"]):
    def standing(self) -> Self:
        return self.filter(withdrawn_at__isnull=True)

    def kept(self) -> Self:
        """Those whose bytes are there: a document that was withdrawn loses them later."""
        return self.filter(content__isnull=False)

    def visible_to(self, user) -> Self:
        """Those on subjects that the user may see, of places that their mandates cover."""
        seen = Subject.objects.visible_to(user).values("pk")
        return self.filter(reached(READ, user), subject__in=seen)


class Document(models.Model):
    """A file that somebody attached to a subject: its name as shown, never that of a path."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="+")
    name = models.CharField("nom", max_length=160)
    format = models.CharField(
        "format", max_length=5, choices=[(f.code, f.label) for f in formats.FORMATS.values()]
    )
    # Both of what is kept: an image is smaller once it is stripped.
    size = models.PositiveIntegerField("taille")
    sha256 = models.CharField("empreinte", max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("ajouté le", default=clock.now)
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    content = models.OneToOneField(
        DocumentContent, models.SET_NULL, null=True, related_name="document"
    )
    withdrawn_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = DocumentQuerySet.as_manager()

    class Meta:
        verbose_name = "document"
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["subject", "-at"], name="document_of_subject")]
        constraints = [
            models.CheckConstraint(
                condition=Q(size__gt=0),
                name="document_has_bytes",
                violation_error_message="Le fichier est vide.",
            ),
            models.UniqueConstraint(
                fields=["subject", "sha256"],
                condition=Q(withdrawn_at__isnull=True),
                name="document_once",
                violation_error_message=SAME,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def mime(self) -> str:
        return formats.FORMATS[self.format].mime
