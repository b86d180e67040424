"""Action plans: the actions of a territory and their dated facts."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from usine.geography.models import Commune
from usine.ledger.dated import Dated
from usine.pages.declared import declare
from usine.people.access import grants_of
from usine.people.models import Organisation, User
from usine.territories.calendar import axes_of
from usine.territories.models import Territory
from usine.values import clock
from usine.values.dates import PartialDate
from usine.values.text import fold
from usine.values.transitions import Transition

from ..codes import BLOCKERS
from ..fields import FIELDS
from ..rights import EDIT, READ
from ..states import CLOSED, TRANSITIONS, Status

SEARCHED = ("title", "reference", "lead")
"""The fields that a search reads: none is private. The title comes first, for its order."""


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
    objectives: str
    expected_results: str
    lead: str
    referent: str
    partners: list[str]
    planned_budget: int | None
    start: PartialDate | None
    end: PartialDate | None
    priority: str
    sectors: list[str]
    tags: list[str]
    # The text of its last note (`notes`), copied here for files and lists.
    comment: str
    restricted: bool
    # The account that `referent` names, when it is known.
    referent_account = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="référent"
    )
    communes: models.ManyToManyField = models.ManyToManyField(
        Commune, related_name="+", blank=True, verbose_name="communes"
    )
    longitude = models.FloatField("longitude", null=True, blank=True)
    latitude = models.FloatField("latitude", null=True, blank=True)
    # The nature of what blocks it today, copied from its latest `Blockage`; empty: nothing does.
    blocked = models.CharField("blocage", max_length=12, choices=BLOCKERS, blank=True)
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
            models.CheckConstraint(
                condition=Q(longitude__isnull=True, latitude__isnull=True)
                | Q(longitude__range=(-180, 180), latitude__range=(-90, 90)),
                name="action_point_on_earth",
                violation_error_message="Un point a une longitude et une latitude.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}".strip()

    def save(self, *args, **kwargs) -> None:
        self.search_text = self.folded()
        super().save(*args, **kwargs)

    def get_absolute_url(self) -> str:
        return reverse("plans:action", args=[self.pk])

    @property
    def label(self) -> str:
        """How a list of actions names one: "F1 – Étude de sol"."""
        return f"{self.reference} – {self.title}" if self.reference else self.title

    def folded(self) -> str:
        return fold(" ".join(getattr(self, name) for name in SEARCHED))

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
    def is_blocked(self) -> bool:
        """What is done or abandoned is no longer blocked."""
        return bool(self.blocked) and self.status not in CLOSED

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


class Blockage(Dated):
    """From a day on, something blocks an action, or nothing does any more."""

    action = models.ForeignKey(Action, models.CASCADE, related_name="blockages")
    # Empty when it was lifted that day.
    kind = models.CharField("nature", max_length=12, choices=BLOCKERS, blank=True)
    # What blocks the action, or how that was lifted.
    words = models.TextField("précisions", blank=True)

    class Meta(Dated.Meta):
        verbose_name = "blocage"
        indexes = [models.Index(fields=["action", "effective_on"], name="blockage_of_action")]

    def __str__(self) -> str:
        what = self.get_kind_display() if self.kind else "levé"
        return f"{what} au {self.effective_on:%d/%m/%Y}"


class Freshness(models.Model):
    """A run of days when an action was up to date: confirmed, or written, for less than 90 days.

    What the ledger posts of it is never taken away; the row follows the last confirmation.
    """

    action = models.ForeignKey(Action, models.CASCADE, related_name="freshness")
    since = models.DateField("depuis le")
    # The last confirmation of the run: the days count from it.
    confirmed_on = models.DateField("confirmée le")
    # From that day on the action was no longer so; written once it is past.
    lapsed_on = models.DateField("caduque le", null=True)

    class Meta:
        verbose_name = "fraîcheur"
        ordering = ["since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["action"],
                condition=Q(lapsed_on__isnull=True),
                name="freshness_open_once",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_on__gte=F("since")), name="freshness_confirmed_since"
            ),
            models.CheckConstraint(
                condition=Q(lapsed_on__isnull=True) | Q(lapsed_on__gt=F("confirmed_on")),
                name="freshness_lapsed_after",
            ),
        ]

    def __str__(self) -> str:
        return f"à jour depuis le {self.since:%d/%m/%Y}"


class Party(models.Model):
    """A body that leads an action or takes part in it: one that its names name (`parties`)."""

    class Role(models.TextChoices):
        LEAD = "lead", "porteur"
        PARTNER = "partner", "partenaire"

    action = models.ForeignKey(Action, models.CASCADE, related_name="parties")
    body = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    role = models.CharField("rôle", max_length=8, choices=Role)
    # The body as the plan writes it.
    name = models.CharField("nom écrit", max_length=200)

    class Meta:
        verbose_name = "partie à une action"
        ordering = ["role", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["action", "body", "role"], name="party_once")
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_role_display()}"
