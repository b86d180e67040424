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
        """Those that hold, as known at a moment (now); those corrected since hold no more."""
        if known_at is None:
            return self.filter(superseded_at=None)
        held = Q(superseded_at=None) | Q(superseded_at__gt=known_at)
        return self.filter(held, recorded_at__lte=known_at)


class Dated(models.Model):
    """What holds from a day on, until a later fact of the same kind.

    Of two of the same day the last recorded holds. A correction supersedes: both stay, and what was
    known before can be asked.
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
        """It holds no more: another one says what was true."""
        self.superseded_at = clock.now()
        self.save(update_fields=["superseded_at"])
