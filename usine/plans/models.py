"""Action plans: the actions of a territory and their dated statuses."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import Q
from django.urls import reverse

from usine.ledger.dated import Dated
from usine.pages.declared import declare
from usine.people.access import grants_of
from usine.territories.calendar import axes_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate
from usine.values.text import fold
from usine.values.transitions import Transition

from .fields import FIELDS
from .rights import EDIT, READ
from .states import TRANSITIONS, Status


class ActionQuerySet(models.QuerySet["Action"]):
    def live(self) -> Self:
        """The actions that are in the plan today."""
        return self.filter(withdrawn_on__isnull=True)

    def visible_to(self, user) -> Self:
        """The actions that a user may see: mandates open restricted ones of their places only."""
        private = grants_of(user).territories_q(READ, "territory")
        return self.filter(Q(restricted=False) | private)

    def editable_by(self, user) -> Self:
        grants = grants_of(user)
        return self.filter(grants.territories_q(EDIT, "territory"))


class Action(models.Model):
    """An action of a territory's plan (fiche-action)."""

    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="+", verbose_name="territoire"
    )
    # The types of the columns that `fields.FIELDS` declares.
    reference: str
    axis: str
    title: str
    description: str
    lead: str
    partners: list[str]
    planned_budget: int | None
    start: PartialDate | None
    end: PartialDate | None
    priority: str
    comment: str
    restricted: bool
    # The action counts from that day on, whatever its statuses.
    entered_on = models.DateField("entrée au plan le")
    # The latest of its dated statuses, copied here to filter and sort.
    status = models.CharField("statut", max_length=16, choices=Status, default=Status.UNKNOWN)
    status_on = models.DateField("date du statut")
    # The day of the last change, or of the last time that somebody confirmed the action.
    confirmed_on = models.DateField("confirmée le")
    withdrawn_on = models.DateField("retirée le", null=True, blank=True)
    withdrawal_reason = models.TextField("motif du retrait", blank=True)
    # Set when its import was undone: it never was in the plan, and does not come back to it.
    cancelled_at = models.DateTimeField("reprise le", null=True, blank=True)
    # Counts the changes, so that the second of two writers does not overwrite the first.
    version = models.PositiveIntegerField("version", default=1)
    created_at = models.DateTimeField("créée le", default=clock.now)
    changed_at = models.DateTimeField("modifiée le", default=clock.now)
    search_text = models.TextField(editable=False, default="")

    objects = ActionQuerySet.as_manager()

    class Meta:
        verbose_name = "action"
        ordering = ["territory", "reference", "pk"]
        indexes = [
            models.Index(fields=["territory", "withdrawn_on", "axis"], name="action_of_plan"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["territory", "reference"],
                condition=~Q(reference="") & Q(withdrawn_on__isnull=True),
                name="action_reference_once",
                violation_error_message="Une autre action du plan porte déjà cette référence.",
            ),
            models.CheckConstraint(
                condition=Q(planned_budget__isnull=True) | Q(planned_budget__gte=0),
                name="action_budget_not_negative",
                violation_error_message="Le budget ne peut pas être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | ~Q(withdrawal_reason=""),
                name="action_withdrawn_with_reason",
                violation_error_message="Un retrait se motive.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def save(self, *args, **kwargs) -> None:
        self.search_text = self.folded()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("plans:action", args=[self.pk])

    def folded(self) -> str:
        """The text that a search reads and that sorts titles, without what is private."""
        return fold(f"{self.title} {self.reference} {self.lead}")

    @property
    def subject(self) -> str:
        """The name of the action in the ledger."""
        return f"action:{self.pk}"

    @property
    def axis_label(self) -> str:
        """The label of its axis, in the period of its territory."""
        return axes_of(self.territory.period_id).label(self.axis)

    @property
    def short_axis(self) -> str:
        return axes_of(self.territory.period_id).short(self.axis)

    @property
    def values(self) -> dict[str, Any]:
        """The values of its declared fields."""
        return FIELDS.values_of(self)

    @property
    def steps(self) -> dict[str, Transition[Status]]:
        """The steps that its status allows."""
        if self.withdrawn_on:
            return {}
        return {verb: step for verb, step in TRANSITIONS.items() if self.status in step.sources}


declare(Action, FIELDS.values())


class StatusChange(Dated):
    """From a day on, an action has a status."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="status_changes")
    status = models.CharField("statut", max_length=16, choices=Status)

    class Meta(Dated.Meta):
        verbose_name = "changement de statut"
        indexes = [models.Index(fields=["action", "effective_on"], name="status_of_action")]

    def __str__(self) -> str:
        return f"{self.get_status_display()} au {self.effective_on:%d/%m/%Y}"


class PlannedBudget(Dated):
    """From a day on, an action is planned to cost so much."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="planned_budgets")
    # In cents; null when it is no longer known.
    amount = models.BigIntegerField("montant", null=True)

    class Meta(Dated.Meta):
        verbose_name = "budget prévisionnel daté"
        indexes = [models.Index(fields=["action", "effective_on"], name="budget_of_action")]
        constraints = [
            *Dated.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount__isnull=True) | Q(amount__gte=0),
                name="budget_not_negative",
                violation_error_message="Le budget ne peut pas être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{FIELDS['planned_budget'].show(self.amount)} au {self.effective_on:%d/%m/%Y}"
