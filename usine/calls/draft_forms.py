"""What one types of a draft without its text: who it is for, when, what is read."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.text import slugify

from usine.pages.declared import LongTextField
from usine.values.errors import Refused

from .format import canonical, readers
from .hours import EXAMPLE, as_typed, moment_of
from .models import CallVersion


class ParisMomentField(forms.CharField):
    """A moment in Paris time, kept in UTC."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            return moment_of(text)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return as_typed(value) if isinstance(value, datetime) else value


def _text(label: str, help_text: str = "", *, rows: int = 4, required: bool = False) -> Any:
    box = forms.Textarea(attrs={"rows": rows})
    limit = readers.LONGEST_TEXT
    return LongTextField(
        label=label, help_text=help_text, max_length=limit, widget=box, required=required
    )


_MARKDOWN = "Titres, listes, tableaux et liens s’écrivent en Markdown."

# Each field of the form, and where the document has it.
_PLACES = {
    "title": ("call", "title"),
    "summary": ("call", "summary"),
    "who": ("call", "who"),
    "presentation": ("texts", "presentation"),
    "conditions": ("texts", "conditions"),
    "after": ("texts", "after"),
    "label": ("version", "label"),
    "source": ("version", "source"),
    "changes": ("version", "changes"),
}


class DraftForm(forms.Form):
    """The windows follow the other fields, one more than there are: `label_0`, `opens_0`,
    `closes_0`… Without label, a window is left out."""

    title = forms.CharField(label="Titre", max_length=200)
    summary = _text("Résumé", required=True)
    who = _text("Qui peut déposer", rows=2, required=True)
    presentation = _text("Présentation", _MARKDOWN, rows=8, required=True)
    conditions = _text("Conditions", _MARKDOWN)
    after = _text("Après le dépôt", _MARKDOWN)
    label = forms.CharField(label="Nom de la version", max_length=40)
    source = forms.CharField(
        label="Source", help_text="Où cette version est écrite.", max_length=readers.LONGEST_LINE
    )
    changes = _text("Ce qui change, en quelques mots", rows=2)
    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, draft: CallVersion) -> None:
        self.document = canonical.read(draft.document.encode())
        windows = draft.file.call.windows
        initial: dict[str, Any] = {"digest": draft.digest}
        for name, (part, key) in _PLACES.items():
            initial[name] = self.document[part].get(key, "")
        for rank, window in enumerate(windows):
            initial |= {
                f"label_{rank}": window.label,
                f"opens_{rank}": window.opens_at,
                f"closes_{rank}": window.closes_at,
            }
        super().__init__(data, initial=initial)
        self.ranks = range(len(windows) + 1)
        for rank in self.ranks:
            self.fields |= _window_fields(rank)

    @property
    def told(self) -> list[tuple[forms.BoundField, Any]]:
        """(field, its errors), for the summary of errors."""
        return [(field, field.errors) for field in self.visible_fields()]

    @property
    def windows(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        """(title, fields) of each window."""
        for rank in self.ranks:
            title = f"Période {rank + 1}" if rank < len(self.ranks) - 1 else "Autre période"
            yield title, [self[f"{name}_{rank}"] for name in ("label", "opens", "closes")]

    @property
    def written(self) -> bytes:
        """The document with what was typed."""
        for name, (part, key) in _PLACES.items():
            if value := self.cleaned_data[name]:
                self.document[part][key] = value
            else:
                self.document[part].pop(key, None)
        former = self.document["call"]["windows"]
        self.document["call"]["windows"] = list(self._windows(former))
        return canonical.write(self.document)

    def _windows(self, former: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for rank in self.ranks:
            label = self.cleaned_data[f"label_{rank}"]
            if label:
                code = former[rank]["code"] if rank < len(former) else slugify(label)[:40]
                yield {"code": code, "label": label, **self._moments(rank)}

    def _moments(self, rank: int) -> dict[str, str]:
        moments = {
            "opens_at": self.cleaned_data[f"opens_{rank}"],
            "closes_at": self.cleaned_data[f"closes_{rank}"],
        }
        return {
            name: moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            for name, moment in moments.items()
            if moment
        }


def _window_fields(rank: int) -> dict[str, forms.Field]:
    hour = f"En heure de Paris, comme {EXAMPLE}."
    return {
        f"label_{rank}": forms.CharField(
            label="Intitulé",
            help_text="Sans intitulé, la période est retirée.",
            max_length=readers.LONGEST_LINE,
            required=False,
        ),
        f"opens_{rank}": ParisMomentField(label="Ouverture", help_text=hour, required=False),
        f"closes_{rank}": ParisMomentField(label="Clôture", help_text=hour, required=False),
    }
