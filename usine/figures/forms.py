"""The dates of a bilan that an address asks for, and the evidence that it asks for."""

import re
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from usine.pages.forms import DateField, DateInput
from usine.territories.calendar import axis_labels
from usine.values import clock
from usine.values.errors import Refused
from usine.values.moments import parse_moment

from .actions import states
from .indicators import ACTIONS, INDICATORS
from .moments import Known, write_for_calendar, write_moment
from .rules import check_begun, check_known, check_past


class MomentInput(DateInput):
    """A calendar, with the time when the value has one, so that the form sends it again."""

    def get_context(self, name: str, value: Any, attrs: dict | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        if "T" in (context["widget"]["value"] or ""):
            context["widget"]["type"] = "datetime-local"
            context["widget"]["attrs"]["step"] = "any"
        return context


class MomentField(forms.Field):
    """A day, which stands for its end, or an exact moment in ISO 8601."""

    widget = MomentInput

    def prepare_value(self, value: Any) -> Any:
        try:
            return write_for_calendar(parse_moment(value or ""))
        except ValueError:
            return value

    def to_python(self, value: Any) -> datetime | None:
        if not value:
            return None
        try:
            return parse_moment(value)
        except ValueError:
            raise ValidationError(
                "Saisissez une date valide, par exemple 27/05/2025.", "invalid"
            ) from None


class BilanForm(forms.Form):
    """Read from the address: a date that is not understood is an error, and today replaces it."""

    use_required_attribute = False

    au = DateField(label="Bilan au")
    connu_le = MomentField(
        label="Tel qu’on le connaissait le",
        help_text="Laissez vide pour ce que l’on en sait aujourd’hui.",
        required=False,
    )

    # Permanent links name the last event known; a date typed in the form overrides it.
    jusqua = forms.CharField(required=False)

    def __init__(self, asked: QueryDict) -> None:
        data = asked.copy()
        if not data.get("au"):
            data["au"] = clock.today().isoformat()
        if data.get("connu_le"):
            data["jusqua"] = ""
        self._up_to = _up_to(data.get("jusqua") or "")
        if self._up_to:
            data["connu_le"] = write_moment(self._up_to.at)
        super().__init__(data)

    def clean_au(self) -> date:
        day = self.cleaned_data["au"]
        return _refused_here(check_past, _refused_here(check_begun, day), clock.today())

    def clean_connu_le(self) -> datetime | None:
        moment = self.cleaned_data["connu_le"]
        return moment and _refused_here(check_known, moment, clock.today())

    def clean_jusqua(self) -> str:
        number = self.cleaned_data["jusqua"]
        if number and not self._up_to:
            raise ValidationError(
                f"Le registre n’a pas d’événement «\u00a0{number}\u00a0»\u00a0: ce lien est "
                "incomplet, ou vient d’une autre plateforme."
            )
        return number

    @property
    def as_of(self) -> date:
        self.is_valid()
        return self.cleaned_data.get("au") or clock.today()

    @property
    def known(self) -> Known | None:
        self.is_valid()
        if self._up_to:
            return self._up_to
        moment = self.cleaned_data.get("connu_le")
        return Known.by(moment) if moment else None


def _up_to(number: str) -> Known | None:
    # Ten digits count more events than there will be, and fit every database.
    return Known.up_to(int(number)) if re.fullmatch("[0-9]{1,10}", number) else None


def _refused_here(check, value, *others):
    try:
        check(value, *others)
    except Refused as refusal:
        raise ValidationError(str(refusal)) from refusal
    return value


class EvidenceForm(BilanForm):
    mesure = forms.ChoiceField(
        label="Chiffre", choices=[(slug, each.label) for slug, each in INDICATORS.items()]
    )
    statut = forms.MultipleChoiceField(
        label="Statut", choices=lambda: states().items(), required=False
    )
    axe = forms.ChoiceField(
        label="Axe", choices=lambda: [("", "Tous"), *axis_labels()], required=False
    )

    def __init__(self, asked: QueryDict) -> None:
        asked = asked.copy()
        asked.setdefault("mesure", ACTIONS.slug)
        super().__init__(asked)
