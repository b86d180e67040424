"""The cells of the table of a plan that are edited where they stand, each saved by itself."""

from functools import cached_property, partial
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html

from usine.exchanges.operations import add_note
from usine.exchanges.rules import LONGEST
from usine.pages.declared import form_field
from usine.people.access import may

from . import operations
from .changes import difference
from .fields import FIELDS, STATUS
from .forms import SUGGESTED, TYPED, sealed, unsealed
from .history import writer
from .models import Action
from .table import FIELDS_OF


class CellForm(forms.Form):
    """The form of one cell of an action, which the header of its column names."""

    def __init__(self, *args, action: Action, user, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.action, self.user = action, user

    def __getitem__(self, name: str) -> forms.BoundField:
        bound = super().__getitem__(name)
        bound.field.widget.attrs["aria-label"] = bound.label
        return bound

    def keep(self, why: str) -> None:
        """Say why its value may not be emptied, to the script that empties cells."""
        self.fields["value"].widget.attrs["data-kept"] = why

    @property
    def is_change(self) -> bool:
        """Whether saving what was typed changes the action as it was read."""
        return True

    @cached_property
    def correction(self) -> str | None:
        """The address where a value that no step follows is corrected."""
        return None


class CellFieldForm(CellForm):
    """A field of an action; it carries the value that its user read."""

    read = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, action: Action, user, name: str, **kwargs) -> None:
        standing = {name: getattr(action, name)}
        kwargs["initial"] = {"value": standing[name], "read": sealed(standing)}
        super().__init__(*args, action=action, user=user, **kwargs)
        self.name = name
        self.fields["value"] = form_field(FIELDS[name], TYPED)
        self.fields["value"].help_text = ""
        if self.fields["value"].required:
            self.keep(f"«\u00a0{self.fields['value'].label}\u00a0» ne peut pas rester vide.")
        if name in SUGGESTED:
            self.fields["value"].widget.attrs |= {"list": SUGGESTED[name], "autocomplete": "off"}

    def clean_read(self) -> Any:
        return unsealed(self.cleaned_data["read"]).get(self.name)

    @property
    def is_change(self) -> bool:
        return bool(difference(self.action, {self.name: self.cleaned_data["value"]}))

    def save(self) -> Action:
        value, read = self.cleaned_data["value"], self.cleaned_data["read"]
        return operations.change_field(
            self.action, name=self.name, value=value, read=read, by=self.user
        )

    def meets(self, current: Action) -> None:
        """Somebody wrote another value meanwhile: say both, and have this one sent again."""
        told = FIELDS[self.name].show
        theirs = getattr(current, self.name)
        self.add_error(
            "value",
            format_html(
                "Entre-temps, {} a écrit «\u00a0{}\u00a0». Vous avez saisi "
                "«\u00a0{}\u00a0»\u00a0: validez de nouveau pour le garder, ou laissez avec Échap.",
                writer(current, self.name) or "quelqu’un",
                told(theirs),
                told(self.cleaned_data["value"]),
            ),
        )
        self.data = {**self.data.dict(), "read": sealed({self.name: theirs})}  # type: ignore[attr-defined]


class CellStatusForm(CellForm):
    """The status of an action: a step that it allows."""

    value = forms.ChoiceField(label=STATUS.label, required=False)

    def __init__(self, *args, action: Action, user, **kwargs) -> None:
        super().__init__(*args, action=action, user=user, **kwargs)
        steps = [
            (verb, step.target.label)
            for verb, step in action.steps.items()
            if may(user, step.who, action.territory)
        ]
        choices = [("", action.get_status_display()), *steps]
        self.fields["value"].choices = choices  # type: ignore[attr-defined]
        self.keep("Un statut ne s’efface pas\u00a0: choisissez une étape.")
        if self.correction:
            self.fields["value"].widget.attrs["aria-describedby"] = "correction"

    @cached_property
    def correction(self) -> str | None:
        if len(self.fields["value"].choices) > 1:  # type: ignore[attr-defined]
            return None
        latest = self.action.status_changes.standing().last()
        if latest is None:
            return None
        return reverse("plans:correct_status", args=[self.action.pk, latest.pk])

    @property
    def is_change(self) -> bool:
        return bool(self.cleaned_data["value"])

    def save(self) -> Action:
        verb = self.cleaned_data["value"]
        return operations.step(self.action, verb, by=self.user) if verb else self.action


class CellNoteForm(CellForm):
    """A note on an action: the last one is what its cell shows."""

    value = forms.CharField(
        label="Note",
        max_length=LONGEST,
        widget=forms.TextInput(attrs={"placeholder": "Votre note, puis Entrée"}),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.keep("Une note ne s’efface pas d’ici\u00a0: ajoutez-en une autre.")

    def save(self) -> Action:
        add_note(self.action.subject, text=self.cleaned_data["value"], by=self.user)
        self.action.refresh_from_db()
        return self.action


CELLS: dict[str, Any] = {
    **{key: partial(CellFieldForm, name=name) for key, name in FIELDS_OF.items()},
    "statut": CellStatusForm,
    "note": CellNoteForm,
}
"""The form of each cell, by the key of its column."""
