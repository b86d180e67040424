"""Between which days an address asks what moved, and how."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from usine.pages.forms import FilterForm, PastDateField
from usine.values import clock
from usine.values.formats import format_day

from .moved import SEVERAL

SINCE, UNTIL, KIND = "du", "au", "quoi"
"""The parameters of the address: `?du=2025-05-01&au=2025-05-27&quoi=realisees`."""
# How far back the page goes when the address names no day.
USUAL = timedelta(days=30)


class MovedFilter(FilterForm):
    """What is not a past day, or days in the wrong order, is an error: then nothing is told."""

    du = PastDateField(label="Du")
    au = PastDateField(label="Au")
    quoi = forms.ChoiceField(
        label="Ce qui a bougé",
        choices=[("", "Tout"), *((kind, words.capitalize()) for kind, words in SEVERAL.items())],
    )

    def __init__(self, asked: QueryDict) -> None:
        data = asked.copy()
        data[UNTIL] = data.get(UNTIL) or clock.today().isoformat()
        data[SINCE] = data.get(SINCE) or _usual(str(data[UNTIL]))
        super().__init__(data)
        self._typed = {name for name, value in asked.items() if value}

    def clean(self) -> None:
        since, until = (self.cleaned_data.get(name) for name in (SINCE, UNTIL))
        if since and until and since > until:
            why = f"Ce jour suit le {format_day(until)}\u00a0: inversez les deux dates."
            self.add_error(SINCE, why)

    @property
    def names_days(self) -> bool:
        """Whether the address names two days that one can look between."""
        return not self.errors.keys() & {SINCE, UNTIL}

    @property
    def asked(self) -> dict[str, Any]:
        """What the address asks, without the usual days."""
        return {name: value for name, value in super().asked.items() if name in self._typed}

    @property
    def until(self) -> date:
        return self.days[1]

    @property
    def since(self) -> date:
        return self.days[0]

    @property
    def days(self) -> tuple[date, date]:
        """The first day and the last; the usual ones when those of the address are refused."""
        today = clock.today()
        if not self.names_days:
            return today - USUAL, today
        return self.cleaned_data[SINCE], self.cleaned_data[UNTIL]

    @property
    def kind(self) -> str:
        return self.asked.get(KIND, "")


def _usual(until: str) -> str:
    """The first day when the address names none: a month before the last, or before today."""
    try:
        return (PastDateField().clean(until) - USUAL).isoformat()
    except (ValidationError, OverflowError):
        return (clock.today() - USUAL).isoformat()
