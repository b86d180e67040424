"""Imports of a plan: the file as received, what it would do, what it did."""

from __future__ import annotations

from functools import cached_property
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse

from usine.ledger.models import Event
from usine.people.access import grants_of
from usine.plans.rights import EDIT, READ
from usine.reading.paths import BETWEEN
from usine.territories.models import Territory
from usine.values import clock

from ..details import in_words
from ..states import (
    BUSY,
    SETTLED,
    STATE_TONES,
    State,
)


class PlanImportQuerySet(models.QuerySet["PlanImport"]):
    def visible_to(self, user) -> Self:
        """Applied imports, for those who read the plan; drafts, for those who may apply them."""
        grants = grants_of(user)
        return self.filter(
            grants.territories_q(EDIT, "territory")
            | grants.territories_q(READ, "territory") & Q(state__in=SETTLED)
        )

    def editable_by(self, user) -> Self:
        return self.filter(grants_of(user).territories_q(EDIT, "territory"))


class PlanImport(models.Model):
    """A spreadsheet brought into the plan of a territory (import)."""

    territory = models.ForeignKey(
        Territory, models.PROTECT, related_name="+", verbose_name="territoire"
    )
    # Null: by the command line.
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField("déposé le", default=clock.now)
    filename = models.CharField("fichier", max_length=255)
    sha256 = models.CharField("empreinte", max_length=64)
    # The day on which the file was true: statuses hold from then on.
    effective_on = models.DateField("date d’effet")
    state = models.CharField("état", max_length=10, choices=State, default=State.READING)
    state_at = models.DateTimeField("dans cet état depuis", default=clock.now)
    # How far its background work has gone, out of 100.
    progress = models.PositiveSmallIntegerField("avancement", default=0)
    # Why the file is refused, or why its preview must be looked at again.
    notice = models.TextField("message", blank=True)
    # [{name, columns, header, beside}]: columns as understood (`reading.Column.as_json`).
    sheets = models.JSONField("feuilles", default=list)
    # {folded header: field} as the user corrected it; kept for the territory once applied.
    meanings = models.JSONField("sens des colonnes", default=dict)
    # {field: {key of a word, sign or colour: code, or "" for nothing}}, kept in the same way.
    words = models.JSONField("sens des mots", default=dict)
    # {"Feuille!C12": text} as the user corrected them: they hold for this file alone.
    corrections = models.JSONField("cellules corrigées", default=dict)
    # What users answered, as `replies.py` tells and takes back.
    replies = models.JSONField("réponses données", default=dict)
    # [{sheet, why, rows: [first, last]}]: the rows of the file that are no action.
    ignored = models.JSONField("lignes laissées de côté", default=list)
    # What became of the cells of the file, as `intake.account_of` gives it.
    account = models.JSONField("compte rendu de lecture", default=dict)
    counts = models.JSONField("décompte", default=dict)
    # The event that the application recorded; null when the file changed nothing.
    event = models.ForeignKey(
        Event, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="événement"
    )
    applied_at = models.DateTimeField("appliqué le", null=True, blank=True)
    applied_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField("annulé le", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PlanImportQuerySet.as_manager()

    class Meta:
        verbose_name = "import"
        ordering = ["-created_at", "-pk"]
        indexes = [models.Index(fields=["territory", "-created_at"], name="import_of_plan")]
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=False, state__in=sorted(SETTLED))
                | Q(applied_at__isnull=True) & ~Q(state__in=sorted(SETTLED)),
                name="import_applied_is_dated",
                violation_error_message="Un import appliqué est daté, lui seul.",
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=False, state=State.UNDONE)
                | Q(undone_at__isnull=True) & ~Q(state=State.UNDONE),
                name="import_undone_is_dated",
                violation_error_message="Un import annulé est daté, lui seul.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.filename} ({self.get_state_display()})"

    def get_absolute_url(self) -> str:
        return reverse("imports:import", args=[self.territory.slug, self.pk])

    @property
    def subject(self) -> str:
        """The name of the import in the ledger."""
        return f"import:{self.pk}"

    @property
    def tone(self) -> str:
        return STATE_TONES.get(State(self.state), "")

    @property
    def situation(self) -> str:
        """Its state as a user reads it."""
        return "Colonnes à corriger" if self.is_empty else self.get_state_display()

    @property
    def given(self) -> str:
        """What it gives besides the fields of actions, in a sentence; empty when it is nothing."""
        return in_words(self.counts.get("details", {}))

    @property
    def not_taken(self) -> list[list[str]]:
        """The [sheet, cell] of what is read, and that the plan does not take."""
        return self.counts.get("not_taken", [])

    @property
    def is_empty(self) -> bool:
        """Whether the file gave no row: the user then says what its columns mean."""
        return self.state == State.READY and not any(
            self.counts.get(name) for name in ("actions", "rejected_rows", "set_aside", "asked")
        )

    @property
    def is_busy(self) -> bool:
        return self.state in BUSY

    @property
    def plan_sheets(self) -> list[dict[str, Any]]:
        """Its sheets of actions: those beside hold who pays them, or their steps."""
        return [sheet for sheet in self.sheets if not sheet.get("beside")]

    @property
    def has_sheets(self) -> bool:
        """Whether several of its sheets are read: the names of their cells then tell which."""
        return len(self.sheets) > 1

    @property
    def columns(self) -> list[dict[str, Any]]:
        """The columns of its sheets of actions."""
        return [column for sheet in self.plan_sheets for column in sheet["columns"]]

    @property
    def written(self) -> dict[str, str]:
        """{folded header: the header as the file writes it}, after the sheet of one beside."""
        return {
            column["key"]: f"{sheet['name']}{BETWEEN}{header}" if sheet.get("beside") else header
            for sheet in self.sheets
            for column in sheet["columns"]
            if column["key"] and (header := column["header"])
        }

    @property
    def headers(self) -> list[str]:
        """The folded headers of the columns of all its sheets, as what they mean is remembered."""
        return list(self.written)

    @cached_property
    def letters(self) -> dict[tuple[str, str], str]:
        """The letter of the column that holds each field, by sheet and field."""
        return {
            (sheet["name"], column["field"]): column["letter"]
            for sheet in reversed(self.sheets)
            for column in reversed(sheet["columns"])
        }

    @cached_property
    def fields_of(self) -> dict[str, set[str]]:
        """The fields that each sheet has a column for."""
        return {
            sheet["name"]: {column["field"] for column in sheet["columns"]} for sheet in self.sheets
        }


class ImportFile(models.Model):
    """The file itself, apart so that no list ever loads it; kept until applied or abandoned."""

    plan_import = models.OneToOneField(
        PlanImport, models.CASCADE, primary_key=True, related_name="file"
    )
    content = models.BinaryField("contenu")
    # [[sheet, row, texts, letters]]: what each cell says and became (`CellAccounts.lines`).
    lines = models.JSONField("lignes lues", default=list)

    class Meta:
        verbose_name = "fichier d’un import"

    def __str__(self) -> str:
        return f"fichier de l’import {self.plan_import_id}"
