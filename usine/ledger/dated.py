"""Facts that have a date: true from a day on, corrected with a reason, never overwritten."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from usine.values import clock


class DatedQuerySet(models.QuerySet):
    def standing(self, known_at: datetime | None = None) -> Self:
        """The facts that held as known at a moment (now); later corrections do not count."""
        if known_at is None:
            return self.filter(superseded_at=None)
        not_superseded = Q(superseded_at=None) | Q(superseded_at__gt=known_at)
        return self.filter(not_superseded, recorded_at__lte=known_at)


class Dated(models.Model):
    """A fact that holds from a day on, until a later fact of the same kind.

    Of two facts of one day, the last recorded one holds. A correction supersedes a fact without
    deleting it, so that what was known before can still be asked.
    """

    effective_on = models.DateField("date d’effet")
    reason = models.TextField("motif", blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField("enregistré le", default=clock.now)
    superseded_at = models.DateTimeField("remplacé le", null=True, blank=True)

    objects = DatedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["effective_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(superseded_at__isnull=True) | Q(superseded_at__gte=F("recorded_at")),
                name="%(class)s_superseded_after_recorded",
            )
        ]

    def supersede(self) -> None:
        """End the fact: another one replaces it."""
        self.superseded_at = clock.now()
        self.save(update_fields=["superseded_at"])
