"""Answers as people read them, section by section."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import cached_property
from typing import Any, NamedTuple

from usine.geography.models import Commune
from usine.geography.queries import called
from usine.plans.codes import FUNDERS
from usine.territories.measures import place_names
from usine.values.fields import NOTHING
from usine.values.formats import format_cents, format_count, format_day
from usine.values.siren import grouped

from ..format.form import FormColumn, FormField, FormSection
from ..format.model import CallFile
from ..forms import SIDES, percent, shown_keys
from .answering import Answers, readable

_SIDES, _FUNDERS = dict(SIDES), dict(FUNDERS)


class AnswerLine(NamedTuple):
    """An answer: one text, or the rows of a table under the names of its columns."""

    field: FormField
    text: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    source: str = ""


class AnsweredSection(NamedTuple):
    section: FormSection
    lines: list[AnswerLine]


class Wording:
    """How answers read; the names of territories are read once."""

    @cached_property
    def places(self) -> dict[str, str]:
        return place_names()

    def sections(
        self, file: CallFile, answers: Answers, sources: dict[str, str]
    ) -> list[AnsweredSection]:
        """What is asked, answered or not."""
        answers = readable(file, answers)
        seen = shown_keys(file, answers)
        return [
            AnsweredSection(
                section,
                [
                    self._line(field, answers.get(field.key), sources.get(field.key, ""))
                    for field in section.fields
                    if field.key in seen
                ],
            )
            for section in file.sections
        ]

    def _line(self, field: FormField, answer: Any, source: str) -> AnswerLine:
        if answer in (None, "", []):
            return AnswerLine(field, NOTHING)
        if field.kind == "financing":
            return _financing(field, answer, source)
        if field.kind == "table":
            columns = tuple(each.label for each in field.columns)
            rows = tuple(tuple(self._cells(field.columns, row)) for row in answer)
            return AnswerLine(field, "", columns, rows, source)
        return AnswerLine(field, self.text(field, answer), source=source)

    def _cells(self, columns: tuple[FormColumn, ...], row: dict[str, Any]) -> Iterator[str]:
        for column in columns:
            cell = row.get(column.key)
            yield NOTHING if cell in (None, "") else self.text(column, cell)

    def text(self, field: FormField | FormColumn, answer: Any) -> str:
        choices = {each.code: each.label for each in field.choices}
        match field.kind:
            case "choice":
                return choices.get(answer, answer)
            case "choices":
                return ", ".join(choices.get(each, each) for each in answer)
            case "members":
                return ", ".join(answer)
            case "territory":
                return self.places.get(answer, answer)
        return _WORDS.get(field.kind, str)(answer)


def _financing(field: FormField, rows: list[dict[str, Any]], source: str) -> AnswerLine:
    columns = "Nature", "Poste", "Financeur", "Montant"
    told = tuple(
        (
            _SIDES.get(row.get("side", ""), NOTHING),
            row.get("label") or NOTHING,
            _FUNDERS.get(row.get("funder", ""), NOTHING),
            format_cents(row.get("amount")),
        )
        for row in rows
    )
    return AnswerLine(field, "", columns, told, source)


def _yes_no(answer: bool) -> str:
    return "Oui" if answer else "Non"


def _commune(code: str) -> str:
    commune = Commune.objects.filter(pk=code).first()
    return called(commune) if commune else code


_WORDS: dict[str, Callable[[Any], str]] = {
    "amount": format_cents,
    "integer": format_count,
    "rate": percent,
    "date": lambda answer: format_day(date.fromisoformat(answer)),
    "yes_no": _yes_no,
    "declaration": _yes_no,
    "siret": grouped,
    "commune": _commune,
}
