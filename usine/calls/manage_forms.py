"""What one types to make calls."""

from django import forms
from django.core.exceptions import ValidationError

from usine.pages.declared import LongTextField

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


class DocumentForm(forms.Form):
    """The whole document as text; `digest` is that of the document as it was shown."""

    document = LongTextField(
        label="Document (JSON)",
        help_text="Tout ce que dit l’appel\u00a0; les clés sont décrites dans docs/calls.md.",
        max_length=LARGEST,
        widget=forms.Textarea(attrs={"rows": 30, "spellcheck": "false"}),
    )
    digest = forms.CharField(widget=forms.HiddenInput)

    @property
    def written(self) -> bytes:
        return self.cleaned_data["document"].encode("utf-8", "surrogatepass")
