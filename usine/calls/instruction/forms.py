"""What instructors type."""

from datetime import timedelta
from typing import Any

from django import forms

from usine.asks.rules import LONGEST
from usine.pages.declared import LongTextField
from usine.pages.forms import DateField
from usine.people.models import User
from usine.people.queries import roles_of
from usine.values import clock

from ..candidacies.corrections import correctable, wanted
from ..format.procedure import AskSpec
from ..models import Candidacy
from .asking import choosable

_DAYS = 14
_SECTION = "section-"


def _boxes(label: str, choices: list[tuple[str, str]]) -> forms.MultipleChoiceField:
    box = forms.CheckboxSelectMultiple
    return forms.MultipleChoiceField(label=label, choices=choices, widget=box, required=False)


class OpinionForm(forms.Form):
    """What its call asks, looked over: of whom when one chooses, in which words, for when."""

    text = LongTextField(
        label="Message", max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5})
    )
    due_on = DateField(label="Attendu pour le")

    def __init__(self, data: Any = None, *, spec: AskSpec, candidacy: Candidacy, by: User) -> None:
        due_on = clock.today() + timedelta(days=spec.days)
        super().__init__(data, initial={"text": spec.question, "due_on": due_on})
        self.people: dict[str, User] = {}
        if spec.to.chosen:
            self.people = {str(each.pk): each for each in choosable(candidacy) if each != by}
            roles = roles_of(self.people.values())
            choices = [(key, f"{each}, {roles[each.pk]}") for key, each in self.people.items()]
            self.fields["person"] = forms.ChoiceField(label="À qui", choices=choices)
            self.order_fields(["person", "text", "due_on"])

    @property
    def values(self) -> dict[str, Any]:
        """What `ask_opinion` takes."""
        person = self.people.get(self.cleaned_data.get("person", ""))
        return {**self.cleaned_data, "person": person}


class ReturnForm(forms.Form):
    """What is to correct, section by section, why, and for when; its call may propose both."""

    words = LongTextField(
        label="Ce qu’il faut corriger, et pourquoi",
        help_text="Qui a déposé le dossier lira ces mots en face de ce qui est à corriger.",
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    due_on = DateField(label="Attendu pour le")

    def __init__(self, data: Any = None, *, candidacy: Candidacy) -> None:
        asks = [each for each in candidacy.file.asks if each.kind == "correction"]
        days, words = (asks[0].days, asks[0].question) if asks else (_DAYS, "")
        due_on = clock.today() + timedelta(days=days)
        super().__init__(data, initial={"words": words, "due_on": due_on})
        for section, fields in correctable(candidacy):
            choices = [(each.key, each.label) for each in fields]
            self.fields[f"{_SECTION}{section.code}"] = _boxes(section.title, choices)
        if documents := wanted(candidacy):
            choices = [(each.code, each.title) for each in documents]
            self.fields["documents"] = _boxes("Pièces", choices)
        # None of them is needed by itself: their labels say neither.
        self.conditional = tuple(name for name in self.fields if name not in ("words", "due_on"))
        self.order_fields([*self.conditional, "words", "due_on"])

    @property
    def values(self) -> dict[str, Any]:
        """What `return_candidacy` takes."""
        cleaned = self.cleaned_data
        chosen = [cleaned[name] for name in self.conditional if name.startswith(_SECTION)]
        return {
            "fields": [key for keys in chosen for key in keys],
            "documents": cleaned.get("documents", []),
            "words": cleaned["words"],
            "due_on": cleaned["due_on"],
        }
