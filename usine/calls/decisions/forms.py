"""What one types to propose a decision, or to send one back."""

from typing import Any

from django import forms

from usine.pages.declared import LongTextField, ReadField
from usine.pages.forms import FilterForm
from usine.reading import typed_amount
from usine.values.formats import format_cents

from ..models import Call, Candidacy
from ..states import DecisionOutcome
from .rules import MONEY, MOTIVE_MAX

_IN_EUROS = "En euros, par exemple 350 k€, 1,2 M€ ou 48 500,00"


def _amount(label: str, help_text: str = _IN_EUROS) -> ReadField:
    return ReadField(
        read=typed_amount,
        write=lambda value: format_cents(value) if isinstance(value, int) else value,
        label=label,
        help_text=help_text,
        required=False,
    )


class ProposalForm(forms.Form):
    """The amounts are those of a call that gives money, and of what is awarded."""

    conditional = ("awarded", "advance", "investment", "motive")
    outcome = forms.ChoiceField(
        label="Décision proposée",
        choices=[(each.value, each.label.capitalize()) for each in DecisionOutcome],
        widget=forms.RadioSelect,
    )
    awarded = _amount("Montant attribué")
    advance = _amount("Dont avance remboursable", "La part de ce montant qui sera remboursée")
    investment = _amount("Coût total du projet retenu")
    motive = LongTextField(
        label="Motif",
        help_text="Demandé quand le dossier n’est pas retenu. Qui a déposé le lira une fois la "
        "décision publiée.",
        max_length=MOTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )

    def __init__(self, *args: Any, candidacy: Candidacy, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = {"awarded": candidacy.asked, "investment": candidacy.investment}
        benefits = set(candidacy.file.scheme.benefits)
        if not benefits & MONEY:
            del self.fields["awarded"]
        if "repayable_advance" not in benefits:
            del self.fields["advance"]

    @property
    def proposal(self) -> dict[str, Any]:
        """What `operations.propose` takes: what is not awarded has no amount."""
        given = {name: value for name, value in self.cleaned_data.items() if value is not None}
        if given["outcome"] == DecisionOutcome.AWARDED:
            return given
        return {name: given[name] for name in ("outcome", "motive")}


class SendBackForm(forms.Form):
    words = LongTextField(
        label="Ce qu’il reste à voir",
        max_length=MOTIVE_MAX,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _calls() -> list[tuple[str, str]]:
    decided = Candidacy.objects.filter(decisions__isnull=False).values("call")
    return [("", "Tous"), *Call.objects.filter(pk__in=decided).values_list("pk", "title")]


class DecisionFilter(FilterForm):
    appel = forms.ChoiceField(label="Appel", choices=_calls)
