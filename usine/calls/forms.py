"""The form of a call, as Django forms: a section each.

Answers are plain JSON by the key of their field, as a file of answers has them
(`gathering/typed.py`): cents, basis points, "2025-03-12", codes, lists.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from usine.geography.models import Commune
from usine.geography.queries import called, communes_called
from usine.pages.declared import ChoicesField, LongTextField, ReadField
from usine.pages.forms import DateField
from usine.pages.markdown import line_as_html
from usine.pages.rows import RowsField
from usine.plans.codes import FUNDERS
from usine.reading import typed_amount
from usine.territories.models import Territory
from usine.values import clock
from usine.values.errors import Refused
from usine.values.formats import format_cents, format_counted
from usine.values.siren import compact, grouped, is_siret

from .eligibility.facts import Book, Given
from .eligibility.logic import Truth
from .eligibility.naf import path_of
from .eligibility.terms import Terms
from .eligibility.verdicts import judge
from .format.codes import ANSWER
from .format.conditions import EligibilityRule
from .format.expressions import Expression
from .format.form import FormColumn, FormField, FormSection
from .format.model import CallFile
from .members import MembersField

Answers = Mapping[str, Any]

SIDES = (("expense", "Dépense"), ("resource", "Ressource"))
YES_NO = (("true", "Oui"), ("false", "Non"))


class SectionForm(forms.Form):
    """A section of the form of a call. A draft is saved as it is: what is required is asked when
    `complete`. Fields whose condition the answers do not meet are left out."""

    def __init__(
        self,
        call: CallFile,
        section: FormSection,
        data: Any = None,
        *,
        answers: Answers,
        complete: bool = False,
        read_only: bool = False,
    ) -> None:
        super().__init__(data, initial=dict(answers), prefix=section.code)
        self.section = section
        seen = shown_keys(call, answers)
        for field in section.fields:
            if field.key in seen or read_only:
                made = form_field(field, required=complete and field.required)
                made.disabled = read_only
                if isinstance(made, FinancingField):
                    made.must_balance = complete
                self.fields[field.key] = made

    @property
    def says_optional(self) -> bool:
        """What is optional is told by the declaration, not by what is asked of a draft."""
        return False

    @property
    def answers(self) -> dict[str, Any]:
        """What was typed, by key; what was left empty is not given."""
        return {
            key: value
            for key, value in self.cleaned_data.items()
            if value not in (None, "", []) and key in self.fields
        }


def shown_keys(call: CallFile, answers: Answers) -> set[str]:
    """The keys of the fields to show: those without condition, and those whose condition is met."""
    conditional = {field.key: field.shown_when for field in call.fields if field.shown_when}
    met = _met(call, conditional, answers)
    return {field.key for field in call.fields if field.key not in conditional or field.key in met}


def condition_holds(call: CallFile, expression: Expression, answers: Answers) -> bool:
    """Whether answers meet a condition of a document; what is not answered does not."""
    return bool(_met(call, {"": expression}, answers))


def _met(call: CallFile, conditions: Mapping[str, Expression], answers: Answers) -> set[str]:
    rules = [EligibilityRule(key, key, each, "nobody", key) for key, each in conditions.items()]
    terms = Terms.of(replace(call, rules=tuple(rules)), at=clock.today())
    verdict = judge(terms, _book(call, answers))
    return {rule.code for rule in verdict.rules if rule.verdict is Truth.MET}


def _book(call: CallFile, answers: Answers) -> Book:
    kinds = {field.key: field.kind for field in call.fields}
    return Book(
        {
            f"{ANSWER}{key}": Given(_as_fact(value, kinds[key]))
            for key, value in answers.items()
            if key in kinds and kinds[key] != "table"
        }
    )


def _as_fact(value: Any, kind: str) -> Any:
    if kind == "date":
        return date.fromisoformat(value)
    return tuple(value) if isinstance(value, list) else value


def form_field(field: FormField, *, required: bool) -> forms.Field:
    """The form field in which a field of a call is typed; its help is a line of Markdown."""
    help_text = field.help if field.required else f"Facultatif. {field.help}".strip()
    options = {"label": field.label, "help_text": help_text, "required": required}
    made = _MADE[field.kind](field, options)
    made.help_text = line_as_html(str(made.help_text))
    return made


Options = dict[str, Any]


def _text(field: FormField, options: Options) -> forms.Field:
    return forms.CharField(max_length=field.max_length or 300, **options)


def _long_text(field: FormField, options: Options) -> forms.Field:
    box = forms.Textarea(attrs={"rows": 6})
    return LongTextField(max_length=field.max_length or 20_000, widget=box, **options)


def _bounded(field: FormField) -> Callable[[int | None, Callable[[int], str]], int | None]:
    """Checks the bounds of a number, told in words."""

    def check(value: int | None, words: Callable[[int], str]) -> int | None:
        if value is not None and field.min is not None and value < field.min:
            raise Refused(f"{words(field.min)} au moins.")
        if value is not None and field.max is not None and value > field.max:
            raise Refused(f"{words(field.max)} au plus.")
        return value

    return check


def _amount(field: FormField, options: Options) -> forms.Field:
    check = _bounded(field)
    return ReadField(
        read=lambda text: check(typed_amount(text), format_cents),
        write=lambda value: format_cents(value) if isinstance(value, int) else value,
        **options,
    )


def _rate(field: FormField, options: Options) -> forms.Field:
    check = _bounded(field)
    return ReadField(read=lambda text: check(_points(text), percent), write=percent, **options)


def _points(text: str | None) -> int | None:
    typed = (text or "").replace("%", "").replace(",", ".").strip()
    if not typed:
        return None
    try:
        points = Decimal(typed) * 100
    except InvalidOperation:
        raise Refused("Écrivez un pourcentage, comme 12,5 %.") from None
    if not points.is_finite() or points % 1 or not 0 <= points <= 1_000_000:
        raise Refused("Écrivez un pourcentage, avec deux décimales au plus.")
    return int(points)


def percent(points: Any) -> Any:
    if not isinstance(points, int):
        return points
    return f"{Decimal(points) / 100:f}".replace(".", ",") + "\u00a0%"


def _integer(field: FormField, options: Options) -> forms.Field:
    low = 0 if field.min is None else field.min
    return forms.IntegerField(min_value=low, max_value=field.max, **options)


class IsoDateField(DateField):
    """A day, kept as 2025-03-12."""

    def clean(self, value: Any) -> Any:
        day = super().clean(value)
        return day.isoformat() if day else None


def _date(field: FormField, options: Options) -> forms.Field:
    return IsoDateField(**options)


def _to_choose(field: FormField | FormColumn) -> list[tuple[str, str]]:
    return [(choice.code, choice.label) for choice in field.choices]


def _choice(field: FormField, options: Options) -> forms.Field:
    return forms.ChoiceField(choices=[("", "–"), *_to_choose(field)], **options)


def _choices(field: FormField, options: Options) -> forms.Field:
    return _Several(field, choices=_to_choose(field), **options)


class _Several(ChoicesField):
    def __init__(self, field: FormField, **options: Any) -> None:
        super().__init__(**options)
        self.bounds = field.min or 0, field.max

    def clean(self, value: Any) -> Any:
        chosen = super().clean(value)
        least, most = self.bounds
        if chosen and (len(chosen) < least or (most is not None and len(chosen) > most)):
            told = format_counted(most or len(self.choices), "réponse", "réponses")  # type: ignore[arg-type]
            raise ValidationError(f"Choisissez de {least} à {told}.")
        return chosen


class YesNoField(forms.TypedChoiceField):
    """Yes, no, or nothing yet."""

    def __init__(self, *, choices: Any = YES_NO, **more: Any) -> None:
        is_yes = {"true": True, "false": False}
        super().__init__(choices=choices, coerce=is_yes.__getitem__, empty_value=None, **more)

    def prepare_value(self, value: Any) -> Any:
        return {True: "true", False: "false"}.get(value, value)


def _yes_no(field: FormField, options: Options) -> forms.Field:
    return YesNoField(widget=forms.RadioSelect, **options)


def _declaration(field: FormField, options: Options) -> forms.Field:
    return forms.BooleanField(**options)


def _siret(field: FormField, options: Options) -> forms.Field:
    def read(text: str | None) -> str | None:
        number = compact(text or "")
        if number and not is_siret(number):
            raise Refused(
                "Ce n’est pas un numéro SIRET\u00a0: il a quatorze chiffres, vérifiez-les."
            )
        return number or None

    return ReadField(read=read, write=lambda value: grouped(value) if value else value, **options)


def _naf(field: FormField, options: Options) -> forms.Field:
    def read(text: str | None) -> str | None:
        code = (text or "").strip().upper()
        if code and not path_of(code):
            raise Refused("Ce n’est pas un code d’activité, comme 25.62B.")
        return code or None

    return ReadField(read=read, write=lambda value: value, **options)


def _commune(field: FormField, options: Options) -> forms.Field:
    hint = "Son nom, avec son département s’il le faut\u00a0: Saint-Omer (62)."
    options |= {"help_text": f"{options['help_text']} {hint}".strip()}
    return ReadField(read=_commune_code, write=_commune_named, **options)


def _commune_code(text: str | None) -> str | None:
    typed = (text or "").strip()
    if not typed:
        return None
    communes = communes_called([typed])[typed] or list(Commune.objects.filter(pk=typed.upper()))
    if len(communes) != 1:
        why = "Aucune commune n’a ce nom." if not communes else "Plusieurs communes ont ce nom."
        raise Refused(f"{why} Écrivez-le avec son département, comme Saint-Omer (62).")
    return communes[0].pk


def _commune_named(code: Any) -> Any:
    commune = Commune.objects.filter(pk=code).first() if code else None
    return called(commune) if commune else code


def _territory(field: FormField, options: Options) -> forms.Field:
    def labelled() -> list[tuple[str, str]]:
        today = clock.today()
        rows = Territory.objects.filter(labelled_on__lte=today, unlabelled_on=None)
        return [("", "–"), *rows.order_by("name").values_list("place", "name")]

    return forms.ChoiceField(choices=labelled, **options)


def _members(field: FormField, options: Options) -> forms.Field:
    hint = "Un code par ligne\u00a0: SIREN d’un EPCI, code INSEE d’une commune."
    options |= {"help_text": f"{options['help_text']} {hint}".strip()}
    return MembersField(**options)


def _table(field: FormField, options: Options) -> forms.Field:
    columns = {column.key: _cell(column) for column in field.columns}
    most = 200 if field.max is None else field.max
    return RowsField(columns, least=field.min or 0, most=most, **options)


def _cell(column: FormColumn) -> forms.Field:
    like = FormField(column.key, column.kind, column.label, choices=column.choices)
    if column.kind == "yes_no":
        return YesNoField(label=column.label, choices=[("", "–"), *YES_NO], required=False)
    return _MADE[column.kind](like, {"label": column.label, "required": False})


class FinancingField(RowsField):
    """Expenses and resources, line by line, whose sums are the same once the plan is whole."""

    must_balance = True

    def __init__(self, **options: Any) -> None:
        money = FormField("amount", "amount", "Montant")
        columns = {
            "side": forms.ChoiceField(label="Nature", choices=SIDES),
            "label": forms.CharField(label="Poste", max_length=200),
            "funder": forms.ChoiceField(
                label="Financeur", choices=[("", "–"), *FUNDERS], required=False
            ),
            "amount": _amount(money, {"label": "Montant", "required": True}),
        }
        super().__init__(columns, **options)

    def clean(self, value: Any) -> list[dict[str, Any]]:
        rows = super().clean([row for row in value or [] if row.get("label") or row.get("amount")])
        gap = sum(row["amount"] * (1 if row["side"] == "resource" else -1) for row in rows)
        if gap and self.must_balance:
            told = "il manque" if gap < 0 else "il y a de trop"
            raise ValidationError(
                f"Le plan n’est pas équilibré\u00a0: {told} {format_cents(abs(gap))} de ressources."
            )
        return rows


def _financing(field: FormField, options: Options) -> forms.Field:
    return FinancingField(**options)


def _phone(field: FormField, options: Options) -> forms.Field:
    phone = forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"})
    return forms.CharField(max_length=30, widget=phone, **options)


_MADE: dict[str, Callable[[FormField, Options], forms.Field]] = {
    "text": _text,
    "long_text": _long_text,
    "amount": _amount,
    "integer": _integer,
    "rate": _rate,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "declaration": _declaration,
    "siret": _siret,
    "commune": _commune,
    "naf": _naf,
    "email": lambda field, options: forms.EmailField(**options),
    "phone": _phone,
    "url": lambda field, options: forms.URLField(assume_scheme="https", **options),
    "financing": _financing,
    "table": _table,
    "territory": _territory,
    "members": _members,
}
