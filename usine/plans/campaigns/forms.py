"""What one types of a campaign."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms

from usine.asks.rules import LONGEST
from usine.pages.declared import LongTextField
from usine.pages.forms import DateField
from usine.territories.models import Territory
from usine.values import clock
from usine.values.formats import format_counted
from usine.values.text import fold

from ..queries import Plan
from ..rules import STALE_AFTER
from ..standings import silent
from . import rules
from .kinds import UPDATE

SILENT = ("silencieux", "silencieux")


class CampaignForm(forms.Form):
    """All of the territories of a plan unless regions or territories are chosen; of these, the
    silent ones alone when one asks for them."""

    # Chosen or not, what is asked is told.
    conditional = ("regions", "territories")

    text = LongTextField(
        label="Message", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7})
    )
    due_on = DateField(label="Réponse attendue pour le")
    opens_on = DateField(
        label="Compter ce qui est confirmé depuis le",
        help_text="Un jour passé, si vous l’avez déjà demandé autrement.",
    )
    only_silent = forms.BooleanField(
        required=False,
        help_text=f"Ceux dont rien n’a été modifié ni confirmé depuis {STALE_AFTER.days} jours.",
    )
    regions = forms.MultipleChoiceField(
        label="Régions entières", required=False, widget=forms.CheckboxSelectMultiple
    )
    territories = forms.MultipleChoiceField(
        label="Territoires",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, plan: Plan) -> None:
        today = clock.today()
        super().__init__(
            data,
            initial={
                "text": UPDATE.message,
                "opens_on": today,
                "due_on": today + timedelta(days=UPDATE.days),
            },
        )
        self.offered = {
            str(each.pk): each for each in plan.territories().select_related("lead_region")
        }
        self.silent = {str(pk) for pk in silent([each.pk for each in self.offered.values()], today)}
        label = f"Les territoires silencieux seulement ({len(self.silent)})"
        self.fields["only_silent"].label = label
        self._offer("territories", ((pk, each.name) for pk, each in self.offered.items()))
        self._offer("regions", self._regions())
        if plan.region:
            del self.fields["regions"]

    def _offer(self, name: str, choices: Iterable[tuple[str, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = list(choices)

    def _regions(self) -> list[tuple[str, str]]:
        """Each region with how many territories it has, and how many of them are silent."""
        regions = {each.lead_region_id: each.lead_region for each in self.offered.values()}
        of_each = Counter(each.lead_region_id for each in self.offered.values())
        silent = Counter(self.offered[pk].lead_region_id for pk in self.silent)
        return [
            (str(pk), f"{region} ({_counted(of_each[pk], silent[pk])})")
            for pk, region in sorted(regions.items(), key=lambda each: fold(str(each[1])))
        ]

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if "opens_on" in typed and "due_on" in typed:
            why = rules.campaign_refusal(typed["opens_on"], typed["due_on"], clock.today())
            if why:
                raise forms.ValidationError(why)
        if {"territories", "only_silent"} <= typed.keys() and not self._chosen(typed):
            raise forms.ValidationError("Aucun de ces territoires n’est silencieux.")
        return typed

    def _chosen(self, typed: dict[str, Any]) -> list[Territory]:
        regions = typed.get("regions", ())
        of_regions = {
            pk for pk, each in self.offered.items() if str(each.lead_region_id) in regions
        }
        keys = {*typed["territories"], *of_regions} or set(self.offered)
        keys &= self.silent if typed["only_silent"] else keys
        return [each for pk, each in self.offered.items() if pk in keys]

    @property
    def chosen(self) -> list[Territory]:
        """The territories to ask."""
        return self._chosen(self.cleaned_data)

    @property
    def values(self) -> dict[str, Any]:
        """What `send_campaign` takes."""
        typed = {name: self.cleaned_data[name] for name in ("text", "opens_on", "due_on")}
        return {**typed, "territories": self.chosen}


def _counted(territories: int, silent: int) -> str:
    """How a region says it: "12 territoires, 3 silencieux"."""
    counted = format_counted(territories, "territoire", "territoires")
    return f"{counted}, {format_counted(silent, *SILENT)}" if silent else counted
