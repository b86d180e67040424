"""The field that asks a fact, by its unit, and how its answer is a value of the fact."""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from usine.calls.eligibility.facts import DatedAid
from usine.geography.models import Commune
from usine.geography.queries import called, communes_called
from usine.pages.declared import ReadField
from usine.pages.forms import DateField
from usine.reading.values.money import typed_amount
from usine.values import clock

Asking = tuple[forms.Field, Callable[[Any], Any]]
"""The field, and what its cleaned value says."""

Choices = Sequence[tuple[str, str]]

LONGEST = 100
# How many communes of one name an error lists.
HOMONYMS = 8
_YES, _NO = "oui", "non"
_AMOUNT = "En euros, par exemple 350 k€, 1,2 M€ ou 48 500,00"


def asking(unit: str, choices: Choices, label: str, help_text: str) -> Asking:
    words: dict[str, Any] = {"label": label, "help_text": help_text, "required": False}
    match unit:
        case "yes_no":
            return yes_no(**words)
        case "cents":
            return amount(**words), _as_is
        case "aids":
            return amount(**words), _received
        case "count":
            return forms.IntegerField(min_value=0, max_value=10**9, **words), _as_is
        case "basis_points":
            words["help_text"] = help_text or "En pour cent, par exemple 40 ou 12,5"
            return forms.DecimalField(
                min_value=0, max_value=10**6, decimal_places=2, **words
            ), _rate
        case "date":
            return DateField(**words), _as_is
        case "codes" if choices:
            widget = forms.CheckboxSelectMultiple
            return forms.MultipleChoiceField(choices=choices, widget=widget, **words), tuple
        case "code" if choices:
            return forms.ChoiceField(choices=[("", "Je ne sais pas"), *choices], **words), _as_is
        case "codes":
            return forms.CharField(max_length=LONGEST, **words), lambda text: tuple(text.split())
    return forms.CharField(max_length=LONGEST, **words), _as_is


def yes_no(**words: Any) -> Asking:
    choices = [(_YES, "Oui"), (_NO, "Non"), ("", "Je ne sais pas")]
    field = forms.ChoiceField(choices=choices, widget=forms.RadioSelect, initial="", **words)
    return field, lambda answer: answer == _YES


def amount(**words: Any) -> ReadField:
    words["help_text"] = words["help_text"] or _AMOUNT
    return ReadField(read=typed_amount, write=_as_is, **words)


def _received(cents: int) -> tuple[DatedAid, ...]:
    """A total over the period, as one aid of today."""
    return (DatedAid(clock.today(), cents),)


def _rate(rate: Decimal) -> int:
    return int(rate * 100)


def _as_is(value: Any) -> Any:
    return value


class CommuneField(forms.CharField):
    """A commune by its name, which its département tells from others."""

    def __init__(self) -> None:
        super().__init__(
            label="Commune du projet",
            help_text="Son nom\u00a0; avec le département quand plusieurs ont ce nom\u00a0: "
            "Saint-Denis (93)",
            required=False,
            max_length=LONGEST,
        )

    def clean(self, value: Any) -> Commune | None:
        name = super().clean(value)
        communes = communes_called([name])[name] if name else []
        if name and not communes:
            raise ValidationError(f"Aucune commune ne s’appelle «\u00a0{name}\u00a0».")
        if len(communes) > 1:
            listed = ", ".join(map(called, communes[:HOMONYMS]))
            raise ValidationError(f"Plusieurs communes ont ce nom\u00a0: {listed}.")
        return communes[0] if communes else None
