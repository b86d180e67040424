"""Forms of actions: what people type is read as an import reads it, and kept as they typed it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.html import format_html

from usine.pages.declared import form_field
from usine.pages.forms import DateField
from usine.reading import READERS, typed_amount
from usine.territories.calendar import axes_of, offered_sectors, sector_labels
from usine.values import clock
from usine.values.fields import FieldKind
from usine.values.text import fold

from . import rules
from .fields import FIELDS, TYPED_AGAIN, with_axes
from .measures import Facts, timeline
from .models import Action, PlannedBudget, StatusChange
from .moves import Timelines, foreseen
from .queries import bearer
from .states import TRANSITIONS, Status
from .suggestions import Suggestions

TYPED = {**READERS, FieldKind.MONEY: typed_amount}
"""How what people type is read: as a cell is, but nothing is rounded."""


# The field → the list of the page that it suggests.
SUGGESTED = {"lead": "organismes", "partner": "organismes", "referent": "referents"}


class SeenForm(forms.Form):
    """A form that is sent twice when bilans move: `seen` is the answer for which the page listed
    them."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    # The fields that move bilans.
    moving: tuple[str, ...]

    @property
    def is_seen(self) -> bool:
        """Whether the page has listed the bilans that this very answer moves."""
        return bool(self.cleaned_data["seen"] == self.answered)

    def see(self) -> None:
        """Give the form back as typed, with the answer whose bilans the page lists."""
        self.data = {**self.data.dict(), "seen": self.answered}  # type: ignore[attr-defined]

    @property
    def answered(self) -> str:
        moving = [name for name in self.moving if name in self.cleaned_data]
        return " ".join(str(self.cleaned_data[name]) for name in moving)


class ActionForm(SeenForm):
    """The fields of an action, typed over `action`, which is new or in the plan."""

    declared = FIELDS
    field_order: tuple[str, ...] = (
        *("title", "reference", "axis", "description", "objectives", "expected_results"),
        *("lead", "referent", "partners", "partner"),
    )

    # Boxes of several lines suggest nothing while one types.
    partner = forms.CharField(
        label="Ajouter un partenaire connu",
        required=False,
        max_length=FIELDS["lead"].max_length,
        help_text="Les organismes que la plateforme connaît sont proposés pendant la saisie.",
    )

    def __init__(self, *args, action: Action, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.action = action
        fields = with_axes(axes_of(action.territory.period_id), self.declared)
        typed = {name: form_field(field, TYPED) for name, field in fields.items()}
        self.fields = typed | self.fields
        borne = {*offered_sectors(), *action.sectors}
        sectors = [each for each in sector_labels() if each[0] in borne]
        self.fields["sectors"].choices = sectors  # type: ignore[attr-defined]
        for name, listed in SUGGESTED.items():
            self.fields[name].widget.attrs |= {"list": listed, "autocomplete": "off"}
        self.order_fields(self.field_order)

    @property
    def values(self) -> dict[str, Any]:
        """The values that the user typed, by field."""
        return {name: self.cleaned_data[name] for name in self.declared}

    def clean_reference(self) -> str:
        reference = self.cleaned_data["reference"]
        # Whoever edits a plan sees all of it: the sentence may name and open the other action.
        if other := bearer(reference, besides=self.action):
            raise ValidationError(
                format_html(
                    "Une autre action du plan porte déjà cette référence\u00a0: "
                    '«\u00a0<a href="{}" target="_blank" rel="noopener" '
                    'title="{} – nouvelle fenêtre">{}</a>\u00a0».',
                    other.get_absolute_url(),
                    other.title,
                    other.title,
                )
            )
        return reference

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._add_partner()
        draft = Action()
        for name in cleaned.keys() & self.declared.keys():
            setattr(draft, name, cleaned[name])
        for name, why in rules.faults(draft):
            # What could not be read has an error already.
            if name not in self.errors:
                self.add_error(name, why)
        return cleaned

    def _add_partner(self) -> None:
        partner, partners = self.cleaned_data.get("partner"), self.cleaned_data.get("partners", [])
        if partner and fold(partner) not in map(fold, partners):
            self.cleaned_data["partners"] = [*partners, partner]

    @property
    def suggestions(self) -> Suggestions:
        return Suggestions(self.action.territory)


class NewActionForm(ActionForm):
    moving = ("status", "effective_on", "axis", "planned_budget")

    status = forms.ChoiceField(label="Statut", choices=Status.choices, initial=Status.TO_START)
    effective_on = DateField(label="Date du statut", help_text="Depuis quand elle est ainsi.")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["effective_on"].initial = clock.today
        # The help on the past is for those who change it.
        self.fields["axis"].help_text = ""

    def clean_effective_on(self) -> date:
        return effective(self.cleaned_data["effective_on"], self.action)

    @property
    def timelines(self) -> Timelines:
        """What the action, not in the plan yet, will count for."""
        asked, territory = self.cleaned_data, self.action.territory
        on, axis = asked["effective_on"], asked["axis"]
        action = Action(territory=territory, entered_on=on, axis=axis)
        status = StatusChange(action=action, status=asked["status"], effective_on=on)
        budget = PlannedBudget(action=action, amount=asked["planned_budget"], effective_on=on)
        return {}, timeline(action, Facts([status], [budget]))


class ChangeForm(ActionForm):
    """Carries as well what its user read before typing: the version of the action, its values."""

    # The comment repeats the last note: another note is written, that one is not.
    declared = TYPED_AGAIN
    # The day of the budget comes just after it.
    field_order = (*ActionForm.field_order, "planned_budget", "budget_on")
    moving = ("axis", "planned_budget", "budget_on")

    budget_on = DateField(
        label="Budget valable depuis le",
        required=False,
        help_text="Si vous changez le budget\u00a0: le jour depuis lequel il compte. Vide\u00a0: "
        "aujourd’hui.",
    )
    version = forms.IntegerField(widget=forms.HiddenInput)
    read = forms.CharField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, values: Mapping[str, Any], *, read: Action) -> "ChangeForm":
        """The form with these values, typed over the action as it stands."""
        initial = {**values, "version": read.version, "read": sealed(read.values)}
        return cls(initial=initial, action=read)

    def clean_budget_on(self) -> date | None:
        day = self.cleaned_data["budget_on"]
        return day and effective(day, self.action)

    @property
    def timelines(self) -> Timelines:
        """What the action counts for, before and after the change."""
        asked, action = self.cleaned_data, self.action
        amount, on = asked["planned_budget"], asked["budget_on"] or clock.today()
        budget = PlannedBudget(action=action, amount=amount, effective_on=on)
        facts = [budget] if amount != action.planned_budget else []
        return foreseen(action, facts, axis=asked["axis"])

    def clean_read(self) -> dict[str, Any]:
        return unsealed(self.cleaned_data["read"])


