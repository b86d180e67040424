"""Django's columns and form fields, made from declared fields (`values.fields`)."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from usine.values.dates import PartialDate, Precision
from usine.values.errors import Refused
from usine.values.fields import Field, FieldKind
from usine.values.formats import format_cents
from usine.values.text import fold

CODE_MAX = 16
"""The longest code of a choice, in characters."""

PRECISIONS = [(each.value, each.value) for each in Precision]

Readers = Mapping[FieldKind, Callable[[Any], Any]]
"""For some kinds of fields, the function that reads the typed text: a value, or Refused."""


def declare(model: type[models.Model], fields: Iterable[Field]) -> None:
    """Give a model the columns of these fields. A date `start` has two, `start_on` and
    `start_precision`, behind one attribute `start`, a PartialDate or None."""
    for field in fields:
        for name, column in columns(field).items():
            model.add_to_class(name, column)
        if field.kind == FieldKind.DATE:
            setattr(model, field.name, _partial_date(field.name))


def columns(field: Field) -> dict[str, models.Field]:
    """The columns that store a field, by name."""
    if field.kind != FieldKind.DATE:
        return {field.name: _column(field)}
    precision = models.CharField(max_length=7, choices=PRECISIONS, default=Precision.DAY.value)
    day = models.DateField(_verbose_name(field), null=True, blank=not field.required)
    return {f"{field.name}_on": day, f"{field.name}_precision": precision}


def _column(field: Field) -> models.Field:
    name, blank = _verbose_name(field), not field.required
    match field.kind:
        case FieldKind.REFERENCE | FieldKind.TITLE | FieldKind.TEXT:
            return models.CharField(name, max_length=field.max_length, blank=blank)
        case FieldKind.LONG_TEXT:
            return models.TextField(name, blank=blank)
        case FieldKind.NAMES | FieldKind.CHOICES:
            return models.JSONField(name, default=list, blank=blank)
        case FieldKind.NUMBER:
            return models.PositiveBigIntegerField(name, null=True, blank=blank)
        case FieldKind.MONEY:
            return models.BigIntegerField(name, null=True, blank=blank)
        case FieldKind.CHOICE:
            return _choice(field)
        case FieldKind.YES_NO:
            return models.BooleanField(name, default=False)
    raise ValueError("A period is stored as its start and its end.")


def _verbose_name(field: Field) -> str:
    label = field.label
    return label if label[:2].isupper() else label[0].lower() + label[1:]


def _choice(field: Field) -> models.Field:
    """A column without choices when they are data: these change without a migration."""
    options: dict[str, Any] = {"max_length": field.max_length or CODE_MAX}
    if not callable(field.choices):
        options["choices"] = field.choices
    if field.initial:
        options["default"] = field.initial
    return models.CharField(_verbose_name(field), blank=not field.required, **options)


def _partial_date(name: str) -> property:
    def read(subject: Any) -> PartialDate | None:
        day, precision = getattr(subject, f"{name}_on"), getattr(subject, f"{name}_precision")
        return PartialDate(day, Precision(precision)) if day else None

    def write(subject: Any, value: PartialDate | None) -> None:
        setattr(subject, f"{name}_on", value.first if value else None)
        setattr(subject, f"{name}_precision", value.precision if value else Precision.DAY)

    return property(read, write)


class ReadField(forms.Field):
    """A text that `read` turns into a value, and `write` turns back into a text."""

    def __init__(
        self, *, read: Callable[[Any], Any], write: Callable[[Any], Any], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.read, self.write = read, write

    def to_python(self, value: str | None) -> Any:
        try:
            return self.read(value)
        except Refused as refusal:
            raise ValidationError(str(refusal)) from refusal

    def prepare_value(self, value: Any) -> Any:
        return self.write(value)


class LongTextField(forms.CharField):
    """A text on several lines, whose line ends are normalised: browsers send "\\r\\n", and a text
    that the user left alone must not look changed."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class LinesField(forms.Field):
    """A list of texts, one a line, each once."""

    widget = forms.Textarea

    def to_python(self, value: str | None) -> list[str]:
        lines: dict[str, str] = {}
        for line in (value or "").splitlines():
            if text := " ".join(line.split()):
                lines.setdefault(fold(text), text)
        return list(lines.values())

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class ChoicesField(forms.MultipleChoiceField):
    """Several codes of a list, in the order of the list whatever that of the boxes."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[str]:
        chosen = {code for code in super().to_python(value) if code}
        known = [str(code) for code, _ in list(self.choices)]  # type: ignore[arg-type]
        return [*(code for code in known if code in chosen), *sorted(chosen.difference(known))]


def form_field(field: Field, readers: Readers) -> forms.Field:
    """The form field in which users type a declared field; `readers` read what they type."""
    options: dict[str, Any] = {"label": field.label, "help_text": field.help}
    match field.kind:
        case FieldKind.REFERENCE | FieldKind.TITLE | FieldKind.TEXT:
            line = forms.CharField(max_length=field.max_length, required=field.required, **options)
            # A browser would cut what is pasted without a word: a longer text is refused instead.
            line.widget.attrs.pop("maxlength", None)
            return line
        case FieldKind.LONG_TEXT | FieldKind.NAMES:
            made = LongTextField if field.kind == FieldKind.LONG_TEXT else LinesField
            box = forms.Textarea(attrs={"rows": field.lines})
            return made(widget=box, required=field.required, **options)
        case FieldKind.MONEY:
            return ReadField(
                read=readers[field.kind], write=_euros, required=field.required, **options
            )
        case FieldKind.DATE:
            return ReadField(
                read=readers[field.kind], write=_as_is, required=field.required, **options
            )
        case FieldKind.CHOICE:
            initial = field.initial or None
            return forms.ChoiceField(
                choices=lambda: _to_choose(field),
                initial=initial,
                required=field.required,
                **options,
            )
        case FieldKind.CHOICES:
            return ChoicesField(choices=lambda: field.labels, required=field.required, **options)
        case FieldKind.NUMBER:
            return forms.IntegerField(min_value=0, required=field.required, **options)
        case FieldKind.YES_NO:
            return forms.BooleanField(required=False, **options)
    raise ValueError("A period is typed as its start and its end.")


def _to_choose(field: Field) -> list[tuple[str, str]]:
    """The choices, after an empty one when the field has no initial code."""
    first = [] if field.initial else [("", field.unchosen or "–")]
    return [*first, *field.labels]


def _euros(value: Any) -> Any:
    return format_cents(value) if isinstance(value, int) else value


def _as_is(value: Any) -> Any:
    return value
