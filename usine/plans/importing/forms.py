"""What users say of an import: the file and its date, what columns mean, which action a row is."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.html import escape

from usine.kernel.forms import DateField
from usine.ledger import clock

from ..models import Action
from .models import ImportRow
from .reading.fields import FIELDS, IGNORED

EXTENSIONS = ".xlsx,.xls,.ods,.csv"
NEW = "nouvelle"
LEFT_OUT = "aucun"


def too_large(size: int) -> str | None:
    """Why a file of so many bytes is not taken; None when it is."""
    if size <= settings.PLAN_FILE_MAX_BYTES:
        return None
    most = filesizeformat(settings.PLAN_FILE_MAX_BYTES)
    return (
        f"Le fichier pèse {filesizeformat(size)}, {most} au plus sont acceptés. "
        "Enlevez les images et les feuilles qui ne servent pas au plan, puis réessayez."
    )


class UploadForm(forms.Form):
    file = forms.FileField(
        label="Votre tableur",
        help_text=f"Excel (.xlsx, .xls), LibreOffice (.ods) ou CSV, "
        f"{settings.PLAN_FILE_MAX_BYTES // 1024 // 1024}\u00a0Mo au plus.",
        widget=forms.FileInput(attrs={"accept": EXTENSIONS}),
        error_messages={
            "required": "Choisissez un fichier.",
            "empty": "Le fichier est vide.",
        },
    )
    effective_on = DateField(
        label="Date d’effet",
        help_text="La date à laquelle ce fichier était vrai\u00a0: les statuts nouveaux "
        "comptent à partir de ce jour.",
        initial=clock.today,
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if why := too_large(file.size):
            raise ValidationError(why)
        return file


class ColumnsForm(forms.Form):
    """What each header means; the headers that several sheets share are asked once."""

    def __init__(
        self,
        data: Any = None,
        *,
        sheets: Iterable[Mapping[str, Any]],
        samples: Mapping[tuple[str, str], Sequence[str]],
    ) -> None:
        """`samples` are cells of the file, by sheet and letter of column."""
        super().__init__(data)
        self.headers: dict[str, str] = {}
        for sheet in sheets:
            for column in sheet["columns"]:
                if column["key"] and column["key"] not in self.headers.values():
                    place = f"{sheet['name']}, colonne" if sheet["name"] else "Colonne"
                    shown = samples.get((sheet["name"], column["letter"]), [])
                    self._ask(column, f"{place} {column['letter']}", shown)

    def _ask(self, column: Mapping[str, Any], place: str, samples: Sequence[str]) -> None:
        name = f"colonne-{len(self.headers)}"
        self.headers[name] = column["key"]
        examples = ", ".join(f"«\u00a0{sample}\u00a0»" for sample in samples)
        self.fields[name] = forms.ChoiceField(
            label=column["header"],
            # Shown as it is: what comes from the file is escaped here.
            help_text=escape(f"{place}. Exemples\u00a0: {examples}" if examples else place),
            choices=[(LEFT_OUT, "Ne pas reprendre"), *FIELDS.items()],
            initial=column["field"] or LEFT_OUT,
        )

    @property
    def meanings(self) -> dict[str, str]:
        """{folded header: field} of what the user says otherwise than it was understood."""
        said = {self.headers[name]: self.cleaned_data[name] for name in self.changed_data}
        return {key: IGNORED if field == LEFT_OUT else field for key, field in said.items()}


class AnswersForm(forms.Form):
    """For rows that look like an action of the plan, whether they are about it."""

    def __init__(
        self, data: Any = None, *, rows: Iterable[ImportRow], actions: Mapping[int, Action]
    ) -> None:
        super().__init__(data)
        self.rows: dict[str, ImportRow] = {}
        for row in rows:
            name = f"ligne-{row.pk}"
            self.rows[name] = row
            proposed = [actions[pk] for pk, _ in row.close if pk in actions]
            self.fields[name] = forms.ChoiceField(
                label=f"«\u00a0{row.title}\u00a0» ({row})",
                choices=[
                    *((action.pk, f"C’est «\u00a0{action}\u00a0»") for action in proposed),
                    (NEW, "C’est une nouvelle action"),
                ],
                widget=forms.RadioSelect,
                required=False,
                initial=(row.same_as_id or NEW) if row.is_answered else None,
            )

    @property
    def answers(self) -> dict[int, int | None]:
        """{row: action, or None for a new one} for the rows that the user answered."""
        return {
            row.pk: None if said == NEW else int(said)
            for name, row in self.rows.items()
            if (said := self.cleaned_data[name])
        }
