"""What one types to begin a candidacy, and to write its answers."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from usine.files.forms import FilesField
from usine.pages.declared import ReadField
from usine.people.access import grants_of
from usine.plans.models import Action
from usine.territories.models import Territory
from usine.values import clock

from ..format.form import DocumentSpec, FormSection
from ..forms import SectionForm, form_field
from ..hours import as_typed, moment_of
from ..models import Call, Candidacy
from ..rights import APPLY
from .answering import mark_of, readable
from .corrections import writable

MARK = "mark-"


class StartForm(forms.Form):
    """For what and for whom; the national team says when it received it."""

    about = forms.ChoiceField(label="Pour quoi")
    number = forms.CharField(
        label="SIRET ou SIREN de l’organisme qui demande",
        help_text="Quatorze ou neuf chiffres\u00a0: 552 081 317 66522.",
        max_length=30,
    )
    name = forms.CharField(
        label="Nom de l’organisme",
        help_text="Seulement s’il n’est pas encore connu ici.",
        max_length=200,
        required=False,
    )

    def __init__(self, data: Any = None, *, call: Call, user, about: str = "") -> None:
        super().__init__(data, initial={"about": about})
        is_nation = grants_of(user).nation(APPLY)
        field = self.fields["about"]
        field.label = "L’action" if call.applies_for == "action" else "Le territoire"
        field.required = not is_nation
        field.choices = [("", "–"), *_choices(call, user, about)]  # type: ignore[attr-defined]
        if is_nation:
            self.fields["received_at"] = ReadField(
                label="Reçue par courriel le",
                help_text="Jour et heure de Paris. C’est cette heure qui compte.",
                read=_moment,
                write=lambda moment: as_typed(moment) if isinstance(moment, datetime) else moment,
                initial=clock.now,
            )


def _moment(text: str | None) -> datetime:
    return moment_of(text or "")


def _choices(call: Call, user, about: str) -> list[tuple[str, str]]:
    """What one may apply for: one's own actions or territories; to the nation, the action that it
    comes from, or any territory that has its label."""
    grants = grants_of(user)
    mine = Territory.objects.filter(place__in=sorted(grants.territories(APPLY)))
    if call.applies_for == "action":
        actions = Action.objects.live().filter(territory__in=mine)
        if grants.nation(APPLY) and about.startswith("action:"):
            actions = Action.objects.live().filter(pk=int(about.partition(":")[2]))
        rows = actions.order_by("reference", "title", "pk")
        return [(each.subject, f"{each.reference} {each.title}".strip()) for each in rows]
    if grants.nation(APPLY):
        mine = Territory.objects.filter(labelled_on__lte=clock.today(), unlabelled_on=None)
    return [(f"territory:{each.pk}", each.name) for each in mine.order_by("name")]


class DraftSectionForm(SectionForm):
    """A section as it stands, which knows what its reader saw: what they leave alone stays."""

    def __init__(self, candidacy: Candidacy, section: FormSection, data: Any = None) -> None:
        file = candidacy.file
        answers = readable(file, candidacy.answers)
        super().__init__(file, section, data, answers=answers)
        for each in section.fields:
            # Asked by the page that was read, even if an answer written since puts it aside.
            if each.key not in self.fields and f"{MARK}{each.key}" in self.data:
                self.fields[each.key] = form_field(each, required=False)
        for key in self.fields.keys() - writable(candidacy).keys:
            # Typed on a page that offered it, it is given back with what refuses it.
            if f"{MARK}{key}" not in self.data:
                del self.fields[key]
        for key, field in self.fields.items():
            if source := candidacy.prefilled.get(key):
                field.help_text = _told_with(str(field.help_text), source)

    @property
    def typed(self) -> dict[str, Any]:
        """What reads, of the fields that were on the page; None is emptied."""
        self.is_valid()
        return {
            key: _given(self.cleaned_data[key])
            for key in self.fields
            if key in self.cleaned_data and f"{MARK}{key}" in self.data
        }

    @property
    def marks(self) -> dict[str, str]:
        return {
            name.removeprefix(MARK): str(value)
            for name, value in self.data.items()
            if name.startswith(MARK)
        }


def _told_with(help_text: str, source: str) -> SafeString:
    """A help, which is HTML, and where the answer comes from."""
    return format_html("{}{}Rempli d’avance\u00a0: {}.", help_text, " " * bool(help_text), source)


def _given(value: Any) -> Any:
    """A box that is not ticked says nothing."""
    return None if value in (None, "", []) else value


def marks_of(form: DraftSectionForm, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(name, value) of what a page sends back, to say which answers it read."""
    return [(f"{MARK}{key}", mark_of(answers.get(key))) for key in form.fields]


class AskedDocumentForm(forms.Form):
    """The files of one document that the call asks."""

    documents = FilesField(label="Fichiers")

    def __init__(self, spec: DocumentSpec, data: Any = None, files: Any = None) -> None:
        super().__init__(data, files, prefix=spec.code)
        self.spec = spec
