"""Since when a page of follow-up tells what moved."""

from datetime import date

from django import forms
from django.http import QueryDict

from usine.pages.forms import DateField, FilterForm
from usine.pages.lists import SORT
from usine.values import clock

SINCE = "depuis"
"""The parameter of the address: `?depuis=2025-05-20`."""


class SinceForm(FilterForm):
    """A day that is not understood, or to come, is replaced by the usual one."""

    depuis = DateField(label="Ce qui a bougé depuis le")
    tri = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, *, usual: date) -> None:
        super().__init__({SINCE: asked.get(SINCE) or usual.isoformat(), SORT: asked.get(SORT, "")})
        self.usual, self.is_asked = usual, bool(asked.get(SINCE))

    @property
    def since(self) -> date:
        since: date = self.asked.get(SINCE) or self.usual
        return min(since, clock.today())
