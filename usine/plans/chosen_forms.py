"""The value, as one types it, that several actions of a plan are given at once."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from usine.pages.declared import form_field
from usine.values.fields import NOTHING, Field
from usine.values.text import fold

from .fields import FIELDS
from .forms import TYPED
from .table import COLUMNS
from .together import GIVEN

# A field is called as its column is.
_LABELS = {name: FIELDS[name].label for name in GIVEN} | {
    column.field: column.label for column in COLUMNS.values() if column.field in GIVEN
}


class ChosenForm(forms.Form):
    """A field and the value, as one types it, that several actions are given."""

    champ = forms.ChoiceField(label="Champ", choices=[(name, _LABELS[name]) for name in GIVEN])
    valeur = forms.CharField(label="Valeur", required=False)

    def clean_valeur(self) -> str:
        # Nothing typed is an oversight more often than a wish to empty the field.
        if not self.cleaned_data["valeur"]:
            raise ValidationError(
                f"Écrivez la valeur à donner, ou «\u00a0{NOTHING}\u00a0» pour vider le champ."
            )
        return self.cleaned_data["valeur"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        field = FIELDS.get(cleaned.get("champ", ""))
        if field and "valeur" in cleaned:
            try:
                self.value = typed_value(field, cleaned["valeur"])
            except ValidationError as error:
                self.add_error("valeur", error)
        return cleaned

    @property
    def told(self) -> str:
        """What was given: "porteur « CCI »"."""
        field = FIELDS[self.cleaned_data["champ"]]
        value = field.show(self.value)
        label = _LABELS[field.name].lower()
        return f"{label} vidé" if value == NOTHING else f"{label} «\u00a0{value}\u00a0»"


EMPTIED = (NOTHING, "-")
"""What empties a field that several actions are given, or that a column is pasted over."""


def typed_value(field: Field, typed: str) -> Any:
    """The value that a text gives to a field, a choice by its label, none when it is `EMPTIED`;
    ValidationError says why none."""
    if typed in EMPTIED:
        return form_field(field, TYPED).clean("")
    codes = {fold(label): code for code, label in field.labels}
    return form_field(field, TYPED).clean(codes.get(fold(typed), typed))
