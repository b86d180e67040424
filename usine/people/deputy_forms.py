"""The form that names the deputy of a project manager, for a period."""

from typing import Any

from django import forms

from usine.pages.forms import DateField
from usine.territories.models import Territory
from usine.values import clock

from .forms import AskingForm
from .models import Mandate, User


class DeputyForm(AskingForm):
    email = forms.EmailField(
        label="Adresse électronique",
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        help_text="Un message y part\u00a0; à qui n’a pas de compte, il permet d’en ouvrir un.",
    )
    first_name = forms.CharField(
        label="Prénom", max_length=User._meta.get_field("first_name").max_length
    )
    last_name = forms.CharField(
        label="Nom", max_length=User._meta.get_field("last_name").max_length
    )
    starts_on = DateField(label="Premier jour")
    ends_on = DateField(
        label="Dernier jour", help_text="La suppléance s’arrête d’elle-même le soir de ce jour."
    )

    def __init__(self, *args, by: User, territory: Territory, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.by, self.territory = by, territory
        self.fields["starts_on"].initial = clock.today

    def clean_starts_on(self) -> Any:
        if self.cleaned_data["starts_on"] < clock.today():
            raise forms.ValidationError("Une suppléance commence aujourd’hui ou plus tard.")
        return self.cleaned_data["starts_on"]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        starts_on, ends_on = cleaned.get("starts_on"), cleaned.get("ends_on")
        if starts_on and ends_on and ends_on < starts_on:
            self.add_error("ends_on", "Le dernier jour précède le premier.")
        self._ask_about_known(cleaned.get("email", ""))
        return cleaned

    def _ask_about_known(self, email: str) -> None:
        known = User.objects.filter(email__iexact=email.strip()).first()
        if known is not None and not self._is_known_to_the_giver(known):
            self.ask(
                "known",
                "Donner cette suppléance au compte qui existe",
                "Un compte existe déjà à cette adresse. La suppléance s’y ajoutera, et le nom "
                "saisi ici n’y changera rien\u00a0: si c’est bien cette personne, cochez la case.",
            )

    def _is_known_to_the_giver(self, known: User) -> bool:
        here = Mandate.objects.on(self.territory).filter(user=known, cancelled_at=None)
        return here.exists() or User.objects.visible_to(self.by).filter(pk=known.pk).exists()
