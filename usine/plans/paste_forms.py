"""The form of a column that is pasted, and its preview as a page carries it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError

from usine.values import clock
from usine.values.errors import Refused

from .chosen_forms import typed_value
from .fields import STATUS
from .models import Action
from .pasting import PASTED, PastedLine, cells_of, has_columns, refuse
from .states import Status
from .table import COLUMNS, FIELDS_OF
from .vocabulary import of_columns

_FIELD_OF = FIELDS_OF | {"statut": STATUS.name}


class PastedColumnForm(forms.Form):
    """A column copied from a spreadsheet, over the cells of a column of the table."""

    colonne = forms.ChoiceField(
        label="Colonne",
        choices=[(key, each.label) for key, each in COLUMNS.items() if key in _FIELD_OF],
        error_messages={
            "invalid_choice": "Cette colonne ne se colle pas\u00a0: une note s’ajoute. "
            "Choisissez une autre colonne."
        },
    )
    texte = forms.CharField(
        label="Cellules copiées",
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text="Une par ligne, dans l’ordre du tableau. Une cellule vide laisse l’action telle "
        "quelle, «\u00a0–\u00a0» vide le champ. Un statut est une étape franchie ce jour.",
    )

    @classmethod
    def of_status(cls, label: str, count: int) -> PastedColumnForm:
        """One status over so many lines."""
        return cls({"colonne": "statut", "texte": "\n".join([label] * count)})

    def clean_texte(self) -> str:
        text: str = self.cleaned_data["texte"]
        if has_columns(text):
            raise ValidationError("Plusieurs colonnes sont copiées\u00a0: collez-en une à la fois.")
        return text

    @property
    def is_read(self) -> bool:
        """Whether both were understood, whatever happened since."""
        return self.is_bound and not self.errors.keys() & self.fields.keys()

    @property
    def cells(self) -> list[str]:
        return cells_of(self.cleaned_data["texte"])

    @property
    def name(self) -> str:
        """The field that the column gives."""
        return _FIELD_OF[self.cleaned_data["colonne"]]

    @property
    def told(self) -> str:
        """What was written, in a word."""
        return PASTED[self.name].label.lower()

    def lines(self, actions: Iterable[Action]) -> list[PastedLine]:
        """What the cells would write on these actions, in their order, and why not."""
        pairs = zip(actions, self.cells, strict=False)
        lines = [self._line(PastedLine(action, self.name, typed)) for action, typed in pairs]
        refuse(lines)
        return lines

    def _line(self, line: PastedLine) -> PastedLine:
        if line.typed:
            try:
                line.value = _value(line)
            except ValidationError as error:
                line.why = " ".join(error.messages)
            except Refused as refusal:
                line.why = str(refusal)
        return line


def _value(line: PastedLine) -> Any:
    is_status = line.name == STATUS.name
    return typed_status(line.typed) if is_status else typed_value(PASTED[line.name], line.typed)


def typed_status(typed: str) -> Status:
    """The status that words mean today, as an import reads them.

    Raises Refused when they mean none, or something else besides.
    """
    choice: Any = of_columns().choices[STATUS.name]
    told = choice.on(clock.today(), typed)
    if not told.code or told.flag or told.is_doubtful:
        raise Refused(
            f"«\u00a0{typed}\u00a0» ne dit pas un statut et lui seul\u00a0: {choice.write}."
        )
    return Status(told.code)


_PREVIEW_SALT = "plans.paste"


def sealed_preview(lines: Iterable[PastedLine]) -> str:
    """What a preview would write, as its page carries it."""
    written = {
        line.action.pk: PASTED.encode({line.name: (line.before, line.value)})
        for line in lines
        if line.is_written
    }
    return signing.dumps(written, salt=_PREVIEW_SALT, compress=True)


def unsealed_preview(sealed: str, name: str) -> dict[int, tuple[Any, Any]]:
    """{action: (what was read, new)} of a field, as the preview that was read had it.

    Raises Refused when it has none, or is not ours.
    """
    try:
        written = signing.loads(sealed, salt=_PREVIEW_SALT)
        return {int(pk): PASTED.decode(changes)[name] for pk, changes in written.items()}
    except (signing.BadSignature, KeyError) as error:
        raise Refused("L’aperçu a changé\u00a0: relisez-le, puis validez de nouveau.") from error
