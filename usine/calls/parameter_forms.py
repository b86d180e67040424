"""The values of the parameters of a draft, typed as people read them."""

from collections.abc import Callable
from typing import Any

from django import forms

from usine.pages.declared import LongTextField, ReadField
from usine.pages.rows import RowsField
from usine.values.errors import Refused

from .format import canonical, readers
from .format.form import FormField
from .forms import IsoDateField, form_field
from .labels import UNITS
from .models import CallVersion


def _codes(text: str | None) -> list[str] | None:
    return [code.strip() for code in (text or "").split(",") if code.strip()] or None


def _listed(value: Any) -> Any:
    return ", ".join(value) if isinstance(value, list) else value


def _period(text: str | None) -> str | None:
    if text and not text.startswith(("rolling-", "fiscal-")):
        raise Refused("Écrivez rolling-3 (années glissantes) ou fiscal-3 (exercices).")
    return text or None


Options = dict[str, Any]


def _like(kind: str) -> Callable[[Options], forms.Field]:
    """Typed as an answer of this kind is."""

    def made(options: Options) -> forms.Field:
        return form_field(FormField("value", kind, options["label"], required=True), required=True)

    return made


_VALUES: dict[str, Callable[[Options], forms.Field]] = {
    "cents": _like("amount"),
    "basis_points": _like("rate"),
    "count": _like("integer"),
    "days": _like("integer"),
    "date": _like("date"),
    "codes": lambda options: ReadField(read=_codes, write=_listed, **options),
    "period": lambda options: ReadField(read=_period, write=lambda value: value, **options),
}


def _columns(unit: str) -> dict[str, forms.Field]:
    line = readers.LONGEST_LINE
    return {
        "from": IsoDateField(label="Depuis le"),
        "until": IsoDateField(label="Jusqu’au", required=False),
        "value": _VALUES[unit]({"label": "Valeur"}),
        "text": LongTextField(
            label="Ce qui est écrit",
            max_length=readers.LONGEST_TEXT,
            widget=forms.Textarea(attrs={"rows": 2}),
        ),
        "source": forms.CharField(label="Source", max_length=line),
        "version": forms.CharField(label="Version", max_length=line, required=False),
    }


class ParametersForm(forms.Form):
    """A table of values for each parameter; without value, it is not known."""

    # Said once by each hint.
    says_optional = False

    digest = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, draft: CallVersion) -> None:
        self.document = canonical.read(draft.document.encode())
        self.parameters = self.document.get("parameters", [])
        initial = {each["code"]: each["values"] for each in self.parameters}
        super().__init__(data, initial={**initial, "digest": draft.digest})
        for each in self.parameters:
            self.fields[each["code"]] = RowsField(
                _columns(each["unit"]),
                label=each["label"],
                help_text=f"{UNITS[each['unit']].capitalize()}. Sans valeur, il n’est pas connu.",
                required=False,
            )

    @property
    def written(self) -> bytes:
        """The document with what was typed."""
        for each in self.parameters:
            rows = self.cleaned_data[each["code"]]
            each["values"] = [
                {key: value for key, value in row.items() if value not in (None, "")}
                for row in rows
            ]
        return canonical.write(self.document)
