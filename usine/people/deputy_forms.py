"""The form that names the deputy of a project manager, for a period."""

from datetime import date
from typing import Any

from django import forms

from usine.pages.forms import DateField
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused

from .forms import AskingForm
from .models import Mandate, User, key_of
from .roles import Role
from .rules import period_refusal
from .standing_in import check_named


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
        label="Dernier jour",
        help_text="Un an d’ici au plus\u00a0; la suppléance s’arrête d’elle-même ce soir-là.",
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
        elif ends_on and (refusal := period_refusal(Role.DEPUTY, ends_on, clock.today())):
            self.add_error("ends_on", refusal)
        known = User.objects.filter(email__iexact=cleaned.get("email", "").strip()).first()
        if known is not None:
            self._ask_about_known(known)
            if starts_on and ends_on:
                self._check_named(known, starts_on, ends_on)
        return cleaned

    def _check_named(self, known: User, starts_on: date, ends_on: date) -> None:
        kind, code = key_of(self.territory)
        days = {"starts_on": starts_on, "ends_on": ends_on}
        try:
            check_named(
                Mandate(user=known, role=Role.DEPUTY, kind=kind, code=code, **days), by=self.by
            )
        except Refused as refusal:
            self.add_error("email", str(refusal))

    def _ask_about_known(self, known: User) -> None:
        if not self._is_known_to_the_giver(known):
            self.ask(
                "known",
                "Donner cette suppléance au compte qui existe",
                "Un compte existe déjà à cette adresse. La suppléance s’y ajoutera, et le nom "
                "saisi ici n’y changera rien\u00a0: si c’est bien cette personne, cochez la case.",
            )

    def _is_known_to_the_giver(self, known: User) -> bool:
        here = Mandate.objects.on(self.territory).filter(user=known, cancelled_at=None)
        return here.exists() or User.objects.visible_to(self.by).filter(pk=known.pk).exists()
