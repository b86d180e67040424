"""The subjects of all rooms, and who may see each: rows that follow from those of the rooms."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from .audiences import tokens_of
from .words import STEM_MAX, forms_of

KEY_MAX = 60
TOKEN_MAX = 60


class SubjectQuerySet(models.QuerySet["Subject"]):
    def visible_to(self, user) -> Self:
        """The subjects that one of the user's tokens opens; one EXISTS."""
        seen = Audience.objects.filter(subject=OuterRef("pk"), token__in=tokens_of(user))
        return self.filter(Exists(seen))

    def matching(self, text: str) -> Self:
        """The subjects that have every word of a text, in any form or as the start of a word.

        An empty text matches no subject.
        """
        asked = forms_of(text)
        if not asked:
            return self.none()
        matched = self
        for forms in asked:
            any_form = Q()
            for form in forms:
                any_form |= Q(words__contains=f" {form}")
            matched = matched.filter(any_form)
        return matched


class Subject(models.Model):
    """Something that a room keeps and other rooms refer to: an action, a territory.

    `usine rebuild_subjects` can make the same rows again from those of the rooms.
    """

    key = models.CharField("objet", max_length=KEY_MAX, primary_key=True)
    kind = models.CharField("nature", max_length=20)
    # The title that the widest audience may read.
    title = models.CharField("intitulé", max_length=300)
    path = models.CharField("adresse", max_length=300)
    # The subject's place in the ledger; empty for the whole nation.
    place = models.CharField("lieu", max_length=24, blank=True)
    # The words that a search compares (`words.of`); the whole audience may read them.
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
    """One of the tokens that open a subject: each person who holds the token sees it."""

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


class TitleStem(models.Model):
    """A stem of the title of a subject that is searched: what titles are compared by."""

    subject = models.ForeignKey(Subject, models.CASCADE, related_name="stems")
    stem = models.CharField("racine", max_length=STEM_MAX)

    objects: models.Manager[TitleStem] = models.Manager()

    class Meta:
        verbose_name = "racine d’un intitulé"
        constraints = [models.UniqueConstraint(fields=["stem", "subject"], name="title_stem_once")]

    def __str__(self) -> str:
        return self.stem
