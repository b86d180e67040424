"""What one types to make calls."""

from django import forms
from django.core.exceptions import ValidationError

from .format.canonical import LARGEST
from .models.calls import CODE_MAX, TITLE_MAX


class ImportForm(forms.Form):
    file = forms.FileField(
        label="Fichier de l’appel",
        help_text="Un fichier JSON, un mégaoctet au plus.",
        widget=forms.FileInput(attrs={"accept": ".json,application/json"}),
        error_messages={"required": "Choisissez un fichier.", "empty": "Le fichier est vide."},
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("Le fichier dépasse un mégaoctet.")
        return file.read()


class CopyForm(forms.Form):
    title = forms.CharField(label="Titre du nouvel appel", max_length=TITLE_MAX)
    code = forms.SlugField(
        label="Code",
        max_length=CODE_MAX,
        help_text=f"Minuscules et chiffres, séparés par des tirets, {CODE_MAX} caractères au plus. "
        "Il ne changera plus.",
        error_messages={"invalid": "Minuscules et chiffres, séparés par des tirets."},
    )
