"""What users choose: how often mail tells them of each kind."""

from typing import Any

from django import forms

from .kinds import kinds
from .queries import Wishes
from .rhythms import LABELS, Rhythm


class PreferencesForm(forms.Form):
    """One field a kind, named by its code."""

    def __init__(self, data: Any = None, *, wishes: Wishes) -> None:
        super().__init__(data)
        for kind in kinds():
            self.fields[kind.code] = forms.ChoiceField(
                label=kind.label,
                choices=[(rhythm.value, LABELS[rhythm]) for rhythm in kind.choices],
                initial=wishes.of(kind).value,
            )

    @property
    def rhythms(self) -> dict[str, Rhythm]:
        return {code: Rhythm(value) for code, value in self.cleaned_data.items()}
