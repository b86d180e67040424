"""What one types of a committee."""

from typing import Any

from django import forms

from usine.files.forms import FilesField
from usine.pages.declared import LinesField, LongTextField
from usine.pages.forms import DateField

from ..models import Committee
from .values import values_of

_LONGEST = 5_000


class CommitteeForm(forms.Form):
    name = forms.CharField(label="Nom", max_length=100)
    on = DateField(label="Date")
    starts_at = forms.TimeField(
        label="Heure",
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages={"invalid": "Saisissez une heure valide, par exemple 14:30."},
    )
    venue = forms.CharField(label="Lieu", max_length=200, required=False)
    members = LinesField(
        label="Membres",
        required=False,
        help_text="Un par ligne\u00a0: une personne, un organisme, une fonction. Les mandats qui "
        "couvrent le plan les lisent.",
    )
    agenda = LongTextField(
        label="Ordre du jour",
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    foreword = LongTextField(
        label="Mot d’ouverture",
        required=False,
        max_length=_LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="En tête du dossier du comité, avec vos mots\u00a0: ce qui a compté depuis le "
        "dernier, ce qui est à décider.",
    )


class CommitteeChangeForm(CommitteeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


def as_initial(committee: Committee) -> dict[str, Any]:
    return {**values_of(committee), "version": committee.version}


class CancelForm(forms.Form):
    reason = forms.CharField(label="Motif", max_length=300)


class MinutesForm(forms.Form):
    minutes = FilesField(label="Compte rendu")
