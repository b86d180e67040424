"""What one types of a committee."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.text import capfirst

from usine.asks.forms import AskForm
from usine.files.forms import FilesField
from usine.pages.declared import LinesField, LongTextField
from usine.pages.forms import DateField
from usine.values import clock

from ..models import Committee
from ..queries import AS_OF, Plan
from .cancelling import told
from .followed import FollowedDecision
from .parts import seats_of_parts
from .queries import first_day
from .rules import day_refusal, file_refusal
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

    def __init__(self, *args: Any, plan: Plan, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.first = first_day(plan)
        local = Committee(territory=plan.territory, region=plan.region).whose_hour
        self.fields["starts_at"].help_text = f"{capfirst(local)}." if local else ""

    def clean_on(self) -> date:
        day: date = self.cleaned_data["on"]
        if why := day_refusal(day, first=self.first, today=clock.today()):
            raise forms.ValidationError(why)
        return day


class CommitteeChangeForm(CommitteeForm):
    version = forms.IntegerField(widget=forms.HiddenInput)


def as_initial(committee: Committee) -> dict[str, Any]:
    return {**values_of(committee), "version": committee.version}


class CancelForm(forms.Form):
    """Why a committee is cancelled, and which of its decisions go with it: all, at first."""

    reason = forms.CharField(label="Motif", max_length=300)
    withdrawing = forms.TypedMultipleChoiceField(
        label="Décisions retirées avec lui",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Décochez celles à garder\u00a0: leur suite reste demandée. Ce qui est retiré "
        "revient si le comité est remis au calendrier.",
    )
    conditional = ("withdrawing",)

    def __init__(self, data: Any = None, *, decisions: Sequence[FollowedDecision]) -> None:
        keys = [each.decision.pk for each in decisions]
        super().__init__(data, initial={"withdrawing": keys})
        field: Any = self.fields["withdrawing"]
        field.choices = list(zip(keys, map(told, decisions), strict=True))
        if not keys:
            del self.fields["withdrawing"]


class FileForm(forms.Form):
    """The day of the file of a committee, by default that of the committee once it has come."""

    says_optional = False

    au = DateField(label="Chiffres au", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.default = min(on, clock.today())
        super().__init__(*args, **kwargs)
        self.initial[AS_OF] = self.default

    def clean_au(self) -> date:
        day: date = self.cleaned_data[AS_OF] or self.default
        if why := file_refusal(day, today=clock.today()):
            raise forms.ValidationError(why)
        return day


class DecisionForm(AskForm):
    """A decision, who acts on it, and for when."""

    text = LongTextField(
        label="Décision",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Elle est lue par qui lit le comité, et demandée à qui la suit.",
    )
    to = forms.MultipleChoiceField(
        label="À qui",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une ligne."},
    )
    due_on = DateField(label="Pour le")
    field_order = ("text", "to", "due_on")

    def __init__(self, *args: Any, committee: Committee, **kwargs: Any) -> None:
        """Proposes, beside those of the place of the committee, the seats of each of its parts."""
        super().__init__(*args, **kwargs)
        seats = list(seats_of_parts(committee))
        self.options |= {seat.key: seat for seat, _ in seats}
        field: Any = self.fields["to"]
        field.choices += [(seat.key, f"{seat}\u00a0: {who}") for seat, who in seats]
        field.help_text = " ".join(
            filter(None, ("À plusieurs, chacun répond pour soi.", field.help_text))
        )

    @property
    def values(self) -> dict[str, Any]:
        """What `decide` takes."""
        return {**self.cleaned_data, "to": [self.options[key] for key in self.cleaned_data["to"]]}


class MinutesForm(forms.Form):
    minutes = FilesField(label="Compte rendu")
