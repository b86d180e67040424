"""What users type in a note, whom it tells, and the documents that it brings."""

from collections.abc import Sequence
from typing import Any

from django import forms

from usine.files.forms import FilesField, sent
from usine.pages.declared import LongTextField
from usine.people.models import User
from usine.values.text import fold


class NoteForm(forms.Form):
    text = LongTextField(
        label="Note",
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="Où elle en est, ce qui bloque. Elle reste, avec votre nom et la date\u00a0; les "
        "mandats sur le territoire, sa région ou la nation la lisent.",
    )
    documents = FilesField(label="Documents", required=False)

    def __init__(
        self, *args: Any, people: Sequence[User], may_attach: bool = True, **kwargs: Any
    ) -> None:
        """`people` are those whom the note may tell; it brings documents when they `may_attach`."""
        super().__init__(*args, **kwargs)
        self.people = people
        if not may_attach:
            del self.fields["documents"]
        if people:
            self.fields["mentions"] = forms.ModelMultipleChoiceField(
                User.objects.filter(pk__in=[each.pk for each in people]),
                label="Prévenir",
                required=False,
                widget=forms.CheckboxSelectMultiple,
                help_text="Vous pouvez aussi écrire «\u00a0@Prénom Nom\u00a0» dans la note.",
            )

    @property
    def values(self) -> dict[str, Any]:
        """What `add_note` takes."""
        return {
            "text": self.cleaned_data["text"],
            "sent": sent(self.cleaned_data.get("documents", ())),
            "mentions": self._mentioned(),
        }

    def _mentioned(self) -> list[User]:
        """Those who are ticked, and those whose whole name follows an @ in the text."""
        ticked = set(self.cleaned_data.get("mentions", ()))
        after = [f"{fold(words)} " for words in self.cleaned_data["text"].split("@")[1:]]
        return [
            each
            for each in self.people
            if each in ticked or any(words.startswith(f"{fold(str(each))} ") for words in after)
        ]
