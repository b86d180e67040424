"""Periods of the programme, labelled territories and their perimeters."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from usine.geography.models import Commune, Departement, Grouping, Outline, Region


class Period(models.Model):
    """A time of the programme: T1 (2018-2022), T2 (2023-2027)."""

    code = models.CharField("code", max_length=2, primary_key=True)
    name = models.CharField("nom", max_length=100)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    # Where its territories were last loaded from, shown with the data.
    source = models.CharField("source", max_length=200, default="", blank=True)
    loaded_at = models.DateTimeField("chargé le", null=True, blank=True)

    class Meta:
        verbose_name = "période"
        ordering = ["code"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message="La fin d’une période doit suivre son début.",
            )
        ]

    def __str__(self) -> str:
        return self.name


CURRENT_PERIOD = "T2"


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self) -> Self:
        """Those of the period that runs."""
        return self.filter(period=CURRENT_PERIOD)

    def in_region(self, region: Region) -> Self:
        """Those that this region leads: each territory counts in one region only."""
        return self.filter(lead_region=region)


class Territory(models.Model):
    """A territory labelled for a period.

    Its key is (period, code): official codes were reused from one period to the next.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="territories")
    code = models.CharField("code officiel", max_length=20)
    # The dimension under which the ledger counts everything of this territory.
    place = models.GeneratedField(
        expression=Concat("period_id", Value("-"), "code"),
        output_field=models.CharField("lieu", max_length=24),
        db_persist=True,
        unique=True,
    )
    name = models.CharField("nom", max_length=200)
    slug = models.SlugField("adresse", max_length=200)
    search_name = models.CharField("nom cherché", max_length=200, default="", blank=True)
    lead_region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="région chef de file"
    )
    regions = models.ManyToManyField(Region, related_name="+", verbose_name="régions")
    departements = models.ManyToManyField(
        Departement, related_name="+", verbose_name="départements"
    )
    labelled_on = models.DateField("labellisé le")
    # The last day of the label; null while it holds.
    unlabelled_on = models.DateField("fin du label", null=True, blank=True)
    is_demonstration = models.BooleanField("territoire de démonstration", default=False)
    longitude = models.FloatField("longitude", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)

    objects = TerritoryQuerySet.as_manager()

    class Meta:
        verbose_name = "territoire"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["period", "code"], name="territory_period_code"),
            models.UniqueConstraint(fields=["period", "slug"], name="territory_period_slug"),
            models.CheckConstraint(
                condition=Q(unlabelled_on__isnull=True) | Q(unlabelled_on__gte=F("labelled_on")),
                name="territory_unlabelled_after_labelled",
                violation_error_message="La fin d’un label doit suivre son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class TerritoryOutline(Outline):
    place = models.OneToOneField(
        Territory, models.CASCADE, related_name="outline", verbose_name="territoire"
    )

    class Meta:
        verbose_name = "contour d’un territoire"


class Member(models.Model):
    """What a perimeter is made of: an EPCI, an EPT or a commune, between two dates."""

    class Kind(models.TextChoices):
        EPCI = "epci", "EPCI"
        EPT = "ept", "EPT"
        COMMUNE = "commune", "commune"

    territory = models.ForeignKey(Territory, models.CASCADE, related_name="members")
    kind = models.CharField("nature", max_length=7, choices=Kind)
    code = models.CharField("SIREN ou code INSEE", max_length=9)
    name = models.CharField("nom à la labellisation", max_length=200)
    # Null when today's geographic code no longer knows the member (merged since).
    grouping = models.ForeignKey(Grouping, models.SET_NULL, null=True, related_name="+")
    commune = models.ForeignKey(Commune, models.SET_NULL, null=True, related_name="+")
    since = models.DateField("depuis le")
    until = models.DateField("jusqu’au", null=True, blank=True)

    class Meta:
        verbose_name = "membre d’un périmètre"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "code", "since"], name="member_once_since"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="member_until_after_since",
                violation_error_message="La sortie d’un périmètre doit suivre l’entrée.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
