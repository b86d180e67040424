"""A version of a call as its pages tell it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import NamedTuple

from usine.values.formats import format_counted

from .eligibility.facts import Book
from .eligibility.terms import Terms
from .eligibility.verdicts import RuleVerdict, judge
from .eligibility.windows import window_in_words
from .eligibility.words import in_words
from .format.conditions import Parameter
from .format.form import FormField
from .format.model import CallFile
from .format.procedure import AskSpec, AskTarget, GateSpec
from .labels import (
    ASK_KINDS,
    BENEFITS,
    FIELD_KINDS,
    GATES,
    INSTRUCTED_BY,
    MODES,
    NEEDS,
    PLACES,
    QUOTA_PLACES,
    ROLES,
    SEES,
    STATES,
    SUBJECTS,
    VERBS,
    funder_named,
)


class SheetLine(NamedTuple):
    """A line of a sheet: its label, and what it says."""

    label: str
    text: str


class ParameterRow(NamedTuple):
    label: str
    value: str
    when: str
    source: str


class StepRow(NamedTuple):
    label: str
    gates: list[str]


class CallAskRow(NamedTuple):
    ask: AskSpec
    kind: str
    to: str
    sees: str


class FieldRow(NamedTuple):
    label: str
    kind: str
    marks: list[str]


class SectionRow(NamedTuple):
    title: str
    fields: list[FieldRow]


@dataclass(frozen=True)
class CallSheet:
    """What a version says, on a day: the thresholds of its rules are those of that day."""

    file: CallFile
    day: date

    @cached_property
    def rules(self) -> Sequence[RuleVerdict]:
        """Judged with nothing known: what must hold, its threshold, and where it is written."""
        return judge(Terms.of(self.file, at=self.day), Book({})).rules

    @property
    def facts(self) -> list[SheetLine]:
        call, scheme = self.file.call, self.file.scheme
        return [
            SheetLine("Dispositif", scheme.name),
            SheetLine("Opérateur", scheme.operator),
            SheetLine("Financeur", funder_named(scheme.funder)),
            SheetLine("Ce qui est accordé", ", ".join(BENEFITS[each] for each in scheme.benefits)),
            SheetLine("Objet", SUBJECTS[call.subject]),
            SheetLine("Dépôt", MODES[call.mode]),
            SheetLine("Instruction", INSTRUCTED_BY[call.instructed_by]),
            SheetLine("Qui peut déposer", call.who),
        ]

    @property
    def windows(self) -> list[SheetLine]:
        return [SheetLine(each.label, window_in_words(each)) for each in self.file.call.windows]

    @property
    def parameters(self) -> list[ParameterRow]:
        return [row for parameter in self.file.parameters for row in _rows_of(parameter)]

    @property
    def sections(self) -> list[SectionRow]:
        return [
            SectionRow(
                section.title,
                [
                    FieldRow(each.label, FIELD_KINDS[each.kind], _marks(each))
                    for each in section.fields
                ],
            )
            for section in self.file.sections
        ]

    @property
    def steps(self) -> list[StepRow]:
        return [
            StepRow(VERBS[step.verb], [self._gate(gate) for gate in step.gates])
            for step in self.file.steps
        ]

    @property
    def asks(self) -> list[CallAskRow]:
        return [
            CallAskRow(ask, ASK_KINDS[ask.kind], _target(ask.to), SEES[ask.sees])
            for ask in self.file.asks
        ]

    @property
    def letters(self) -> list[SheetLine]:
        return [
            SheetLine(each.title, f"{STATES[each.on]}, aussitôt" if each.on else "à la main")
            for each in self.file.letters
        ]

    def _gate(self, gate: GateSpec) -> str:
        labels = {ask.code: ask.label for ask in self.file.asks}
        more = [
            labels.get(gate.ask, ""),
            f"{NEEDS[gate.need]}{f' {gate.count}' if gate.count else ''}" if gate.need else "",
            format_counted(gate.reviewers, "relecteur", "relecteurs") if gate.reviewers else "",
            QUOTA_PLACES.get(gate.place, ""),
            f"{gate.min} au moins" if gate.min is not None else "",
            f"{gate.max} au plus" if gate.max is not None else "",
            gate.call,
        ]
        told = ", ".join(filter(None, more))
        return f"{GATES[gate.gate]} ({told})" if told else GATES[gate.gate]


def _rows_of(parameter: Parameter) -> Iterator[ParameterRow]:
    if not parameter.values:
        yield ParameterRow(parameter.label, "", "", "")
    for value in parameter.values:
        when = f"depuis le {in_words(value.since, 'date')}"
        if value.until:
            when = f"du {in_words(value.since, 'date')} au {in_words(value.until, 'date')}"
        words = in_words(value.value, parameter.unit) or "liste vide"
        yield ParameterRow(parameter.label, words, when, value.source)


def _marks(field: FormField) -> list[str]:
    marks = {
        "obligatoire": field.required,
        "confidentiel": field.private,
        "masqué aux relecteurs": field.identifying,
        "sous condition": field.shown_when,
    }
    return [mark for mark, is_so in marks.items() if is_so]


def _target(to: AskTarget) -> str:
    if to.role:
        return f"{ROLES[to.role]}, {PLACES[to.place]}"
    return f"l’organisme {to.body}" if to.body else "qui sera choisi"