_SALT = "plans.change"


def sealed(values: Mapping[str, Any]) -> str:
    """Values of an action, as the form that was opened with them carries them."""
    return signing.dumps(FIELDS.encode_values(values), salt=_SALT, compress=True)


def unsealed(read: str) -> dict[str, Any]:
    """The values that a form was opened with, which our signature proves."""
    try:
        return FIELDS.decode_values(signing.loads(read, salt=_SALT))
    except signing.BadSignature as error:
        raise ValidationError(
            "Ce formulaire a expiré\u00a0: rouvrez la page de l’action."
        ) from error


def as_typed(name: str, value: Any) -> list[str]:
    """What a browser sends for a field with this value: nothing for a box that is not ticked."""
    if isinstance(value, bool):
        return ["on"] if value else []
    if FIELDS[name].kind == FieldKind.CHOICES:
        return list(value)
    prepared = form_field(FIELDS[name], TYPED).prepare_value(value)
    return ["" if prepared is None else str(prepared)]


class StepForm(SeenForm):
    moving = ("verb", "effective_on")

    verb = forms.ChoiceField(
        choices=[(verb, step.label) for verb, step in TRANSITIONS.items()],
        widget=forms.HiddenInput,
    )
    effective_on = DateField(label="Date d’effet", required=False)
    # The page where the user took the step, to go back to.
    retour = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_effective_on(self) -> date:
        return self.cleaned_data["effective_on"] or clock.today()


class ConfirmForm(forms.Form):
    """The list that the user has read, so that no other one is confirmed."""

    listed = forms.CharField(widget=forms.HiddenInput)


def effective(day: date, action: Action) -> date:
    if why := rules.effect_refusal(
        day, labelled_on=action.territory.labelled_on, today=clock.today()
    ):
        raise ValidationError(why)
    return day


class WithdrawalForm(forms.Form):
    reason = forms.CharField(
        label="Motif du retrait",
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Il reste dans l’historique, avec votre nom.",
    )
