"""Between which days an address asks what moved, and how."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from usine.pages.forms import DateField, FilterForm
from usine.values import clock

from .moved import KINDS

SINCE, UNTIL, KIND = "du", "au", "quoi"
"""The parameters of the address: `?du=2025-05-01&au=2025-05-27&quoi=realisees`."""
# How far back the page goes when the address names no day.
USUAL = timedelta(days=30)


class MovedFilter(FilterForm):
    """A day that is not understood, or to come, is an error, and the usual one replaces it."""

    du = DateField(label="Du")
    au = DateField(label="Au")
    quoi = forms.ChoiceField(
        label="Ce qui a bougé",
        choices=[("", "Tout"), *((key, words[1].capitalize()) for key, words in KINDS.items())],
    )

    def __init__(self, asked: QueryDict) -> None:
        data = asked.copy()
        today = clock.today()
        data[UNTIL] = data.get(UNTIL) or today.isoformat()
        data[SINCE] = data.get(SINCE) or (today - USUAL).isoformat()
        super().__init__(data)
        self._typed = {name for name, value in asked.items() if value}

    def clean_au(self) -> date:
        day: date = self.cleaned_data[UNTIL]
        if day > clock.today():
            raise ValidationError("Ce jour est à venir\u00a0: donnez un jour passé.")
        return day

    @property
    def asked(self) -> dict[str, Any]:
        """What the address asks, without the usual days."""
        return {name: value for name, value in super().asked.items() if name in self._typed}

    @property
    def until(self) -> date:
        return self.asked.get(UNTIL) or clock.today()

    @property
    def since(self) -> date:
        """The first day, at the latest the last."""
        since: date = self.asked.get(SINCE) or clock.today() - USUAL
        return min(since, self.until)

    @property
    def kind(self) -> str:
        return self.asked.get(KIND, "")
