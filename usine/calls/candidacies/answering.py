"""The answers of a candidacy to the form of its call: what reads, what lacks, what follows."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple

from django import forms
from django.core.exceptions import ValidationError

from usine.geography.models import Commune
from usine.pages.rows import RowsField
from usine.values.siren import grouped
from usine.values.text import fold

from ..format import canonical
from ..format.form import FormField, FormSection
from ..format.model import CallFile
from ..forms import form_field, shown_keys
from ..models import Candidacy

Answers = Mapping[str, Any]


class AnswerFault(NamedTuple):
    """What is missing or wrong in an answer, and where to mend it."""

    section: FormSection
    field: FormField
    sentence: str


def readable(file: CallFile, answers: Answers) -> dict[str, Any]:
    """The answers that this version asks, of the kind that it expects: those of a version before
    may be others."""
    kinds = {field.key: field.kind for field in file.fields}
    return {
        key: value
        for key, value in answers.items()
        if key in kinds and _KINDS.get(kinds[key], _is_text)(value)
    }


def asked_answers(file: CallFile, answers: Answers) -> dict[str, Any]:
    """The same, without those whose condition is not met: nobody asks them."""
    answers = readable(file, answers)
    keys = shown_keys(file, answers)
    return {key: value for key, value in answers.items() if key in keys}


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_text(value: Any) -> bool:
    return isinstance(value, str)


def _is_day(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(date.fromisoformat(value))
    except ValueError:
        return False


def _is_yes_or_no(value: Any) -> bool:
    return isinstance(value, bool)


def _list_of(kind: type) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, list) and all(isinstance(each, kind) for each in value)


_KINDS: dict[str, Callable[[Any], bool]] = {
    **dict.fromkeys(("amount", "integer", "rate"), _is_whole),
    **dict.fromkeys(("choices", "members"), _list_of(str)),
    **dict.fromkeys(("table", "financing"), _list_of(dict)),
    **dict.fromkeys(("yes_no", "declaration"), _is_yes_or_no),
    "date": _is_day,
}


def mark_of(value: Any) -> str:
    """What tells an answer from another: a form sends that of the answer which it shows."""
    return canonical.digest(canonical.write({"": value}))[:16]


def faults(candidacy: Candidacy) -> list[AnswerFault]:
    """All that keeps the form from being sent, in its order."""
    return list(_faults(candidacy, candidacy.file))


def _faults(candidacy: Candidacy, file: CallFile) -> Iterator[AnswerFault]:
    answers = readable(file, candidacy.answers)
    seen = shown_keys(file, answers)
    for section in file.sections:
        for field in section.fields:
            if field.key in seen:
                for sentence in _wrong(field, answers.get(field.key)):
                    yield AnswerFault(section, field, sentence)
                if sentence := _contradicted(candidacy, file, field.key, answers):
                    yield AnswerFault(section, field, sentence)


def _wrong(field: FormField, answer: Any) -> list[str]:
    try:
        cleaned(field, answer, required=field.required)
    except ValidationError as error:
        return error.messages
    return []


def cleaned(field: FormField, answer: Any, *, required: bool) -> Any:
    """An answer as its field takes it, when it is typed again. Raises ValidationError."""
    made = form_field(field, required=required)
    # A commune is typed by its name, which another one of its département may have.
    typed = answer if field.kind == "commune" else as_typed(made, answer)
    return made.clean(typed)


def as_typed(field: forms.Field, answer: Any) -> Any:
    """An answer as somebody types it in a field, which `clean` reads back."""
    if isinstance(field, RowsField):
        return [
            {key: as_typed(cell, row.get(key)) for key, cell in field.columns.items()}
            for row in answer or ()
        ]
    if isinstance(answer, list) and not isinstance(field, forms.MultipleChoiceField):
        return "\n".join(answer)
    return field.prepare_value(answer)


def _contradicted(candidacy: Candidacy, file: CallFile, key: str, answers: Answers) -> str:
    """Answers that say another body or another territory than the candidacy's."""
    answer, reads = answers.get(key), file.reads
    body, territory = candidacy.body, candidacy.territory
    if key == reads.siret and answer and answer[:9] != body.siren:
        return (
            f"Ce SIRET n’est pas celui de «\u00a0{body.name}\u00a0», qui dépose "
            f"(SIREN {grouped(body.siren)})."
        )
    if key == reads.territory and answer and territory and answer != territory.place:
        return f"Le territoire de ce dossier est «\u00a0{territory.name}\u00a0»."
    return ""


def follow_answers(candidacy: Candidacy) -> None:
    """Set the columns that follow from the answers; nothing is saved."""
    file = candidacy.file
    answers, reads = asked_answers(file, candidacy.answers), file.reads
    candidacy.title = answers.get(reads.title) or _default_title(candidacy)
    candidacy.asked = answers.get(reads.asked)
    candidacy.investment = answers.get(reads.investment)
    siret = answers.get(reads.siret, "")
    if siret[:9] == candidacy.body.siren:
        candidacy.siret = siret
    _follow_place(candidacy, answers.get(reads.commune))
    candidacy.search_text = fold(
        f"{candidacy.reference} {candidacy.title} {candidacy.body.name} {candidacy.body.siren}"
    )


def _default_title(candidacy: Candidacy) -> str:
    return candidacy.about.title if candidacy.about else candidacy.call.title


def _follow_place(candidacy: Candidacy, code: str | None) -> None:
    """A project is instructed where it is, else where its territory is led."""
    communes = Commune.objects.select_related("departement")
    commune = communes.filter(pk=code).first() if code else None
    candidacy.commune = commune
    if commune:
        candidacy.region = commune.departement.region_id
    elif candidacy.territory:
        candidacy.region = candidacy.territory.lead_region_id
