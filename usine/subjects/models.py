"""What can be spoken of, and who may see it: rows that follow from those of the rooms."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .audiences import tokens_of
from .words import forms_of

KEY_MAX = 60
TOKEN_MAX = 60


class SubjectQuerySet(models.QuerySet["Subject"]):
    def visible_to(self, user) -> Self:
        """Those of which one of the user's tokens is in the audience; one EXISTS."""
        seen = Audience.objects.filter(subject=OuterRef("pk"), token__in=tokens_of(user))
        return self.filter(Exists(seen))

    def matching(self, text: str) -> Self:
        """Those that hold every word of a text, in any of its forms or as the start of a word.

        Nothing is looked for in an empty text: nothing matches.
        """
        asked = forms_of(text)
        if not asked:
            return self.none()
        matched = self
        for forms in asked:
            one = Q()
            for form in forms:
                one |= Q(words__contains=f" {form}")
            matched = matched.filter(one)
        return matched


class Subject(models.Model):
    """Something that a room keeps and that others speak of: an action, a territory.

    Derived: `usine rebuild_subjects` makes the same rows again from those of the rooms.
    """

    key = models.CharField("objet", max_length=KEY_MAX, primary_key=True)
    kind = models.CharField("nature", max_length=20)
    # The title that the widest audience may read.
    title = models.CharField("intitulé", max_length=300)
    path = models.CharField("adresse", max_length=300)
    # The place of the ledger in which it lies; empty for the whole nation.
    place = models.CharField("lieu", max_length=24, blank=True)
    # What a search looks into (`words.of`); nothing that its audience may not read.
    words = models.TextField("mots cherchés", blank=True)

    objects = SubjectQuerySet.as_manager()

    class Meta:
        verbose_name = "objet"
        ordering = ["title", "key"]
        indexes = [
            models.Index(fields=["kind", "title"], name="subject_by_kind"),
            models.Index(fields=["place"], name="subject_by_place"),
        ]

    def __str__(self) -> str:
        return self.title


class Audience(models.Model):
    """One of the tokens that open a subject; whoever bears one of them sees it."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="audience")
    token = models.CharField("jeton", max_length=TOKEN_MAX)

    objects: models.Manager[Audience] = models.Manager()

    class Meta:
        verbose_name = "public d’un objet"
        constraints = [
            models.UniqueConstraint(fields=["subject", "token"], name="audience_token_once")
        ]

    def __str__(self) -> str:
        return self.token
