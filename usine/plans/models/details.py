"""The details of an action: rows of its own, some with values that have a date."""

from __future__ import annotations

from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from usine.ledger.dated import Dated
from usine.pages.declared import declare
from usine.values.dates import PartialDate
from usine.values.text import fold

from ..codes import PLANNED, SIDES, STAGES
from ..fields import FUNDING, INDICATORS, LINKS, RESULTS, STEPS
from .actions import Action


class DetailQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """The details that were not removed."""
        return self.filter(removed_at__isnull=True)


class Detail(models.Model):
    """A row of an action, such as a step: added, changed and removed on its own (`details`)."""

    # Counts the changes, so that the second of two writers does not overwrite the first.
    version = models.PositiveIntegerField("version", default=1)
    removed_at = models.DateTimeField("retiré le", null=True, blank=True)

    objects = DetailQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["pk"]

    action: Action
    # The fields whose values have a date: each is kept as a `DatedAmount` as well.
    dated: ClassVar[tuple[str, ...]] = ()

    def fold(self) -> None:
        """Write the folded name, if the detail has one: `save` does, writes in bulk must."""


class NamedDetail(Detail):
    """A detail whose name no other of its action has, whatever the case and the accents."""

    # The field that names it, folded as files are compared. An index holds 2,704 bytes; empty for a
    # name without a letter or a digit, and for rows of the version before this column.
    folded = models.CharField(max_length=600, blank=True, editable=False, db_default="")

    class Meta(Detail.Meta):
        abstract = True

    named_by: ClassVar[str]

    def save(self, *args, **kwargs) -> None:
        self.fold()
        super().save(*args, **kwargs)

    def clean(self) -> None:
        self.fold()

    def fold(self) -> None:
        self.folded = fold(getattr(self, self.named_by))[:600]


THERE = Q(removed_at__isnull=True)
FOLDED = THERE & ~Q(folded="")


def _once(name: str, column: str, why: str) -> list[models.BaseConstraint]:
    """An action has one detail of a name, whatever the case and the accents."""
    return [
        models.UniqueConstraint(
            fields=["action", column],
            condition=THERE,
            name=f"{name}_once",
            violation_error_message=why,
        ),
        models.UniqueConstraint(
            fields=["action", "folded"],
            condition=FOLDED,
            name=f"{name}_once_folded",
            violation_error_message=why,
        ),
    ]


class DatedAmount(Dated):
    """From a day on, a dated field of a detail has a value."""

    name = models.CharField("montant", max_length=8)
    # Null when it is no longer known.
    amount = models.BigIntegerField("valeur", null=True)

    detail: Detail

    class Meta(Dated.Meta):
        abstract = True


class Milestone(NamedDetail):
    """A step of an action (étape, jalon)."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="milestones")
    title: str
    due: PartialDate | None
    done: bool
    done_on: PartialDate | None

    named_by = "title"

    class Meta(Detail.Meta):
        verbose_name = "étape d’une action"
        constraints = _once("step", "title", "La fiche a déjà cette étape\u00a0: modifiez-la.")

    def __str__(self) -> str:
        return self.title


declare(Milestone, STEPS.values())


class FundingLine(NamedDetail):
    """Who pays a part of an action, for a year or for all of it: amounts as they are today."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="funding")
    funder: str
    label: str
    year: int | None
    planned: int | None
    asked: int | None
    granted: int | None
    paid: int | None
    tax: str

    dated = tuple(stage for stage, _ in (PLANNED, *STAGES))
    named_by = "label"

    class Meta(Detail.Meta):
        verbose_name = "ligne de financement"
        constraints = [
            models.CheckConstraint(
                condition=Q(paid__isnull=True)
                | Q(granted__isnull=True)
                | Q(paid__lte=F("granted")),
                name="funding_paid_within_granted",
                violation_error_message="Le montant versé dépasse le montant accordé.",
            ),
            models.CheckConstraint(
                condition=~Q(planned__lt=0) & ~Q(asked__lt=0) & ~Q(granted__lt=0) & ~Q(paid__lt=0),
                name="funding_not_negative",
                violation_error_message="Un montant ne peut pas être négatif.",
            ),
            models.UniqueConstraint(
                "action",
                "funder",
                "label",
                Coalesce("year", 0),
                condition=THERE,
                name="funding_once",
                violation_error_message="La fiche a déjà ce financement\u00a0: modifiez-le.",
            ),
            models.UniqueConstraint(
                "action",
                "funder",
                "folded",
                Coalesce("year", 0),
                condition=FOLDED,
                name="funding_once_folded",
                violation_error_message="La fiche a déjà ce financement\u00a0: modifiez-le.",
            ),
        ]

    def __str__(self) -> str:
        parts = (FUNDING["funder"].show(self.funder), self.own_label, str(self.year or ""))
        return ", ".join(part for part in parts if part)

    @property
    def own_label(self) -> str:
        """Its label without what repeats its funder: nothing of « Etat », « DETR » of « Etat,
        DETR »."""
        first, _, rest = self.label.partition(", ")
        return rest if fold(first) == fold(FUNDING["funder"].show(self.funder)) else self.label


declare(FundingLine, FUNDING.values())


class FundingAmount(DatedAmount):
    detail = models.ForeignKey(FundingLine, models.CASCADE, related_name="amounts")

    class Meta(DatedAmount.Meta):
        verbose_name = "montant daté d’un financement"
        indexes = [models.Index(fields=["detail", "effective_on"], name="amount_of_funding")]

    def __str__(self) -> str:
        return f"{FUNDING[self.name].show(self.amount)} au {self.effective_on:%d/%m/%Y}"


class Result(Detail):
    """What an action aims at and has reached, in a unit that all plans share."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="results")
    code: str
    target: int | None
    measured: int | None
    source: str

    dated = tuple(side for side, _ in SIDES)

    class Meta(Detail.Meta):
        verbose_name = "résultat partagé"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "code"],
                condition=THERE,
                name="result_once",
                violation_error_message="L’action dit déjà ce résultat\u00a0: modifiez-le.",
            )
        ]

    def __str__(self) -> str:
        return RESULTS["code"].show(self.code)


declare(Result, RESULTS.values())


class ResultValue(DatedAmount):
    detail = models.ForeignKey(Result, models.CASCADE, related_name="amounts")
    source = models.CharField("source", max_length=300, blank=True)

    class Meta(DatedAmount.Meta):
        verbose_name = "valeur datée d’un résultat"
        indexes = [models.Index(fields=["detail", "effective_on"], name="value_of_result")]

    def __str__(self) -> str:
        return f"{self.amount} au {self.effective_on:%d/%m/%Y}"


class OwnIndicator(NamedDetail):
    """An indicator of the territory's own."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="indicators")
    name: str

    named_by = "name"

    class Meta(Detail.Meta):
        verbose_name = "indicateur propre"
        constraints = _once(
            "indicator", "name", "La fiche a déjà cet indicateur\u00a0: modifiez-le."
        )

    def __str__(self) -> str:
        return self.name


declare(OwnIndicator, INDICATORS.values())


class ActionLink(Detail):
    """An action depends on another, or is of the same project."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="links")
    other = models.ForeignKey(Action, models.CASCADE, related_name="linked")
    kind = models.CharField("lien", max_length=12, choices=LINKS["kind"].choices)

    class Meta(Detail.Meta):
        verbose_name = "lien entre actions"
        constraints = [
            models.UniqueConstraint(
                fields=["action", "other", "kind"],
                condition=THERE,
                name="link_once",
                violation_error_message="Ces deux actions sont déjà liées ainsi.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.other.label}"
