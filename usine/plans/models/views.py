"""The views of a plan that people keep: what the address of a list holds, under a name."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

from usine.geography.models import Region
from usine.people.access import grants_of
from usine.territories.models import Territory
from usine.values.text import fold

from ..rights import READ

_STANDS = Q(removed_at__isnull=True)
_TAKEN = "Une autre vue porte déjà ce nom."


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    def standing(self) -> Self:
        """The views that were not removed."""
        return self.filter(_STANDS)

    def visible_to(self, user) -> Self:
        """Their own, and those of the territories that their mandates cover."""
        readable = Territory.objects.filter(grants_of(user).territories_q(READ))
        shared = Q(owner__isnull=True, territory__in=readable)
        return self.filter(Q(owner=user.pk, owner__isnull=False) | shared)


class SavedView(models.Model):
    """A view of a plan: of the person who keeps it, who alone sees it, or of its territory."""

    # None for a view of the territory, which those who edit the plan keep.
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, null=True, blank=True, related_name="+"
    )
    # The plan: of a territory, else of a region, else of the nation.
    territory = models.ForeignKey(
        Territory, models.CASCADE, null=True, blank=True, related_name="+"
    )
    region = models.ForeignKey(Region, models.CASCADE, null=True, blank=True, related_name="+")
    name = models.CharField("nom", max_length=60)
    # The name without accents and case, by which views are told apart.
    folded = models.CharField(max_length=200, blank=True, editable=False)
    # What the address of the list holds: "statut=done&tri=-budget".
    query = models.CharField("adresse", max_length=2_000, blank=True)
    removed_at = models.DateTimeField("supprimée le", null=True, blank=True)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "vue enregistrée"
        ordering = ["folded", "pk"]
        constraints = [
            models.UniqueConstraint(
                F("owner"),
                Coalesce(F("territory"), Value(0)),
                Coalesce(F("region"), Value("")),
                F("folded"),
                condition=_STANDS & Q(owner__isnull=False),
                name="view_once_of_person",
                violation_error_message=_TAKEN,
            ),
            models.UniqueConstraint(
                fields=["territory", "folded"],
                condition=_STANDS & Q(owner__isnull=True),
                name="view_once_of_territory",
                violation_error_message=_TAKEN,
            ),
            models.CheckConstraint(
                condition=Q(territory__isnull=True) | Q(region__isnull=True),
                name="view_of_one_plan",
                violation_error_message="Une vue est celle d’un seul plan.",
            ),
            models.CheckConstraint(
                condition=Q(owner__isnull=False) | Q(territory__isnull=False),
                name="view_of_somebody",
                violation_error_message="Une vue partagée est celle d’un territoire.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_shared(self) -> bool:
        return self.owner_id is None

    def clean(self) -> None:
        self.folded = fold(self.name)[:200] or self.name

    @property
    def subject(self) -> str:
        """What the ledger says a view of a territory is about."""
        return f"territory:{self.territory_id}"
