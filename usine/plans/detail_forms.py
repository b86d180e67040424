"""Forms of the details of an action and of what blocks it, typed as the action itself is."""

from collections.abc import Mapping
from copy import copy
from datetime import date
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property

from usine.pages.declared import LongTextField, ReadField, form_field
from usine.pages.forms import DateField
from usine.values import clock
from usine.values.dates import PartialDate
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind
from usine.values.formats import format_counted

from . import blocking, detail_rules, details, links
from .codes import SIDES
from .details import DetailKind
from .fields import BLOCKAGE
from .formats import as_counted, format_number, is_whole, read_number
from .forms import TYPED, SeenForm
from .funding import LINE
from .history import shown_value
from .models import Action, Blockage, Detail
from .moves import Timelines, foreseen
from .results import INDICATOR, RESULT
from .steps import STEP
from .writing import refuse_if

_SALT = "plans.detail"


class DetailForm(SeenForm):
    """The fields of a kind of detail, typed for an action over `detail`, or for a new one.

    It carries what its user read before typing: the version of the detail, its values.
    """

    def __init__(
        self, *args, kind: DetailKind, action: Action, detail: Any = None, **kwargs
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, self.action, self.detail = kind, action, detail
        self.moving = (*kind.model.dated, "effective_on")
        typed = {name: self.typed(field) for name, field in kind.fields.items()}
        if kind.model.dated:
            typed["effective_on"] = DateField(
                label="Valable depuis le",
                required=False,
                help_text="Le jour depuis lequel ces valeurs comptent. Vide\u00a0: aujourd’hui.",
            )
        if detail:
            typed["version"] = forms.IntegerField(widget=forms.HiddenInput)
            typed["read"] = forms.CharField(widget=forms.HiddenInput)
        self.fields = typed | self.fields

    def typed(self, field: Field) -> forms.Field:
        return form_field(field, TYPED)

    @classmethod
    def over(
        cls,
        kind: DetailKind,
        detail: Detail,
        values: Mapping[str, Any] | None = None,
        on: date | None = None,
    ) -> "DetailForm":
        """The form with these values (those of the detail), typed over it as it stands."""
        sealed = signing.dumps(details.values_of(kind, detail), salt=_SALT, compress=True)
        values = values or kind.fields.values_of(detail)
        initial = cls.texts(values) | {"effective_on": on}
        initial |= {"version": detail.version, "read": sealed}
        return cls(kind=kind, action=detail.action, detail=detail, initial=initial)

    @classmethod
    def texts(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        """Values as the form shows them."""
        return dict(values)

    def clean_effective_on(self) -> date:
        return self.cleaned_data["effective_on"] or clock.today()

    def clean_read(self) -> dict[str, Any]:
        try:
            return self.kind.fields.decode_values(
                signing.loads(self.cleaned_data["read"], salt=_SALT)
            )
        except signing.BadSignature as error:
            raise ValidationError(
                "Ce formulaire a expiré\u00a0: rouvrez la page de l’action."
            ) from error

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                refuse_if(_typed_refusal(self.kind, self.draft))
                details.check(self.kind, self.draft, on=self.on)
            except Refused as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    @property
    def on(self) -> date:
        return self.cleaned_data.get("effective_on") or clock.today()

    @property
    def values(self) -> dict[str, Any]:
        """The values that the user typed, by field."""
        return {name: self.cleaned_data[name] for name in self.kind.fields}

    @property
    def answer(self) -> dict[str, Any]:
        """The arguments of the operation."""
        dated = {"effective_on": self.on} if self.kind.model.dated else {}
        read = {"version": self.cleaned_data["version"]} if self.detail else {}
        return {"values": self.values, **dated, **read}

    @cached_property
    def draft(self) -> Any:
        """The detail as it would be, not saved."""
        draft = copy(self.detail) if self.detail else self.kind.model(action=self.action)
        for name, value in self.values.items():
            setattr(draft, name, value)
        return draft

    @property
    def timelines(self) -> Timelines:
        """What the action counts for, before and after."""
        dated = self.kind.model.dated
        return foreseen(
            self.action, details.amounts_to_date(self.draft, on=self.on) if dated else ()
        )

    def merged(self, current: Detail) -> tuple["DetailForm", list[tuple[str, ...]]]:
        """The form over the detail as somebody left it meanwhile: what they alone changed is
        theirs, the rest stays as typed. With each field that they changed: its label, the value
        before, theirs, that which the form now holds."""
        read, mine = self.cleaned_data["read"], self.values
        theirs = self.kind.fields.values_of(current)
        kept = {name: theirs[name] if mine[name] == read[name] else mine[name] for name in mine}
        told = [
            (
                field.label,
                *(shown_value(self.kind.code, name, each) for each in (read, theirs, kept)),
            )
            for name, field in self.kind.fields.items()
            if theirs[name] != read[name]
        ]
        return type(self).over(self.kind, current, kept, on=self.on), told


def _typed_refusal(kind: DetailKind, draft: Any) -> str | None:
    """Why a form refuses a detail that a file may have."""
    if kind is STEP:
        return detail_rules.typed_step_refusal(draft.done_on, clock.today())
    if kind is INDICATOR:
        return detail_rules.typed_indicator_refusal(draft.measured_on, clock.today())
    return detail_rules.typed_line_refusal(kind.fields.values_of(draft)) if kind is LINE else None


class ResultForm(DetailForm):
    """Values are typed in the unit that people read, and kept in that of the ledger."""

    def typed(self, field: Field) -> forms.Field:
        if field.name not in dict(SIDES):
            return super().typed(field)
        return ReadField(
            read=read_number,
            write=lambda value: value,
            label=field.label,
            required=False,
            help_text="Un nombre, dans l’unité du résultat\u00a0: emplois, sites, personnes, "
            "hectares, ou tonnes de CO₂ par an."
            if field.name == "target"
            else "",
        )

    @classmethod
    def texts(cls, values: Mapping[str, Any]) -> dict[str, Any]:
        typed = {side: format_number(values["code"], values[side]) for side, _ in SIDES}
        return {**values, **typed}

    def clean(self) -> dict[str, Any]:
        code = self.cleaned_data.get("code", "")
        for side, _ in SIDES:
            if (value := self.cleaned_data.get(side)) is None:
                continue
            if is_whole(code, value):
                self.cleaned_data[side] = as_counted(code, value)
            else:
                self.add_error(side, "Ce résultat se compte en nombres entiers.")
        return super().clean()


class LinkForm(DetailForm):
    """Names the other action; words that fit several are sent again with `which`."""

    def __init__(self, *args, reader, **kwargs) -> None:
        self.reader = reader
        super().__init__(*args, **kwargs)
        self.fields["other"] = forms.CharField(
            label="Action",
            max_length=300,
            help_text="Sa référence, son intitulé ou quelques mots\u00a0; pour une action d’un "
            "autre plan, aussi l’adresse de sa fiche.",
            widget=forms.TextInput(attrs={"list": "actions", "autocomplete": "off"}),
        )
        del self.fields["other_id"]

    @property
    def others(self) -> list[str]:
        """The names of the other actions of the plan."""
        return [each.label for each in links.linkable(self.action)]

    def clean(self) -> dict[str, Any]:
        if text := self.cleaned_data.get("other"):
            self._find(text)
        return super().clean()

    def _find(self, text: str) -> None:
        other, fitting = links.named(self.action, text, reader=self.reader)
        chosen = {str(each.pk): each for each in fitting}
        other = other or chosen.get(self.data.get("which", ""))
        if other:
            self.cleaned_data["other"] = other
        elif fitting:
            self._offer(fitting, is_itself=links.names_itself(self.action, text))
        elif links.names_itself(self.action, text):
            self.add_error(
                "other",
                "C’est l’action de cette fiche\u00a0: une action n’est pas liée à elle-même.",
            )
        else:
            self.add_error(
                "other",
                "Aucune action que vous voyez ne répond à ces mots\u00a0: donnez sa référence, un "
                "mot de son intitulé, ou l’adresse de sa fiche.",
            )

    def _offer(self, fitting: list[Action], *, is_itself: bool) -> None:
        """Ask which of these actions is meant; more than are offered are too many."""
        offered = fitting[: links.OFFERED]
        self.fields["which"] = forms.ChoiceField(
            label="Laquelle\u00a0?",
            choices=[(each.pk, self._choice(each)) for each in offered],
            widget=forms.RadioSelect,
        )
        if offered != fitting:
            first = format_counted(len(offered), "première", "premières")
            self.fields["which"].help_text = f"Les {first}\u00a0: précisez les mots pour d’autres."
        itself = "L’action de cette fiche, qui répond aussi, n’est pas proposée."
        self.add_error(
            "which", f"Choisissez l’action, ou précisez les mots.{f' {itself}' * is_itself}"
        )

    def _choice(self, other: Action) -> str:
        label = other.label
        elsewhere = other.territory_id != self.action.territory_id
        return f"{label} ({other.territory.name})" if elsewhere else label

    @property
    def values(self) -> dict[str, Any]:
        return {"kind": self.cleaned_data["kind"], "other": self.cleaned_data["other"]}


FORMS: dict[DetailKind, type[DetailForm]] = {RESULT: ResultForm, links.LINK: LinkForm}
"""The forms of the kinds whose fields do not say all."""


class MarkForm(forms.Form):
    """A step marked as done, or no longer so; or a detail that is removed."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    done = forms.BooleanField(required=False, widget=forms.HiddenInput)

    @property
    def done_on(self) -> PartialDate | None:
        """The day that is given back; today when none is. Raises Refused on what is no date."""
        if "done_on" not in self.data:
            return PartialDate(clock.today())
        given: PartialDate | None = TYPED[FieldKind.DATE](self.data["done_on"])
        return given

    @property
    def read(self) -> int:
        """The version of the detail as its user read it; 0, which none is, when it is not told."""
        self.is_valid()
        return self.cleaned_data.get("version") or 0


class BlockForm(SeenForm):
    """What blocks an action, since a day."""

    verb = "block"
    moving: tuple[str, ...] = ("kind", "effective_on")

    kind = form_field(BLOCKAGE["kind"], TYPED)
    words = LongTextField(
        label=BLOCKAGE["words"].label,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Pour qui peut aider\u00a0: les mandats sur le territoire, sa région ou la "
        "nation le lisent.",
    )
    effective_on = DateField(label="Depuis le", initial=clock.today)

    def __init__(self, *args, action: Action, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.action = action

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            try:
                blocking.check(self.verb, self.action, self.nature, cleaned["words"], on=self.on)
            except Refused as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    @property
    def nature(self) -> str:
        return self.cleaned_data.get("kind", "")

    @property
    def on(self) -> date:
        return self.cleaned_data["effective_on"]

    @property
    def answer(self) -> dict[str, Any]:
        """The arguments of the operation."""
        return {name: self.cleaned_data[name] for name in self.fields if name != "seen"}

    @property
    def timelines(self) -> Timelines:
        """What the action counts for, before and after."""
        blockage = Blockage(action=self.action, kind=self.nature, effective_on=self.on)
        return foreseen(self.action, [blockage])


class LiftForm(BlockForm):
    """How what blocked an action was lifted, on a day."""

    verb = "lift_block"
    moving = ("effective_on",)

    kind = None  # type: ignore[assignment]
    words = LongTextField(
        label="Comment le blocage a été levé", widget=forms.Textarea(attrs={"rows": 4})
    )
    effective_on = DateField(label="Levé le", initial=clock.today)
