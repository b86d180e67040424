"""Since when a page of follow-up tells what moved."""

from datetime import date

from django import forms
from django.http import QueryDict

from usine.pages.forms import FilterForm, PastDateField
from usine.pages.lists import SORT

SINCE, ONLY = "depuis", "seuls"
"""The parameters of the address: `?depuis=2025-05-20&seuls=silencieux`."""
SILENT, VACANT = "silencieux", "vacants"


class SinceForm(FilterForm):
    """A day that is not understood, or to come, is an error, and the usual one replaces it."""

    depuis = PastDateField(label="Ce qui a bougé depuis le")
    seuls = forms.ChoiceField(
        choices=[(SILENT, SILENT), (VACANT, VACANT)], widget=forms.HiddenInput
    )
    tri = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, asked: QueryDict, *, usual: date) -> None:
        kept = {name: asked.get(name, "") for name in (SORT, ONLY)}
        super().__init__({SINCE: asked.get(SINCE) or usual.isoformat(), **kept})
        self.usual, self.is_asked = usual, bool(asked.get(SINCE))

    @property
    def since(self) -> date:
        since: date = self.asked.get(SINCE) or self.usual
        return since

    @property
    def only(self) -> str:
        """Which territories alone the address asks for, SILENT or VACANT; all when empty."""
        return self.asked.get(ONLY, "")
