"""What users type to ask something, to answer it, to decline it or to pass it on."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from django import forms

from usine.pages.declared import LongTextField
from usine.pages.forms import DateField
from usine.people.models import User
from usine.people.queries import roles_of
from usine.people.reach import reaches
from usine.subjects.models import Subject
from usine.values import clock

from .addressing import Addressee, a_person
from .kinds import AskKind, Outcome, kind_of
from .many import PlaceAsked
from .models import Ask
from .operations import is_of_oneself
from .queries import able, answerers
from .rules import LONGEST


def _words(label: str, *, rows: int = 4, **more: Any) -> LongTextField:
    widget = forms.Textarea(attrs={"rows": rows})
    return LongTextField(label=label, max_length=LONGEST, widget=widget, **more)


class AskForm(forms.Form):
    """Of whom, what, for when: all proposed by the kind, and looked over."""

    to = forms.ChoiceField(label="À qui")
    text = _words("Message", rows=6)
    due_on = DateField(label="Attendue pour le")

    def __init__(self, data: Any = None, *, kind: AskKind, subjects: Sequence[Subject], by: User):
        due_on = clock.today() + timedelta(days=kind.days)
        text = kind.message_about(subjects) or kind.message
        super().__init__(data, initial={"text": text, "due_on": due_on})
        self.options: dict[str, Addressee] = {}
        choices, vacant = [], []
        # Those who alone answer for a seat or a body are not proposed again by their names.
        alone: list[list[User]] = []
        for each in kind.to(subjects):
            people = answerers(kind, subjects, each)
            if is_of_oneself(kind, people, by) or people in alone:
                continue
            alone += [people] if len(people) == 1 else []
            if people:
                self.options[each.key] = each
                choices.append((each.key, f"{each}\u00a0: {_named(people)}"))
            else:
                vacant.append(str(each))
        for person, label in _able(kind, subjects):
            if person != by and [person] not in alone:
                self.options[a_person(person).key] = a_person(person)
                choices.append((a_person(person).key, label))
        _field(self, "to").choices = choices
        if vacant:
            self.fields["to"].help_text = f"Poste vacant\u00a0: {' ; '.join(vacant)}."

    @property
    def values(self) -> dict[str, Any]:
        """What `ask` takes."""
        return {**self.cleaned_data, "to": self.options[self.cleaned_data["to"]]}


class ManyForm(forms.Form):
    """What, for when, and about which of what several places offer: all of it, at first."""

    text = _words("Message", rows=6)
    due_on = DateField(label="Attendue pour le")
    subjects = forms.MultipleChoiceField(
        label="À qui, sur quoi",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Cochez au moins une ligne."},
    )

    def __init__(self, data: Any = None, *, kind: AskKind, places: Sequence[PlaceAsked]) -> None:
        choices = [
            (subject.pk, f"{each.told(subject)}\u00a0: {each.whom}")
            for each in places
            if each.is_asked
            for subject in each.subjects
        ]
        due_on = clock.today() + timedelta(days=kind.days)
        offered = [key for key, _ in choices]
        initial = {"text": kind.message, "due_on": due_on, "subjects": offered}
        super().__init__(data, initial=initial)
        _field(self, "subjects").choices = choices

    @property
    def values(self) -> dict[str, Any]:
        """What is the same of each."""
        return {name: self.cleaned_data[name] for name in ("text", "due_on")}


def _able(kind: AskKind, subjects: Sequence[Subject]) -> Iterator[tuple[User, str]]:
    """Who may answer, and how one chooses them: with their roles, and the only answers that
    they may give when some of the kind are not theirs."""
    every = [each for each in kind.outcomes if each.offered]
    people = able(kind, subjects)
    roles = roles_of(people)
    for person, theirs in people.items():
        only = " ou ".join(f"«\u00a0{each.label}\u00a0»" for each in theirs)
        name = f"{person}, {roles[person.pk]}"
        yield person, name if theirs == every else f"{name} (peut seulement répondre {only})"


def _named(people: Iterable[User]) -> str:
    return ", ".join(map(str, people))


def _field(form: forms.Form, name: str) -> forms.ChoiceField:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    return field


class AnswerForm(forms.Form):
    """One of the outcomes of the kind, its own fields, and words."""

    outcome = forms.ChoiceField(label="Votre réponse", widget=forms.RadioSelect)
    words = _words("Message", required=False)
    # Some outcomes need it: its label says neither.
    conditional = ("words",)

    def __init__(self, data: Any = None, *, ask: Ask, by: User) -> None:
        super().__init__(data)
        self.only, self.only_label = "", ""
        kind = kind_of(ask.kind)
        outcomes = list(_offered(kind, ask, by)) if kind else []
        self.own = dict(kind.fields()) if kind else {}
        self.fields.update(self.own)
        self.order_fields(["outcome", *self.own, "words"])
        _field(self, "outcome").choices = [(each.code, each.label) for each in outcomes]
        if len(outcomes) == 1:
            [only] = outcomes
            self.fields["outcome"] = forms.CharField(
                widget=forms.HiddenInput, initial=only.code, required=False
            )
            self.fields["words"].required = only.needs_words
            self.only, self.only_label = only.code, only.label

    @property
    def values(self) -> dict[str, Any]:
        """What `answer` takes."""
        return {
            "outcome": self.only or self.cleaned_data["outcome"],
            "words": self.cleaned_data["words"],
            "values": {name: self.cleaned_data[name] for name in self.own},
        }


def kept(form: AnswerForm) -> list[tuple[str, str]]:
    """What was typed in an answer that is not sent, under its labels."""
    names = [name for name in form.fields if name != "outcome"]
    return [(str(form[name].label), form[name].value() or "") for name in names]


def _offered(kind: AskKind, ask: Ask, by: User) -> Iterable[Outcome]:
    """The outcomes that the user may give."""
    for each in kind.outcomes:
        may = each.right is None or reaches(each.right, by, ask.subject.place)
        if each.offered and may:
            yield each


class DeclineForm(forms.Form):
    words = _words("Pourquoi", help_text="Qui a demandé le lira.")


class RedirectForm(forms.Form):
    """Somebody else who may answer."""

    to = forms.ChoiceField(label="À qui")
    words = _words("Message", required=False)

    def __init__(self, data: Any = None, *, ask: Ask, by: User) -> None:
        super().__init__(data)
        who = f", ainsi que {ask.by}, qui a fait la demande" if ask.by else ""
        self.fields["words"].help_text = f"La personne choisie le lira{who}."
        kind = kind_of(ask.kind)
        able = _able(kind, [ask.subject]) if kind else ()
        people = [(each, label) for each, label in able if each not in (by, ask.by)]
        self.options = {str(each.pk): a_person(each) for each, _ in people}
        _field(self, "to").choices = [
            ("", "Choisir une personne"),
            *((str(each.pk), label) for each, label in people),
        ]

    @property
    def values(self) -> dict[str, Any]:
        """What `redirect` takes."""
        return {**self.cleaned_data, "to": self.options[self.cleaned_data["to"]]}
