"""The campaigns that ask territories to bring their plans up to date."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from usine.asks.models import Ask
from usine.geography.models import Region
from usine.people.access import grants_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import paris_day
from usine.values.formats import format_day

from ..rights import CHASE


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def visible_to(self, user) -> Self:
        """Those that ask a territory on which the user may send one."""
        grants = grants_of(user)
        if grants.nation(CHASE):
            return self
        there = CampaignPlan.objects.filter(grants.territories_q(CHASE, "territory"))
        return self.filter(pk__in=there.values("campaign"))


class Campaign(models.Model):
    """A message that asks territories to bring their plans up to date by a day.

    What was confirmed since `opens_on` counts.
    """

    # Of whose territories; None is the nation.
    region = models.ForeignKey(Region, models.PROTECT, null=True, blank=True, related_name="+")
    opens_on = models.DateField("ouverte le")
    due_on = models.DateField("attendue pour le")
    text = models.TextField("message", max_length=6_000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField("envoyée le", default=clock.now)
    # The event that asked all of it.
    event = models.PositiveBigIntegerField("événement", default=0)
    withdrawn_at = models.DateTimeField("annulée le", null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        verbose_name = "campagne"
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(due_on__gte=F("opens_on")),
                name="campaign_ends_after_it_opens",
                violation_error_message="La date attendue précède l’ouverture.",
            ),
        ]

    def __str__(self) -> str:
        return f"Campagne du {format_day(self.sent_on)}"

    def get_absolute_url(self) -> str:
        return reverse("plans:campaign", args=[self.pk])

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"campaign:{self.pk}"

    @property
    def sent_on(self):
        return paris_day(self.at)

    @property
    def of(self) -> str:
        return str(self.region or "France entière")


class CampaignPlan(models.Model):
    """The plan of a territory that a campaign asks for; without an ask, nobody could answer."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="plans")
    territory = models.ForeignKey(Territory, models.PROTECT, related_name="+")
    ask = models.ForeignKey(Ask, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "plan d’une campagne"
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "territory"],
                name="campaign_asks_once",
                violation_error_message="Cette campagne s’adresse déjà à ce territoire.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}, {self.territory}"
