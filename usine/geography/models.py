"""The official geographic code: régions, départements, communes and their groupings."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models


class Vintage(models.Model):
    """A release of the official geographic code, as loaded (millésime)."""

    year = models.PositiveSmallIntegerField("millésime", primary_key=True)
    source = models.CharField("source", max_length=200)
    loaded_at = models.DateTimeField("chargé le")
    # SHA-256 of the input: the same input is not loaded twice.
    digest = models.CharField("empreinte", max_length=64, default="")
    outlines_digest = models.CharField("empreinte des contours", max_length=64, default="")

    class Meta:
        verbose_name = "millésime du code officiel géographique"

    def __str__(self) -> str:
        return f"COG {self.year}"


class Region(models.Model):
    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)
    slug = models.SlugField("adresse", max_length=100, unique=True)

    class Meta:
        verbose_name = "région"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Departement(models.Model):
    code = models.CharField("code INSEE", max_length=3, primary_key=True)
    name = models.CharField("nom", max_length=100)
    region = models.ForeignKey(Region, models.PROTECT, related_name="departements")

    class Meta:
        verbose_name = "département"
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class Outline(models.Model):
    """The outline of a place: GeoJSON geometry as text, longitude and latitude, simplified.

    Each model of places has its table of outlines, with a row for each place whose outline is
    known: an outline is heavy, and only maps read it.
    """

    geometry = models.TextField("contour")

    objects: ClassVar[models.Manager[Self]] = models.Manager()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"contour de {self.pk}"


class RegionOutline(Outline):
    place = models.OneToOneField(
        Region, models.CASCADE, related_name="outline", verbose_name="région"
    )

    class Meta:
        verbose_name = "contour d’une région"


class DepartementOutline(Outline):
    place = models.OneToOneField(
        Departement, models.CASCADE, related_name="outline", verbose_name="département"
    )

    class Meta:
        verbose_name = "contour d’un département"


class Grouping(models.Model):
    """An EPCI or an EPT: communes that act together (groupement, identified by its SIREN)."""

    class Kind(models.TextChoices):
        CC = "CC", "communauté de communes"
        CA = "CA", "communauté d’agglomération"
        CU = "CU", "communauté urbaine"
        METRO = "METRO", "métropole"
        EPT = "EPT", "établissement public territorial"

    siren = models.CharField("SIREN", max_length=9, primary_key=True)
    name = models.CharField("nom", max_length=200)
    # The key that searches compare, made by `naming.search_key`.
    search_name = models.CharField("nom cherché", max_length=200, db_index=True, default="")
    kind = models.CharField("nature", max_length=5, choices=Kind)
    population = models.PositiveIntegerField("population", default=0)

    class Meta:
        verbose_name = "groupement de communes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    code = models.CharField("code INSEE", max_length=5, primary_key=True)
    name = models.CharField("nom", max_length=100)
    search_name = models.CharField("nom cherché", max_length=100, db_index=True, default="")
    # Perimeters sometimes name a commune by its SIREN; a few islands have none.
    siren = models.CharField("SIREN", max_length=9, default="", blank=True, db_index=True)
    departement = models.ForeignKey(Departement, models.PROTECT, related_name="communes")
    population = models.PositiveIntegerField("population", default=0)
    # A commune of Greater Paris belongs to the métropole and to an EPT.
    groupings = models.ManyToManyField(Grouping, related_name="communes")

    class Meta:
        verbose_name = "commune"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Postcode(models.Model):
    """A postal code; it may cover several communes, and a commune may have several."""

    code = models.CharField("code postal", max_length=5)
    commune = models.ForeignKey(Commune, models.CASCADE, related_name="postcodes")

    class Meta:
        verbose_name = "code postal"
        constraints = [
            models.UniqueConstraint(fields=["code", "commune"], name="postcode_once_per_commune")
        ]

    def __str__(self) -> str:
        return self.code
