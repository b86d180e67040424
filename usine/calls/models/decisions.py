"""What is decided of candidacies: proposed by one, approved by another, then released."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from ..states import CandidacyState, DecisionOutcome
from .candidacies import Candidacy

_NO_MONEY = Q(awarded=0, advance=0, investment__isnull=True)


class DecisionQuerySet(models.QuerySet["CandidacyDecision"]):
    def proposed(self) -> Self:
        """Those that wait for an approver: the last one of a candidacy."""
        rows = CandidacyDecision.objects.filter(candidacy=OuterRef("candidacy"))
        later = rows.filter(pk__gt=OuterRef("pk"))
        waiting = Q(approved_at=None, candidacy__state=CandidacyState.PROPOSED)
        return self.filter(waiting, ~Exists(later))

    def to_release(self) -> Self:
        """Those that hold, and that nobody was told of."""
        approved = Q(approved_at__isnull=False, released_at=None, candidacy__state=F("outcome"))
        later = CandidacyDecision.objects.filter(replaces=OuterRef("pk"))
        return self.filter(approved, ~Exists(later))


class CandidacyDecision(models.Model):
    """What is proposed for a candidacy; once approved it never changes, a later one replaces it.

    The one that holds is the last that was approved. Amounts are in cents; `advance` is the part of
    what is awarded that is paid back.
    """

    candidacy = models.ForeignKey(Candidacy, models.CASCADE, related_name="decisions")
    outcome = models.CharField("décision", max_length=8, choices=DecisionOutcome)
    awarded = models.BigIntegerField("montant attribué", default=0)
    advance = models.BigIntegerField("dont avance remboursable", default=0)
    investment = models.BigIntegerField("coût total", null=True, blank=True)
    motive = models.TextField("motif", blank=True)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    proposed_at = models.DateTimeField("proposée le")
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    approved_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "approuvée le", null=True, blank=True
    )
    decided_on: models.DateField[date | None, date | None] = models.DateField(
        "jour de la décision", null=True, blank=True
    )
    released_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(
        "publiée le", null=True, blank=True
    )
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision sur une candidature"
        ordering = ["candidacy", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(approved_by=F("proposed_by")),
                name="decision_by_two_people",
                violation_error_message="Qui propose une décision ne l’approuve pas.",
            ),
            models.CheckConstraint(
                condition=Q(approved_at=None, decided_on=None, approved_by=None, replaces=None)
                | Q(approved_at__isnull=False, decided_on__isnull=False),
                name="decision_approved_with_its_day",
                violation_error_message="Une décision approuvée a son jour.",
            ),
            models.CheckConstraint(
                condition=Q(released_at=None) | Q(approved_at__isnull=False),
                name="decision_released_once_approved",
                violation_error_message="Une décision est approuvée avant d’être publiée.",
            ),
            models.UniqueConstraint(
                fields=["candidacy"],
                condition=Q(approved_at__isnull=False, replaces=None),
                name="decision_first_once",
                violation_error_message="Une autre décision vient d’être approuvée.",
            ),
            models.UniqueConstraint(
                fields=["replaces"],
                name="decision_replaced_once",
                violation_error_message="Une autre décision vient de remplacer celle-ci.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=DecisionOutcome.AWARDED) | _NO_MONEY,
                name="decision_refused_without_money",
                violation_error_message="Un dossier non retenu ne reçoit aucun montant.",
            ),
            models.CheckConstraint(
                condition=Q(advance__gte=0, awarded__gte=F("advance"))
                & (Q(investment=None) | Q(investment__gte=0)),
                name="decision_amounts",
                violation_error_message="L’avance est une part du montant attribué.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.candidacy_id}, {self.get_outcome_display()}"

    @property
    def subject(self) -> str:
        """Its name in the ledger."""
        return f"candidacy_decision:{self.pk}"


def decision_at(
    moment: datetime, decisions: Sequence[CandidacyDecision]
) -> CandidacyDecision | None:
    """The one of some approved decisions, in their order, that held at a moment."""
    before = [each for each in decisions if each.approved_at and each.approved_at <= moment]
    return before[-1] if before else None
