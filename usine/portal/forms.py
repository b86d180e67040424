"""What visitors type to find a territory or an action."""

from django import forms

from usine.geography.models import Region
from usine.pages.forms import FilterForm
from usine.plans.states import Status
from usine.territories.calendar import Axes
from usine.territories.models import Territory


class TerritoryFilter(FilterForm):
    q = forms.CharField(label="Nom du territoire", max_length=100)
    region = forms.ModelChoiceField(
        Region.objects.none(), label="Région", to_field_name="slug", empty_label="Toutes"
    )
    chef = forms.ChoiceField(
        label="Chef de projet",
        choices=[("", "Indifférent"), ("avec", "En poste"), ("sans", "Poste vacant")],
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        leading = Territory.objects.current().values("lead_region")
        regions = Region.objects.filter(pk__in=leading).order_by("slug")
        self.fields["region"].queryset = regions  # type: ignore[attr-defined]


class ActionFilter(FilterForm):
    axe = forms.ChoiceField(label="Axe")
    statut = forms.ChoiceField(label="Statut", choices=[("", "Tous"), *Status.choices])
    q = forms.CharField(label="Mots de l’intitulé ou du porteur", max_length=100)

    def __init__(self, *args, axes: Axes, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["axe"].choices = [("", "Tous"), *axes.choices]  # type: ignore[attr-defined]
