"""Calls and their versions; what a version says is its document alone."""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from usine.people.access import grants_of
from usine.values import clock

from ..format.model import CallFile
from ..format.parse import parsed
from ..rights import READ
from ..stages import Stage

_TONES = {Stage.DRAFT: "info", Stage.TEST: "new", Stage.OPEN: "success", Stage.CLOSED: ""}

CODE_MAX = 24
TITLE_MAX = 200


class Scheme(models.Model):
    """What calls are openings of, as the last version of one of them says."""

    code = models.CharField("code", max_length=CODE_MAX, primary_key=True)
    name = models.CharField("nom", max_length=300)
    operator = models.CharField("opérateur", max_length=300)
    # A code of `format.codes.FUNDERS`, or a SIREN.
    funder = models.CharField("financeur", max_length=12)

    objects: models.Manager[Scheme] = models.Manager()

    class Meta:
        verbose_name = "dispositif"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user) -> Self:
        """Those that are open, for everybody; those that were, for whoever follows the programme;
        those in preparation for whoever follows it over the nation."""
        grants = grants_of(user)
        if grants.nation(READ):
            return self
        stages = {Stage.OPEN, Stage.CLOSED} if grants.anywhere(READ) else {Stage.OPEN}
        return self.filter(stage__in=stages)


class Call(models.Model):
    """One opening of a scheme. `version` is the last one published; the columns that follow from it
    are for queries: `opens_at` of its first window, `closes_at` of its last."""

    code = models.CharField("code", max_length=CODE_MAX, primary_key=True)
    scheme = models.ForeignKey(Scheme, models.PROTECT, related_name="calls")
    stage = models.CharField("étape", max_length=6, choices=Stage, default=Stage.DRAFT)
    version = models.ForeignKey(
        "CallVersion", models.PROTECT, null=True, blank=True, related_name="+"
    )
    title = models.CharField("titre", max_length=TITLE_MAX)
    mode = models.CharField("mode de dépôt", max_length=8)
    applies_for = models.CharField("objet", max_length=9)
    opens_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "ouverture", null=True, blank=True
    )
    closes_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "clôture", null=True, blank=True
    )
    created_at = models.DateTimeField("créé le", default=clock.now)

    objects = CallQuerySet.as_manager()

    class Meta:
        verbose_name = "appel"
        ordering = ["title", "code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stage=Stage.DRAFT) | Q(version__isnull=False),
                name="call_shown_with_a_version",
                violation_error_message="Un appel est publié avec une version.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("calls:call", args=[self.pk])

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"call:{self.pk}"

    @property
    def stage_tone(self) -> str:
        return _TONES[Stage(self.stage)]


class CallVersion(models.Model):
    """A document of a call, for ever once it is published: a new one follows it. Each call has one
    draft at most."""

    call = models.ForeignKey(Call, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField("numéro")
    label = models.CharField("nom de la version", max_length=40)
    # In canonical form (`format.canonical`).
    document = models.TextField("document")
    # SHA-256 of the document, and of its grid alone; empty without a grid.
    digest = models.CharField("empreinte", max_length=64)
    grid_digest = models.CharField("empreinte de la grille", max_length=64, blank=True)
    published_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "publiée le", null=True, blank=True
    )
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    # What changed since the version before, as `format.changes` tells it: sentences, and answers.
    changes = models.JSONField("ce qui change", default=dict, blank=True)

    objects: models.Manager[CallVersion] = models.Manager()

    class Meta:
        verbose_name = "version d’un appel"
        ordering = ["call", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["call", "number"],
                name="call_version_once",
                violation_error_message="Une autre version de cet appel a pris ce numéro.",
            ),
            models.UniqueConstraint(
                fields=["call"],
                condition=Q(published_at__isnull=True),
                name="call_one_draft",
                violation_error_message="Un brouillon de cet appel est déjà ouvert.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call_id}, version {self.number}"

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"call_version:{self.pk}"

    @property
    def file(self) -> CallFile:
        """What the document says."""
        return _file(self.document)


@lru_cache(maxsize=128)
def _file(document: str) -> CallFile:
    """Parsed once: a version is read again on each page of its call."""
    return parsed(document.encode())
