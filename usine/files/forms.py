"""What users send: files, checked again by the operation that keeps them."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from . import formats, rules
from .checking import Sent


class FilesInput(forms.FileInput):
    allow_multiple_selected = True

    def value_from_datadict(self, data, files, name) -> list[UploadedFile]:
        return files.getlist(name) if hasattr(files, "getlist") else files.get(name, [])


class FilesField(forms.FileField):
    """Several files; those that are too heavy are refused before they are read."""

    def __init__(self, **kwargs: Any) -> None:
        most = rules.in_megabytes(settings.DOCUMENT_MAX_BYTES)
        help_text = (
            f"{formats.ACCEPTED}\u00a0; {rules.MOST_AT_ONCE} fichiers au plus, {most} chacun."
        )
        widget = FilesInput(attrs={"multiple": True, "accept": ",".join(formats.endings())})
        super().__init__(widget=widget, help_text=help_text, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        uploaded = list(data or [])
        why = rules.count_refusal(len(uploaded)) if uploaded or self.required else None
        if whys := [why] if why else list(filter(None, map(_why, uploaded))):
            raise ValidationError(whys)
        return uploaded


def _why(file: UploadedFile) -> str | None:
    why = rules.size_refusal(file.size or 0, settings.DOCUMENT_MAX_BYTES)
    return f"«\u00a0{rules.clean_name(file.name or '')}\u00a0» {why}" if why else None


def sent(uploaded: list[UploadedFile]) -> list[Sent]:
    """The files of a form, read whole."""
    return [Sent(file.name or "", file.read()) for file in uploaded]


class AttachForm(forms.Form):
    documents = FilesField(label="Fichiers")
