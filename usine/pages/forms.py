"""Forms of the design system: they render any Django form with its fields, hints and errors."""

from contextlib import suppress
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.renderers import TemplatesSetting

from usine.values import clock

from .rows import RowsInput

_CLASSES = {
    "input": "fr-input",
    "textarea": "fr-input",
    "select": "fr-select",
    "upload": "fr-upload",
}
# That of the group of a field, then that of a field with errors.
_GROUPS = {
    "select": ("fr-select-group", "fr-select-group--error"),
    "upload": ("fr-upload-group", "fr-upload-group--error"),
}
_GROUP = ("fr-input-group", "fr-input-group--error")


class RenderedField(forms.BoundField):
    """A field of a form, as the templates of `pages/forms` show it."""

    @property
    def kind(self) -> str:
        """The component of the design system that shows the field: input, textarea, select,
        upload, checkbox, radios, checkboxes, rows, hidden."""
        match self.field.widget:
            case RowsInput():
                return "rows"
            # First, as Django makes it a kind of `RadioSelect`.
            case forms.CheckboxSelectMultiple():
                return "checkboxes"
            case forms.RadioSelect():
                return "radios"
            case forms.CheckboxInput():
                return "checkbox"
            case forms.Select():
                return "select"
            case forms.FileInput():
                return "upload"
            case forms.Textarea():
                return "textarea"
            case forms.HiddenInput():
                return "hidden"
        return "input"

    @property
    def group_class(self) -> str:
        group, in_error = _GROUPS.get(self.kind, _GROUP)
        return f"{group} {in_error}" if self.errors else group

    @property
    def says_optional(self) -> bool:
        """Whether the label says "optional": never for a checkbox, nor for the form's `conditional`
        fields, which another answer may require."""
        if self.kind == "checkbox" or self.name in getattr(self.form, "conditional", ()):
            return False
        return not self.field.required and getattr(self.form, "says_optional", True)

    def build_widget_attrs(self, attrs, widget=None):
        attrs = super().build_widget_attrs(attrs, widget)
        if css_class := _CLASSES.get(self.kind):
            own = (widget or self.field.widget).attrs.get("class", "")
            attrs["class"] = f"{css_class} {own}".strip()
        return attrs


class Renderer(TemplatesSetting):
    form_template_name = "pages/forms/form.html"
    field_template_name = "pages/forms/field.html"
    bound_field_class = RenderedField


class FilterForm(forms.Form):
    """The filter of a list, read from the address: every field is optional, and none refuses."""

    use_required_attribute = False
    says_optional = False
    # The fields that a filter on one line keeps in a menu.
    rare: tuple[str, ...] = ()

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.required = False

    @property
    def frequent_fields(self) -> list[forms.BoundField]:
        return [field for field in self.visible_fields() if field.name not in self.rare]

    @property
    def rare_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self.rare]

    @property
    def rare_asked(self) -> int:
        return len(self.asked.keys() & set(self.rare))

    @property
    def asked(self) -> dict:
        """The valid values that are not empty, by field."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}


class DateInput(forms.DateInput):
    """The browser's own calendar; in a browser without one, a text field that takes 27/05/2025."""

    input_type = "date"

    def __init__(self, attrs=None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class DateField(forms.DateField):
    widget = DateInput
    default_error_messages = {"invalid": "Saisissez une date valide, par exemple 27/05/2025."}

    def __init__(self, **kwargs) -> None:
        super().__init__(input_formats=["%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y"], **kwargs)

    def prepare_value(self, value: Any) -> Any:
        """The typed day as 2025-05-27, the only form that the browser's calendar takes."""
        with suppress(ValidationError):
            if isinstance(value, str) and (day := self.to_python(value)):
                return day.isoformat()
        return value


class PastDateField(DateField):
    """A day that has come: today at the latest."""

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value and value > clock.today():
            raise ValidationError("Ce jour est à venir\u00a0: donnez aujourd’hui ou un jour passé.")
