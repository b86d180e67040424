"""The links by which a calendar program follows the steps of a list without a session."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from usine.geography.models import Region
from usine.territories.models import Territory
from usine.values import clock

_OPEN = Q(revoked_at__isnull=True)


class CalendarFeedQuerySet(models.QuerySet["CalendarFeed"]):
    def standing(self) -> Self:
        """The links that were not revoked."""
        return self.filter(_OPEN)


class CalendarFeed(models.Model):
    """A secret link of a person to the steps of a list: whoever has it reads them, as long as the
    person may. The secret itself is kept nowhere (`feeds.address`)."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    # The plan: of a territory, else of a region, else of the nation.
    territory = models.ForeignKey(
        Territory, models.CASCADE, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="+")
    # The filters of the list, as its address holds them: "axe=foncier&suivi=en-retard".
    query = models.CharField("adresse", max_length=2_000, blank=True)
    opened_at = models.DateTimeField("ouvert le", default=clock.now)
    revoked_at = models.DateTimeField("révoqué le", null=True, blank=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = "lien d’agenda"
        ordering = ["-opened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                F("owner"),
                Coalesce(F("territory"), Value(0)),
                Coalesce(F("region"), Value("")),
                F("query"),
                condition=_OPEN,
                name="feed_once_of_person",
                violation_error_message="Cette liste a déjà un lien d’agenda.",
            ),
            models.CheckConstraint(
                condition=Q(territory__isnull=True) | Q(region__isnull=True),
                name="feed_of_one_plan",
                violation_error_message="Un lien d’agenda est celui d’un seul plan.",
            ),
        ]

    def __str__(self) -> str:
        return f"lien d’agenda {self.pk}"
