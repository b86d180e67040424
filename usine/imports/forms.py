"""What users type in an import: the file and its date, what columns mean, which action a row is."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError

from usine.pages.forms import DateField
from usine.plans import rules, vocabulary
from usine.plans.models import Action
from usine.reading import IGNORED
from usine.territories.models import Territory
from usine.values import clock
from usine.values.formats import format_count, format_decimal

from .models import ColumnMeaning, ImportRow, PlanImport, WordMeaning

EXTENSIONS = ".xlsx,.xls,.ods,.csv"
NEW = "nouvelle"
# What names the question about a row, before its key.
ASKED_ROW = "ligne-"
# The one form of the preview: every control there is of it, so that each button sends them all.
PREVIEW_FORM = "corrections"
LEFT_OUT = "aucun"
EMPTY_AXIS = "Laisser vide\u00a0: ligne refusée"
# What no answer to a question gives, by its field.
_NOTHING = {
    "axis": EMPTY_AXIS,
    vocabulary.STATUS_ON.name: "le statut compte depuis la date d’effet",
}


def too_large(size: int) -> str | None:
    """Why a file of so many bytes is not taken; None when it is."""
    if size <= settings.PLAN_FILE_MAX_BYTES:
        return None
    most = settings.PLAN_FILE_MAX_BYTES // 1024 // 1024
    weighs = format_decimal(Decimal(size) / 1024 / 1024, 1)
    return (
        f"Le fichier pèse {weighs}\u00a0Mo, {most}\u00a0Mo au plus sont acceptés. "
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
        help_text="La date à laquelle ce fichier était vrai\u00a0: les statuts et budgets nouveaux "
        "comptent à partir de ce jour.",
        initial=clock.today,
    )

    def __init__(self, *args, territory: Territory, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.territory = territory

    def clean_file(self):
        file = self.cleaned_data["file"]
        if why := too_large(file.size):
            raise ValidationError(why)
        return file

    def clean_effective_on(self):
        day = self.cleaned_data["effective_on"]
        labelled_on = self.territory.labelled_on
        if why := rules.effect_refusal(day, labelled_on=labelled_on, today=clock.today()):
            raise ValidationError(why)
        return day


class ColumnsForm(forms.Form):
    """What each header means; the headers that several sheets share are asked once."""

    def __init__(
        self,
        data: Any = None,
        *,
        plan_import: PlanImport,
        samples: Mapping[tuple[str, str], Sequence[str]],
        remembered: Collection[str],
    ) -> None:
        """`samples` are cells of the file, by sheet and letter of column; `remembered` are the
        folded headers whose meaning comes from a previous import."""
        super().__init__(data)
        self.headers: dict[str, str] = {}
        self.sheets = plan_import.sheets
        words = vocabulary.of_columns()
        for sheet in self.sheets:
            labels = words.part_labels if sheet.get("beside") else words.labels
            for column in sheet["columns"]:
                if column["key"] and column["key"] not in self.headers.values():
                    place = f"{sheet['name']}, colonne" if sheet["name"] else "Colonne"
                    sentences = [f"{place} {column['letter']}."]
                    if cells := samples.get((sheet["name"], column["letter"])):
                        examples = ", ".join(f"«\u00a0{sample}\u00a0»" for sample in cells)
                        sentences.append(f"Exemples\u00a0: {examples}.")
                    if column["key"] in remembered:
                        sentences.append("Comprise comme lors d’un import précédent.")
                    self._ask(column, " ".join(sentences), labels)

    def _ask(self, column: Mapping[str, Any], help_text: str, labels: Mapping[str, str]) -> None:
        name = f"colonne-{len(self.headers)}"
        self.headers[name] = column["key"]
        self.fields[name] = forms.ChoiceField(
            label=column["header"],
            help_text=help_text,
            choices=[(LEFT_OUT, "Ne pas reprendre"), *labels.items()],
            initial=column["field"] or LEFT_OUT,
        )

    def clean(self) -> dict[str, Any]:
        """One column a field in each sheet, save for the fields that several may feed; and what
        names the actions in each."""
        fields = [self._fields_of(sheet) for sheet in self.sheets]
        for of_sheet in fields:
            self._check_once(of_sheet)
        if self.errors:
            return self.cleaned_data
        if not any(
            "title" in of_sheet.values()
            for sheet, of_sheet in zip(self.sheets, fields, strict=True)
            if not sheet.get("beside")
        ):
            raise ValidationError("Dites quelle colonne contient l’intitulé des actions.")
        for sheet, of_sheet in zip(self.sheets, fields, strict=True):
            if sheet.get("beside") and not of_sheet.keys().isdisjoint(self.changed_data):
                self._check_named(sheet["name"], {*of_sheet.values()} - {LEFT_OUT})
        return self.cleaned_data

    def _fields_of(self, sheet: Mapping[str, Any]) -> dict[str, str]:
        """{name of a question: field} of the columns of a sheet."""
        names = {key: name for name, key in self.headers.items()}
        asked = dict.fromkeys(names[each["key"]] for each in sheet["columns"] if each["key"])
        return {name: self.cleaned_data.get(name, LEFT_OUT) for name in asked}

    def _check_once(self, fields: Mapping[str, str]) -> None:
        first: dict[str, str] = {}
        for name, field in fields.items():
            if field == LEFT_OUT or field in vocabulary.of_columns().several:
                continue
            if field in first:
                self.add_error(name, self._twice(field, first[field]))
            first.setdefault(field, name)

    def _check_named(self, sheet: str, fields: Collection[str]) -> None:
        """A sheet beside the plan names the actions of its lines, unless it is left out whole."""
        if fields and not {"title", "reference"} & {*fields}:
            raise ValidationError(
                f"Dites quelle colonne de la feuille «\u00a0{sheet}\u00a0» nomme l’action."
            )

    def _twice(self, field: str, name: str) -> str:
        return (
            f"«\u00a0{vocabulary.of_columns().labels[field]}\u00a0» est déjà dit par la colonne "
            f"«\u00a0{self.fields[name].label}\u00a0»\u00a0: une seule peut le dire. "
            "Changez l’une des deux."
        )

    @property
    def meanings(self) -> dict[str, str]:
        """{folded header: field} of the columns whose meaning the user corrected."""
        corrected = {self.headers[name]: self.cleaned_data[name] for name in self.changed_data}
        return {key: IGNORED if field == LEFT_OUT else field for key, field in corrected.items()}


def _labelled(question: Mapping[str, Any], label: str) -> str:
    return spaced(label) if question["kind"] == "amounts" else label


def spaced(text: str) -> str:
    """A text with its long numbers by groups of digits."""
    return re.sub(r"[0-9]{4,}", lambda digits: format_count(int(digits[0])), text)


class WordsForm(forms.Form):
    """What each word, sign or colour that the file leaves unsaid means, asked once for all."""

    says_optional = False

    def __init__(self, data: Any = None, *, questions: Sequence[Mapping[str, Any]]) -> None:
        super().__init__(data)
        self.asked: dict[str, Mapping[str, Any]] = {}
        for question in questions:
            name = f"{question['field']}:{question['key']}"
            self.asked[name] = question
            self.fields[name] = forms.ChoiceField(
                label=question["word"],
                choices=[
                    *((code, _labelled(question, label)) for code, label in question["options"]),
                    (LEFT_OUT, _NOTHING.get(question["field"], "Laisser vide")),
                ],
                widget=forms.RadioSelect(attrs={"form": PREVIEW_FORM}),
                required=False,
                initial=question["proposed"] or None,
            )

    @property
    def answers(self) -> dict[str, dict[str, str]]:
        """{field: {key: code, or "" for nothing}} of what the user answers, or answers again and
        otherwise."""
        answers: dict[str, dict[str, str]] = {}
        for name, question in self.asked.items():
            code = self.cleaned_data[name]
            if code and code != question.get("answer"):
                codes = answers.setdefault(question["field"], {})
                codes[question["key"]] = "" if code == LEFT_OUT else code
        return answers


class MemoryForm(forms.Form):
    """What a territory remembers of its files: ticked to be forgotten."""

    def __init__(self, data: Any = None, *, territory: Territory) -> None:
        super().__init__(data)
        columns = ColumnMeaning.objects.filter(territory=territory)
        words = WordMeaning.objects.filter(territory=territory)
        self.fields["columns"] = forms.ModelMultipleChoiceField(columns, required=False)
        self.fields["words"] = forms.ModelMultipleChoiceField(words, required=False)

    def clean(self) -> dict[str, Any]:
        if not self.errors and not any(self.cleaned_data.values()):
            raise ValidationError("Cochez ce qui doit être oublié.")
        return self.cleaned_data


class AnswersForm(forms.Form):
    """For rows that look like an action of the plan, whether they are about it."""

    says_optional = False

    def __init__(
        self, data: Any = None, *, rows: Iterable[ImportRow], actions: Mapping[int, Action]
    ) -> None:
        super().__init__(data)
        self.rows: dict[str, ImportRow] = {}
        for row in rows:
            name = f"{ASKED_ROW}{row.pk}"
            self.rows[name] = row
            proposed = [actions[pk] for pk, _ in row.close if pk in actions]
            self.fields[name] = forms.ChoiceField(
                label=f"«\u00a0{row.title}\u00a0» ({row})",
                choices=[
                    *((action.pk, f"C’est «\u00a0{action}\u00a0»") for action in proposed),
                    (NEW, "C’est une nouvelle action"),
                ],
                widget=forms.RadioSelect(attrs={"form": PREVIEW_FORM}),
                required=False,
                initial=str(row.same_as_id or NEW) if row.is_answered else None,
            )

    @property
    def answers(self) -> dict[int, int | None]:
        """{row: action, or None for a new one} for the rows that the user answered."""
        return {
            row.pk: None if answer == NEW else int(answer)
            for name, row in self.rows.items()
            if (answer := self.cleaned_data[name])
        }
