"""Periods of the programme, labelled territories and their perimeters."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Concat

from usine.geography.models import Commune, Departement, Grouping, Outline, Region
from usine.values import clock


class PeriodQuerySet(models.QuerySet["Period"]):
    def started(self, on: date | None = None) -> Self:
        """The periods that have started on a day (today by default), the current one first.

        The current period is the last one that has started: it stays current between its end and
        the start of the next one.
        """
        return self.filter(starts_on__lte=on or clock.today()).order_by("-starts_on")

    def current(self, on: date | None = None) -> Period | None:
        return self.started(on).first()


class Period(models.Model):
    """A time of the programme: T1 (2018-2022), T2 (2023-2027)."""

    code = models.CharField("code", max_length=2, primary_key=True)
    name = models.CharField("nom", max_length=100)
    starts_on = models.DateField("début")
    ends_on = models.DateField("fin")
    # The source of the last load of its territories, which pages show.
    source = models.CharField("source", max_length=200, default="", blank=True)
    loaded_at = models.DateTimeField("chargé le", null=True, blank=True)

    objects = PeriodQuerySet.as_manager()

    class Meta:
        verbose_name = "période"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["starts_on"],
                name="period_starts_alone",
                violation_error_message="Une autre période commence déjà ce jour-là.",
            ),
            models.UniqueConstraint(
                fields=["name"],
                name="period_name_once",
                violation_error_message="Une autre période porte déjà ce nom.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="period_ends_after_it_starts",
                violation_error_message="La fin d’une période doit suivre son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


def current_period(on: date | None = None) -> models.QuerySet:
    """The code of the period that is current on a day, as a subquery of other tables."""
    return Period.objects.started(on).values("pk")[:1]


class Axis(models.Model):
    """An axis of a period, under which actions are classified.

    Other rooms store its `code`, which never changes, and which another period may use again. Its
    words may be corrected at any time.
    """

    period = models.ForeignKey(Period, models.PROTECT, related_name="axes")
    code = models.CharField("code", max_length=16)
    rank = models.PositiveSmallIntegerField("rang")
    label = models.CharField("intitulé", max_length=100)
    short = models.CharField("intitulé court", max_length=20)
    goal = models.TextField("objectif", blank=True)

    class Meta:
        verbose_name = "axe"
        ordering = ["period", "rank"]
        constraints = [
            models.UniqueConstraint(fields=["period", "code"], name="axis_code_once"),
            models.UniqueConstraint(fields=["period", "rank"], name="axis_rank_once"),
        ]

    def __str__(self) -> str:
        return self.label


class Sector(models.Model):
    """A sector of industry (filière). Other rooms store its `code`, which never changes."""

    code = models.CharField("code", max_length=24, primary_key=True)
    label = models.CharField("intitulé", max_length=100)
    # Since then it is offered no more; what bears it keeps it.
    retired_at = models.DateTimeField("retirée le", null=True, blank=True)

    class Meta:
        verbose_name = "filière"
        ordering = ["label"]
        constraints = [
            models.UniqueConstraint(
                fields=["label"],
                name="sector_label_once",
                violation_error_message="Une autre filière porte déjà ce nom.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class TerritoryQuerySet(models.QuerySet["Territory"]):
    def current(self, on: date | None = None) -> Self:
        """The territories of the period that is current on a day, today by default."""
        return self.filter(period=current_period(on))

    def in_region(self, region: Region) -> Self:
        """The territories that a region leads: each territory counts in one region only."""
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
    # The territory's name in addresses, for ever: no territory of another period gets it.
    slug = models.SlugField("adresse", max_length=210, unique=True)
    search_name = models.CharField("nom cherché", max_length=200, default="", blank=True)
    lead_region = models.ForeignKey(
        Region, models.PROTECT, related_name="+", verbose_name="région chef de file"
    )
    regions = models.ManyToManyField(Region, related_name="+", verbose_name="régions")
    departements = models.ManyToManyField(
        Departement, related_name="+", verbose_name="départements"
    )
    # The territories of the previous period that share a member with this one.
    predecessors = models.ManyToManyField(
        "self",
        through="Succession",
        through_fields=("successor", "predecessor"),
        symmetrical=False,
        related_name="successors",
        verbose_name="prend la suite de",
    )
    labelled_on = models.DateField("labellisé le")
    # The last day of the label; null while it is unknown.
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
            models.CheckConstraint(
                condition=Q(unlabelled_on__isnull=True) | Q(unlabelled_on__gte=F("labelled_on")),
                name="territory_unlabelled_after_labelled",
                violation_error_message="La fin d’un label doit suivre son début.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Succession(models.Model):
    """A territory shares, on the day of its label, a member with one of the previous period."""

    successor = models.ForeignKey(Territory, models.CASCADE, related_name="+")
    predecessor = models.ForeignKey(Territory, models.CASCADE, related_name="+")

    class Meta:
        verbose_name = "succession de territoires"
        constraints = [
            models.UniqueConstraint(fields=["successor", "predecessor"], name="succession_once"),
            models.CheckConstraint(
                condition=~Q(successor=F("predecessor")),
                name="succession_of_another",
                violation_error_message="Un territoire ne prend pas sa propre suite.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.successor} prend la suite de {self.predecessor}"


class TerritoryOutline(Outline):
    place = models.OneToOneField(
        Territory, models.CASCADE, related_name="outline", verbose_name="territoire"
    )

    class Meta:
        verbose_name = "contour d’un territoire"


class Member(models.Model):
    """A member of a perimeter between two dates: an EPCI, an EPT or a commune."""

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
