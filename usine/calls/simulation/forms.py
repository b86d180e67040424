"""The questions that the rules of a call ask, as few as they can be, and the answers as facts.

Where the project is tells its département, its région, its territory and the label of this one: it
is asked once. Nothing is asked that no rule reads.
"""

from collections.abc import Callable, Iterator
from typing import Any

from django import forms

from usine.calls.eligibility.facts import Book, Given
from usine.calls.eligibility.terms import Terms
from usine.calls.format.codes import ANSWER
from usine.calls.format.conditions import FactSpec
from usine.calls.format.expressions import (
    ChoiceIn,
    PlaceIn,
    Predicate,
    Reference,
    names_in,
    predicates_of,
)
from usine.calls.format.form import FormField
from usine.calls.format.model import CallFile
from usine.calls.gathering.covering import commune_facts
from usine.calls.gathering.territories import Facts
from usine.calls.gathering.vantage import Vantage
from usine.pages.markdown import line_as_html

from .fields import Choices, CommuneField, asking, yes_no

TYPED = "votre réponse"
COMMUNE = "commune"
# What the commune of a project tells, by the beginnings of sources and the kinds of fields.
_OF_PLACE = ("project:", "territory:", "action:place")
_PLACES = ("commune", "territory")
# What rules read besides facts, and how it is asked; documents and what the operator examines come
# with the candidacy.
_ASKED = {
    Reference.ASK: ("agreement", "Avez-vous obtenu\u00a0: {}\u00a0?"),
    Reference.CALL: ("award", "Avez-vous été retenu à l’appel\u00a0: {}\u00a0?"),
}
_OTHER = ("autre", "Autre")
_LISTS = (PlaceIn, ChoiceIn)


class SimulatorForm(forms.Form):
    says_optional = False
    use_required_attribute = False

    def __init__(self, data: Any, *, file: CallFile, terms: Terms) -> None:
        super().__init__(data)
        self.file, self.terms = file, terms
        self.of_form = {f"{ANSWER}{each.key}": each for each in file.fields}
        # {name of a field: (source of the fact, what its answer says)}
        self.answers: dict[str, tuple[str, Callable[[Any], Any]]] = {}
        agreements = {each.code for each in file.asks if each.kind == "agreement"}
        for kind, code in self._read():
            if kind is Reference.FACT:
                self._ask_fact(terms.facts[code])
            elif kind is Reference.CALL or (kind is Reference.ASK and code in agreements):
                self._ask_yes_no(*_ASKED[kind], code)

    def _read(self) -> Iterator[tuple[Reference, str]]:
        """What the rules read, once each, in their order; an answer that is compared with nothing
        published would change nothing."""
        predicates = (each for rule in self.file.rules for each in predicates_of(rule.expect))
        compared = filter(self._is_compared, predicates)
        yield from dict.fromkeys(name for each in compared for name in names_in(each))

    def _is_compared(self, predicate: Predicate) -> bool:
        parameter = getattr(predicate, "parameter", None)
        return parameter is None or self.terms.parameters[parameter].is_known

    def _ask_fact(self, fact: FactSpec) -> None:
        if any(self._is_of_place(source) for source in fact.sources):
            self.fields.setdefault(COMMUNE, CommuneField())
        elif "clock:today" not in fact.sources:
            field = next(filter(None, map(self.of_form.get, fact.sources)), None)
            label, help_text = (field.label, field.help) if field else (fact.label, "")
            choices = self._choices(fact, field)
            made, says = asking(fact.unit, choices, label, line_as_html(help_text))
            self.fields[fact.code], self.answers[fact.code] = made, (f"fact:{fact.code}", says)

    def _is_of_place(self, source: str) -> bool:
        field = self.of_form.get(source)
        return source.startswith(_OF_PLACE) or (field is not None and field.kind in _PLACES)

    def _ask_yes_no(self, kind: str, question: str, code: str) -> None:
        source, name = f"{kind}:{code}", f"{kind}-{code}"
        label = question.format(self.terms.label(source))
        self.fields[name], says = yes_no(label=label, required=False)
        self.answers[name] = (source, says)

    def _choices(self, fact: FactSpec, field: FormField | None) -> Choices:
        """Those of the form, else the codes that rules compare the fact with."""
        if field and field.choices:
            return [(each.code, each.label) for each in field.choices]
        named = fact.sources[0] if fact.sources else ""
        codes = dict.fromkeys(code for codes in self._compared(fact) for code in codes)
        choices = [(code, self.terms.named(named, code)) for code in codes]
        return [*choices, _OTHER] if choices else []

    def _compared(self, fact: FactSpec) -> Iterator[tuple[str, ...]]:
        for rule in self.file.rules:
            for each in predicates_of(rule.expect):
                if isinstance(each, _LISTS) and each.fact == fact.code:
                    listed = self.terms.parameters[each.parameter].value if each.parameter else ()
                    yield each.codes or listed or ()

    @property
    def book(self) -> Book:
        """What was answered, and what the commune tells."""
        facts = {
            source: Given(says(value), TYPED)
            for name, (source, says) in self.answers.items()
            if (value := self.cleaned_data[name]) not in (None, "", [])
        }
        return Book(self._located() | facts)

    def _located(self) -> Facts:
        commune = self.cleaned_data.get(COMMUNE)
        if commune is None:
            return {}
        facts = commune_facts(commune.pk, Vantage(self.terms.at))
        told = {"commune": facts["project:commune"]}
        if place := facts.get("territory:place"):
            told["territory"] = place
        fields = ((source, each.kind) for source, each in self.of_form.items())
        return facts | {source: told[kind] for source, kind in fields if kind in told}
