"""The rows of a file: what each says, and what it does to the plan."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models

from usine.plans import vocabulary
from usine.plans.fields import FIELDS, STATUS
from usine.plans.states import Status

from ..states import (
    HELD,
    KIND_TONES,
    LEFT,
    WRITTEN,
    Decision,
    RowKind,
)
from .imports import PlanImport


class ImportRow(models.Model):
    """A row of the file: what it says, and what it does to the plan."""

    plan_import = models.ForeignKey(PlanImport, models.CASCADE, related_name="rows")
    # Its rank in the whole file, from 0; then its place as the spreadsheet shows it.
    position = models.PositiveIntegerField("rang")
    sheet = models.CharField("feuille", max_length=255, blank=True)
    number = models.PositiveIntegerField("ligne")
    # The values of its cells, encoded by `FIELDS.encode_values`; empty cells are left out.
    values = models.JSONField("valeurs", default=dict)
    status = models.CharField("statut", max_length=16, choices=Status, blank=True)
    # What it says besides the fields of its action, as `details.details_of` keeps it.
    details = models.JSONField("détails", default=dict)
    kind = models.CharField("effet", max_length=9, choices=RowKind)
    # False: the row is refused whatever the plan holds.
    is_sound = models.BooleanField("lisible", default=True)
    # [{field, cell, message}]: what a new action needs, and the row lacks.
    missing = models.JSONField("manques", default=list)
    # [{field, cell, message}]: why it is refused.
    problems = models.JSONField("motifs", default=list)
    # The cells of the file, kept for a refused row, which goes back to whoever sent it.
    cells = models.JSONField("cellules", default=list)
    # [[cell, header, field, words]]: its cells in the file, when its sheet and number do not say.
    places = models.JSONField("places", default=list)
    # [{cell, field, message, words}]: what the file alone makes doubtful.
    told = models.JSONField("à vérifier dans le fichier", default=list)
    # [{sheet, row, cell, field, words, why}]: its filled cells whose field stays empty.
    incomplete = models.JSONField("à compléter", default=list)
    # What it gives to the details of its action (`filling.Filling.told`), then what it gave.
    filled = models.JSONField("détails donnés", default=dict)
    # [{why, message, field, cell, words}]: what the user should check before applying the row.
    doubts = models.JSONField("à vérifier", default=list)
    # The row's action, and the version of the action that was compared, then written.
    action = models.ForeignKey(
        "plans.Action", models.PROTECT, null=True, blank=True, related_name="import_rows"
    )
    version = models.PositiveIntegerField("version", null=True, blank=True)
    # The version of the action that the row replaced, when it changed one.
    version_before = models.PositiveIntegerField("version remplacée", null=True, blank=True)
    # {field: [old, new]}, encoded by `FIELDS.encode`.
    changes = models.JSONField("modifications", default=dict)
    # The status that the row replaces, if any, and the day from which that status counted.
    status_before = models.CharField("statut remplacé", max_length=16, choices=Status, blank=True)
    status_before_on = models.DateField("date du statut remplacé", null=True, blank=True)
    # The day since when its status would be, where the file says another than its own.
    status_on = models.DateField("date du statut", null=True, blank=True)
    # `Action.confirmed_on` before this row was applied; undoing puts it back.
    confirmed_before_on = models.DateField("confirmée le, avant", null=True, blank=True)
    status_change = models.ForeignKey(
        "plans.StatusChange", models.PROTECT, null=True, blank=True, related_name="+"
    )
    # Actions with a close title: [[pk, likeness from 0 to 100]]; and the user's answer.
    close = models.JSONField("intitulés proches", default=list)
    is_answered = models.BooleanField("réponse donnée", default=False)
    # The user said that its status is right, though it goes back.
    is_confirmed = models.BooleanField("statut confirmé", default=False)
    # The user chose to leave this valid row out.
    is_set_aside = models.BooleanField("laissée de côté", default=False)
    same_as = models.ForeignKey(
        "plans.Action", models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = "ligne d’un import"
        ordering = ["plan_import", "position"]
        indexes = [
            models.Index(fields=["plan_import", "kind", "position"], name="row_of_import"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["plan_import", "position"], name="row_position_once"),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} ligne {self.number}".strip()

    # The cells that its user left as they were downloaded, where the plan says otherwise since, and
    # those of lines that it has no more; the lines that it has, and the file no more: as `compare`
    # finds them, for `count`.
    since: Sequence[str] = ()
    gone: Sequence[str] = ()
    deleted: Sequence[str] = ()

    @property
    def title(self) -> str:
        return self.values.get("title", "")

    @property
    def label(self) -> str:
        """The reference and title of the row in the file."""
        return f"{self.values.get('reference', '')} {self.title}".strip() or "Sans intitulé"

    @property
    def tone(self) -> str:
        return KIND_TONES.get(RowKind(self.kind), "")

    def cell_of(self, name: str) -> str:
        """The cell of a field, such as C12; the row alone when no column holds the field."""
        letters = self.plan_import.letters
        for column in vocabulary.of_columns().columns_of(name):
            for cell, _, field, _ in self.places:
                if field == column:
                    return cell.rpartition("!")[2]
            if not self.places and (letter := letters.get((self.sheet, column))):
                return f"{letter}{self.number}"
        return f"ligne {self.number}"

    def full_name(self, cell: str) -> str:
        """The name in the file of a cell of the row: "Feuille!C12"; one of another sheet has it."""
        if "!" in cell:
            return cell
        names = (place[0] for place in self.places if place[0].rpartition("!")[2] == cell)
        return next(names, f"{self.sheet}!{cell}".lstrip("!"))

    def told_name(self, cell: str) -> str:
        """How a cell of the row is told: with its sheet when the file has several."""
        is_named = self.plan_import.has_sheets and cell.isalnum()
        return self.full_name(cell) if is_named else cell

    def after(self, name: str) -> Any:
        """The value of a field once the row is applied, encoded as in `values`."""
        if self.action is None:
            return self.values.get(name)
        if name in self.changes:
            return self.changes[name][1]
        return FIELDS.encode_values({name: getattr(self.action, name)})[name]

    @property
    def status_after(self) -> str:
        """The status once the row is applied: the plan may keep its own."""
        if self.action and not self.status_before:
            return self.action.status
        return self.status or Status.UNKNOWN

    @property
    def is_refused_by_plan(self) -> bool:
        """Whether the file alone would make an action of the row, and the plan refuses it."""
        return self.kind == RowKind.REFUSED and self.is_sound and not self.missing

    @property
    def is_to_answer(self) -> bool:
        """Whether an action of the plan has a close title, and the user has not answered yet."""
        return self.kind == RowKind.NEW and bool(self.close) and not self.is_answered

    @property
    def is_held(self) -> bool:
        """Whether the plan keeps its status until the user confirms that of the file."""
        return self.kind not in LEFT and any(doubt["why"] in HELD for doubt in self.doubts)

    @property
    def is_to_decide(self) -> bool:
        """Whether the user has to answer before the import is applied."""
        return self.kind == RowKind.ASKED or self.is_held

    @property
    def decision(self) -> Decision | None:
        """What the user answered to this row, if anything."""
        if self.is_answered:
            return Decision.SAME if self.same_as_id else Decision.OTHER
        return Decision.CONFIRMED if self.is_confirmed else None

    @property
    def may_be_set_aside(self) -> bool:
        return self.kind in (*WRITTEN, RowKind.ASKED)

    @property
    def modifications(self) -> list[tuple[str, str, str]]:
        """(field, old, new) of what the row changes, as a user reads them."""
        lines = list(FIELDS.shown_changes(FIELDS.decode(self.changes)))
        if self.status_before:
            before, after = STATUS.show(self.status_before), STATUS.show(self.status)
            lines.append((STATUS.label, before, after))
        return lines

    @property
    def contents(self) -> list[tuple[str, str]]:
        """(field, value) of the row, its title and reference aside."""
        values = FIELDS.decode_values(self.values)
        contents = {name: values[name] for name in values if name not in ("reference", "title")}
        labelled = list(FIELDS.shown_values(contents))
        if self.status:
            labelled.append((STATUS.label, STATUS.show(self.status)))
        return labelled
