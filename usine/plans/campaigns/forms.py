"""What one types of a campaign."""

from datetime import timedelta
from typing import Any

from django import forms

from usine.asks.rules import LONGEST
from usine.pages.declared import LongTextField
from usine.pages.forms import DateField
from usine.territories.models import Territory
from usine.values import clock

from ..queries import Plan
from . import rules
from .kinds import UPDATE


class CampaignForm(forms.Form):
    """All of the territories of a plan unless some are chosen."""

    text = LongTextField(
        label="Message", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 7})
    )
    due_on = DateField(label="Réponse attendue pour le")
    opens_on = DateField(
        label="Compter ce qui est confirmé depuis le",
        help_text="Un jour passé, si vous l’avez déjà demandé autrement.",
    )
    territories = forms.MultipleChoiceField(
        label="Territoires",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Aucun coché\u00a0: tous.",
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
        choices = [(pk, each.name) for pk, each in self.offered.items()]
        field = self.fields["territories"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        typed: dict[str, Any] = super().clean() or {}
        if "opens_on" in typed and "due_on" in typed:
            why = rules.campaign_refusal(typed["opens_on"], typed["due_on"], clock.today())
            if why:
                raise forms.ValidationError(why)
        return typed

    @property
    def chosen(self) -> list[Territory]:
        """The territories to ask."""
        keys = self.cleaned_data["territories"] or self.offered
        return [self.offered[key] for key in keys]

    @property
    def values(self) -> dict[str, Any]:
        """What `send_campaign` takes."""
        return {**self.cleaned_data, "territories": self.chosen}
